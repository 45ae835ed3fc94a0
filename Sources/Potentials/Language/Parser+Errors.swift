/// The messages for tokens that do not fit.
extension Parser {
  func missingOperand(at token: Token) -> ExpressionError {
    let after = next > 0 ? " after \(Self.text(tokens[next - 1]))" : ""
    switch token.kind {
    case .end:
      return ExpressionError(
        message: "the expression ends where a value is expected", range: token.range,
        hint: "write a number, a name or '('\(after)")
    case .rightParenthesis where next > 0 && tokens[next - 1].kind == .leftParenthesis:
      return ExpressionError(
        message: "the parentheses are empty",
        range: tokens[next - 1].range.lowerBound..<token.range.upperBound)
    default:
      return ExpressionError(
        message: "a value is missing before \(Self.text(token))", range: token.range,
        hint: "write a number, a name or '('\(after)")
    }
  }

  func unexpected(_ token: Token) -> ExpressionError {
    switch token.kind {
    case .rightParenthesis:
      return ExpressionError(
        message: "')' has no matching '('", range: token.range,
        hint: "remove it or open a parenthesis before")
    case .rightBracket:
      return ExpressionError(message: "']' has no matching '['", range: token.range)
    case .leftBracket:
      return ExpressionError(
        message: "'[' must follow the name of a coordinate array", range: token.range)
    case .comma:
      return ExpressionError(
        message: "',' is only allowed between the arguments of a function", range: token.range,
        hint: "the decimal mark is a point")
    default:
      return ExpressionError(
        message: "an operator is missing before \(Self.text(token))", range: token.range,
        hint: "write a product with '*'")
    }
  }

  static func text(_ token: Token) -> String {
    switch token.kind {
    case .number: "the number"
    case .name(let name): "'\(name)'"
    case .plus: "'+'"
    case .minus: "'-'"
    case .times: "'*'"
    case .divide: "'/'"
    case .power: "'^'"
    case .leftParenthesis: "'('"
    case .rightParenthesis: "')'"
    case .leftBracket: "'['"
    case .rightBracket: "']'"
    case .comma: "','"
    case .end: "the end"
    }
  }

  /// The error for a name that means nothing here.
  func unknown(_ name: String, at range: Range<Int>, isCall: Bool) -> ExpressionError {
    let variables =
      indices + scope.coordinateNamesForMessages + scope.parameters.keys.sorted() + ["pi"]
    let functions = Self.functionNames
    let what = isCall ? "function" : "name"
    let shown = name.count > 40 ? name.prefix(40) + "…" : name[...]
    var hint = ""
    let listed = isCall ? functions : variables
    // Arrays are listed with their extent, but a misspelling is one of the bare name.
    let candidates = listed.map { String($0.prefix { $0 != "[" }) }
    let guess =
      NameSuggestion.synonyms[name].flatMap { candidates.contains($0) ? $0 : nil }
      ?? NameSuggestion.closest(to: name, among: candidates)
    if let guess { hint = "did you mean '\(guess)'? " }
    hint += "known \(what)s: " + NameSuggestion.list(listed, limit: isCall ? 40 : 16)
    return ExpressionError(message: "unknown \(what) '\(shown)'", range: range, hint: hint)
  }

  static let functionNames =
    ElementaryFunction.allCases.map(\.rawValue) + ["pow", "min", "max", "sum"]
    + BuiltIn.all.map(\.name)
}

extension Scope {
  /// Scalars by name and arrays as `x[1…10]`.
  var coordinateNamesForMessages: [String] {
    let all =
      scalars.map { ($0.value, $0.key) }
      + arrays.values.map { ($0.first, "\($0.name)[1…\($0.count)]") }
      + arguments.map { ($0.value, $0.key) }
    return all.sorted { $0.0 < $1.0 }.map(\.1)
  }
}
