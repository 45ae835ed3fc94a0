/// A Pratt parser from tokens to the syntax tree, resolving names as it goes.
///
/// Binding, weakest first: `+ -`, `* /`, unary minus, `^` (right-associative, and its exponent may
/// carry a sign). Hence `-x^2` is −(x²), `2^3^2` is 2⁹ and `2^-x` is 2⁻ˣ.
struct Parser {
  /// How deep parentheses, calls, signs and powers may nest. Everything later recurses over the tree
  /// at most this deep, which takes less than a megabyte of stack in release builds.
  static let nestingLimit = 256

  enum Binding: Int {
    case none = 0
    case additive, multiplicative, prefix, power
  }

  let tokens: [Token]
  let scope: Scope
  var next = 0
  var depth = 0
  /// The indices of the sums around the current place; the position is the slot.
  var indices: [String] = []
  /// What is being parsed where coordinates make no sense, such as "an index".
  var constantContext: String?
  /// Whether a summation index occurred since this was last cleared.
  var sawIndex = false
  var slotCount = 0
  /// The bodies of the built-ins that were called so far.
  var builtInBodies: [String: Result] = [:]

  /// A parsed source and the number of index slots its evaluation needs.
  struct Result: Sendable {
    let root: SyntaxNode
    let slotCount: Int
  }

  static func parse(_ source: String, scope: Scope) throws(ExpressionError) -> Result {
    var parser = Parser(tokens: try Lexer.tokens(of: source), scope: scope)
    guard parser.current.kind != .end else {
      throw ExpressionError(
        message: "the expression is empty", range: 0..<source.utf8.count,
        hint: "write for example \"x^2/2\"")
    }
    let root = try parser.expression(.none)
    try parser.expectEnd()
    return Result(root: root, slotCount: parser.slotCount)
  }

  private init(tokens: [Token], scope: Scope) {
    self.tokens = tokens
    self.scope = scope
  }

  var current: Token { tokens[next] }

  /// Moves past the current token, never past `end`.
  mutating func advance() {
    if next < tokens.count - 1 { next += 1 }
  }

  /// Runs `body` one level deeper.
  mutating func nested<T>(
    at range: Range<Int>, _ body: (inout Parser) throws(ExpressionError) -> T
  ) throws(ExpressionError) -> T {
    guard depth < Self.nestingLimit else {
      throw ExpressionError(
        message: "the expression is nested more than \(Self.nestingLimit) deep", range: range,
        hint: "write long sums and products without nested parentheses")
    }
    depth += 1
    let result = try body(&self)
    depth -= 1
    return result
  }

  /// Parses everything that binds at least as strongly as `minimum`.
  mutating func expression(_ minimum: Binding) throws(ExpressionError) -> SyntaxNode {
    var left = try prefix()
    while true {
      switch current.kind {
      case .plus where minimum.rawValue <= Binding.additive.rawValue,
        .minus where minimum.rawValue <= Binding.additive.rawValue:
        left = try sum(startingWith: left)
      case .times where minimum.rawValue <= Binding.multiplicative.rawValue,
        .divide where minimum.rawValue <= Binding.multiplicative.rawValue:
        left = try product(startingWith: left)
      case .power where minimum.rawValue <= Binding.power.rawValue:
        let base = left
        let range = current.range
        advance()
        let exponent = try nested(at: range) { parser throws(ExpressionError) in
          try parser.expression(.power)
        }
        left = SyntaxNode(
          .power(base, exponent), base.range.lowerBound..<exponent.range.upperBound)
      default:
        return left
      }
    }
  }

  @inline(never)
  private mutating func sum(startingWith first: SyntaxNode) throws(ExpressionError) -> SyntaxNode {
    var terms = [SyntaxNode.Term(isNegated: false, node: first)]
    var end = first.range.upperBound
    while current.kind == .plus || current.kind == .minus {
      let isNegated = current.kind == .minus
      advance()
      let node = try expression(.multiplicative)
      terms.append(.init(isNegated: isNegated, node: node))
      end = node.range.upperBound
    }
    return SyntaxNode(.sum(terms), first.range.lowerBound..<end)
  }

  @inline(never)
  private mutating func product(
    startingWith first: SyntaxNode
  ) throws(ExpressionError) -> SyntaxNode {
    var factors = [SyntaxNode.Factor(isInverted: false, node: first)]
    var end = first.range.upperBound
    while current.kind == .times || current.kind == .divide {
      let isInverted = current.kind == .divide
      advance()
      let node = try expression(.prefix)
      factors.append(.init(isInverted: isInverted, node: node))
      end = node.range.upperBound
    }
    return SyntaxNode(.product(factors), first.range.lowerBound..<end)
  }

  @inline(never)
  private mutating func prefix() throws(ExpressionError) -> SyntaxNode {
    let token = current
    switch token.kind {
    case .number(let value):
      advance()
      return SyntaxNode(.number(value), token.range)
    case .minus, .plus:
      advance()
      let operand = try nested(at: token.range) { parser throws(ExpressionError) in
        try parser.expression(.prefix)
      }
      let range = token.range.lowerBound..<operand.range.upperBound
      guard token.kind == .minus else { return operand }
      return SyntaxNode(.negate(operand), range)
    case .leftParenthesis:
      advance()
      let inner = try nested(at: token.range) { parser throws(ExpressionError) in
        try parser.expression(.none)
      }
      let end = try close(.rightParenthesis, openedBy: token)
      return reranged(inner, token.range.lowerBound..<end)
    case .name(let name):
      advance()
      return current.kind == .leftParenthesis
        ? try call(name, at: token.range) : try variable(name, at: token.range)
    default:
      throw missingOperand(at: token)
    }
  }

  /// The same node spanning its parentheses; sums stay apart from the sums around them.
  private func reranged(_ node: SyntaxNode, _ range: Range<Int>) -> SyntaxNode {
    SyntaxNode(node.kind, range)
  }

  /// Consumes the closing token and returns the offset of its end.
  @discardableResult
  mutating func close(_ kind: Token.Kind, openedBy open: Token) throws(ExpressionError) -> Int {
    let token = current
    if token.kind == kind {
      advance()
      return token.range.upperBound
    }
    let isParenthesis = kind == .rightParenthesis
    if token.kind == .end {
      throw ExpressionError(
        message: "this \(isParenthesis ? "parenthesis" : "bracket") is never closed",
        range: open.range, hint: "add '\(isParenthesis ? ")" : "]")'")
    }
    throw unexpected(token)
  }

  private func expectEnd() throws(ExpressionError) {
    guard current.kind != .end else { return }
    throw unexpected(current)
  }
}
