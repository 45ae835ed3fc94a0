/// Calls of functions and built-ins.
extension Parser {
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
}
