/// Variables, array elements and calls.
extension Parser {
  /// A name that is not followed by a parenthesis.
  @inline(never)
  mutating func variable(_ name: String, at range: Range<Int>) throws(ExpressionError) -> SyntaxNode
  {
    if let array = scope.arrays[name] {
      guard current.kind == .leftBracket else {
        throw ExpressionError(
          message: "'\(name)' is an array of \(array.count) coordinates and needs an index",
          range: range, hint: "write \(name)[1] … \(name)[\(array.count)]")
      }
      return try element(of: array, at: range)
    }
    let node = try scalar(name, at: range)
    if current.kind == .leftBracket {
      throw ExpressionError(
        message: "'\(name)' is not an array and takes no index", range: range,
        hint: "an array of coordinates is declared as \"\(name)[10]\"")
    }
    return node
  }

  @inline(never)
  private mutating func scalar(
    _ name: String, at range: Range<Int>
  ) throws(ExpressionError) -> SyntaxNode {
    if let slot = indices.lastIndex(of: name) {
      sawIndex = true
      return SyntaxNode(.summationIndex(slot), range)
    }
    if let index = scope.scalars[name] {
      try rejectCoordinate(name, at: range)
      return SyntaxNode(.coordinate(index), range)
    }
    if let argument = scope.arguments[name] {
      try rejectCoordinate(name, at: range)
      return SyntaxNode(.argument(argument), range)
    }
    if let value = scope.parameters[name] {
      return SyntaxNode(.number(value), range)
    }
    if name == "pi" {
      return SyntaxNode(.number(.pi), range)
    }
    if Scope.reserved.contains(name) {
      throw ExpressionError(
        message: "the function '\(name)' needs its arguments in parentheses", range: range,
        hint: "write \(Self.signature(of: name))")
    }
    throw unknown(name, at: range, isCall: false)
  }

  private func rejectCoordinate(_ name: String, at range: Range<Int>) throws(ExpressionError) {
    guard let constantContext else { return }
    throw ExpressionError(
      message: "\(constantContext) cannot depend on the coordinate '\(name)'", range: range,
      hint: "use numbers, summation indices and integer parameters")
  }

  @inline(never)
  private mutating func element(
    of array: CoordinateArray, at range: Range<Int>
  ) throws(ExpressionError) -> SyntaxNode {
    try rejectCoordinate(array.name, at: range)
    let open = current
    advance()
    let index = try constant("an index") { parser throws(ExpressionError) in
      try parser.nested(at: open.range) { inner throws(ExpressionError) in
        try inner.expression(.none)
      }
    }
    let end = try close(.rightBracket, openedBy: open)
    return SyntaxNode(.element(array, index: index), range.lowerBound..<end)
  }

  /// Parses where only constants are allowed.
  private mutating func constant(
    _ what: String, _ body: (inout Parser) throws(ExpressionError) -> SyntaxNode
  ) throws(ExpressionError) -> SyntaxNode {
    let outer = constantContext
    constantContext = outer ?? what
    let node = try body(&self)
    constantContext = outer
    return node
  }

  /// A name followed by a parenthesis.
  mutating func call(_ name: String, at range: Range<Int>) throws(ExpressionError) -> SyntaxNode {
    if name == "sum" { return try summation(at: range) }
    let function = ElementaryFunction(rawValue: name)
    let builtIn = BuiltIn.byName[name]
    guard function != nil || builtIn != nil || ["pow", "min", "max"].contains(name) else {
      let isVariable =
        indices.contains(name) || scope.scalars[name] != nil || scope.arrays[name] != nil
        || scope.parameters[name] != nil || scope.arguments[name] != nil || name == "pi"
      if isVariable {
        throw ExpressionError(
          message: "'\(name)' is not a function", range: range,
          hint: "write a product as \(name)*(…)")
      }
      throw unknown(name, at: range, isCall: true)
    }
    let (arguments, end) = try self.arguments(of: name)
    let whole = range.lowerBound..<end
    let expected: ClosedRange<Int> =
      if let builtIn {
        builtIn.parameters.count...builtIn.parameters.count
      } else if name == "pow" {
        2...2
      } else if function != nil {
        1...1
      } else {
        2...Int.max
      }
    guard expected.contains(arguments.count) else {
      let count = expected.lowerBound
      let atLeast = expected.upperBound == .max ? "at least " : ""
      throw ExpressionError(
        message:
          "'\(name)' takes \(atLeast)\(count) argument\(count == 1 ? "" : "s"), not \(arguments.count)",
        range: whole, hint: "write \(Self.signature(of: name))")
    }
    if let builtIn {
      let body = try self.body(of: builtIn)
      return SyntaxNode(
        .builtIn(builtIn, body: body.root, slotCount: body.slotCount, arguments: arguments), whole)
    }
    if let function { return SyntaxNode(.function(function, arguments[0]), whole) }
    switch name {
    case "min": return SyntaxNode(.minimum(arguments), whole)
    case "max": return SyntaxNode(.maximum(arguments), whole)
    default: return SyntaxNode(.power(arguments[0], arguments[1]), whole)
    }
  }

