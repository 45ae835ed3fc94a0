/// Variables and array elements.
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
  mutating func constant(
    _ what: String, _ body: (inout Parser) throws(ExpressionError) -> SyntaxNode
  ) throws(ExpressionError) -> SyntaxNode {
    let outer = constantContext
    constantContext = outer ?? what
    let node = try body(&self)
    constantContext = outer
    return node
  }
}