  /// The parsed body, parsed at the first call.
  private mutating func body(of builtIn: BuiltIn) throws(ExpressionError) -> Result {
    if let known = builtInBodies[builtIn.name] { return known }
    let scope = Scope(arguments: builtIn.parameters)
    let body = try Self.parse(builtIn.body, scope: scope)
    builtInBodies[builtIn.name] = body
    return body
  }

  @inline(never)
  private mutating func arguments(
    of name: String
  ) throws(ExpressionError) -> (nodes: [SyntaxNode], end: Int) {
    let open = current
    advance()
    if current.kind == .rightParenthesis {
      let end = current.range.upperBound
      advance()
      return ([], end)
    }
    var nodes: [SyntaxNode] = []
    while true {
      nodes.append(
        try nested(at: open.range) { parser throws(ExpressionError) in
          try parser.expression(.none)
        })
      guard current.kind == .comma else { break }
      advance()
    }
    return (nodes, try close(.rightParenthesis, openedBy: open))
  }

  static func signature(of name: String) -> String {
    switch name {
    case "sum": "sum(i, 1, 10, …)"
    case "pow": "pow(x, y)"
    case "min", "max": "\(name)(x, y)"
    default: BuiltIn.byName[name]?.signature ?? "\(name)(x)"
    }
  }

  @inline(never)
  private mutating func summation(at range: Range<Int>) throws(ExpressionError) -> SyntaxNode {
    let open = current
    advance()
    let indexToken = current
    guard case .name(let index) = indexToken.kind, tokens[next + 1].kind == .comma else {
      throw ExpressionError(
        message: "'sum' needs the name of its index first",
        range: indexToken.kind == .end ? range : indexToken.range,
        hint: "write \(Self.signature(of: "sum"))")
    }
    try checkIndexName(index, at: indexToken.range)
    advance()
    let outerSawIndex = sawIndex
    sawIndex = false
    var parts: [SyntaxNode] = []
    for what in ["the lower bound of a sum", "the upper bound of a sum"] {
      guard current.kind == .comma else { throw missingSumArgument(parts.count + 1, range) }
      advance()
      parts.append(
        try constant(what) { parser throws(ExpressionError) in
          try parser.nested(at: open.range) { inner throws(ExpressionError) in
            try inner.expression(.none)
          }
        })
    }
    let isNested = sawIndex
    sawIndex = sawIndex || outerSawIndex
    guard current.kind == .comma else { throw missingSumArgument(3, range) }
    advance()
    let slot = indices.count
    indices.append(index)
    slotCount = max(slotCount, indices.count)
    let body = try nested(at: open.range) { parser throws(ExpressionError) in
      try parser.expression(.none)
    }
    indices.removeLast()
    if current.kind == .comma {
      throw ExpressionError(
        message: "'sum' takes 4 arguments", range: current.range,
        hint: "write \(Self.signature(of: "sum"))")
    }
    let end = try close(.rightParenthesis, openedBy: open)
    return SyntaxNode(
      .summation(
        .init(
          slot: slot, name: index, lower: parts[0], upper: parts[1], body: body,
          isNested: isNested)),
      range.lowerBound..<end)
  }

  private func missingSumArgument(_ count: Int, _ range: Range<Int>) -> ExpressionError {
    if current.kind != .rightParenthesis && current.kind != .end { return unexpected(current) }
    return ExpressionError(
      message: "'sum' takes 4 arguments, not \(count)",
      range: range.lowerBound..<current.range.upperBound,
      hint: "write \(Self.signature(of: "sum"))")
  }

  private func checkIndexName(_ name: String, at range: Range<Int>) throws(ExpressionError) {
    let clash: String? =
      if indices.contains(name) {
        "the index of an enclosing sum"
      } else if scope.scalars[name] != nil || scope.arrays[name] != nil {
        "a coordinate"
      } else if scope.parameters[name] != nil {
        "a parameter"
      } else if scope.arguments[name] != nil {
        "an argument"
      } else if Scope.reserved.contains(name) {
        "a function or constant"
      } else {
        nil
      }
    guard let clash else { return }
    throw ExpressionError(
      message: "the summation index '\(name)' is already \(clash)", range: range,
      hint: "choose another name for the index")
  }
}
