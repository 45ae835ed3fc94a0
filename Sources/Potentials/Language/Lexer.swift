/// A lexical element and its UTF-8 range.
struct Token: Equatable {
  enum Kind: Equatable {
    case number(Double)
    case name(String)
    case plus, minus, times, divide, power
    case leftParenthesis, rightParenthesis, leftBracket, rightBracket, comma
    case end
  }

  let kind: Kind
  let range: Range<Int>
}

/// Splits a source into tokens, in one pass over its Unicode scalars.
struct Lexer {
  private let scalars: [Unicode.Scalar]
  private var next = 0
  private var offset = 0

  init(_ source: String) {
    scalars = Array(source.unicodeScalars)
  }

  /// All tokens of the source, the last being `end`.
  static func tokens(of source: String) throws(ExpressionError) -> [Token] {
    var lexer = Lexer(source)
    var tokens: [Token] = []
    while true {
      let token = try lexer.token()
      tokens.append(token)
      if token.kind == .end { return tokens }
    }
  }

  private var current: Unicode.Scalar? { next < scalars.count ? scalars[next] : nil }

  private func peek(_ distance: Int) -> Unicode.Scalar? {
    next + distance < scalars.count ? scalars[next + distance] : nil
  }

  private mutating func advance() {
    offset += UTF8.width(scalars[next])
    next += 1
  }

  private mutating func token() throws(ExpressionError) -> Token {
    while let scalar = current, scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r"
    {
      advance()
    }
    let start = offset
    guard let scalar = current else { return Token(kind: .end, range: start..<start) }
    if Self.isDigit(scalar) || (scalar == "." && peek(1).map(Self.isDigit) == true) {
      return try number(from: start)
    }
    if Self.startsName(scalar) {
      return name(from: start)
    }
    guard let kind = Self.symbol(scalar) else {
      throw Self.unexpected(scalar, at: start)
    }
    advance()
    if kind == .times, current == "*" {
      advance()
      throw ExpressionError(
        message: "'**' is not an operator", range: start..<offset, hint: "write a power as x^2")
    }
    return Token(kind: kind, range: start..<offset)
  }

  private mutating func number(from start: Int) throws(ExpressionError) -> Token {
    var text = ""
    func isDot(_ scalar: Unicode.Scalar?) -> Bool { scalar == "." }
    while let scalar = current, Self.isDigit(scalar) {
      text.unicodeScalars.append(scalar)
      advance()
    }
    if isDot(current) {
      text += "."
      advance()
      while let scalar = current, Self.isDigit(scalar) {
        text.unicodeScalars.append(scalar)
        advance()
      }
      if text.hasPrefix(".") { text = "0" + text }
      if text.hasSuffix(".") { text += "0" }
    }
    if let mark = current, mark == "e" || mark == "E" {
      let signed = peek(1) == "+" || peek(1) == "-"
      guard let digit = peek(signed ? 2 : 1), Self.isDigit(digit) else {
        advance()
        throw ExpressionError(
          message: "the exponent of the number has no digits", range: start..<offset,
          hint: "write 1e-4; for a product write the operator '*'")
      }
      text += "e"
      advance()
      if signed, let sign = current {
        text.unicodeScalars.append(sign)
        advance()
      }
      while let scalar = current, Self.isDigit(scalar) {
        text.unicodeScalars.append(scalar)
        advance()
      }
    }
    if isDot(current) {
      throw ExpressionError(
        message: "a number has only one decimal point", range: start..<(offset + 1))
    }
    if let scalar = current, Self.startsName(scalar) {
      throw ExpressionError(
        message: "an operator is missing between a number and a name", range: start..<(offset + 1),
        hint: "write the product as \(text.count < 20 ? text : "2")*\(scalar)")
    }
    guard let value = Double(text), value.isFinite else {
      throw ExpressionError(
        message: "the number is too large for double precision", range: start..<offset)
    }
    return Token(kind: .number(value), range: start..<offset)
  }

  private mutating func name(from start: Int) -> Token {
    var text = ""
    while let scalar = current, Self.continuesName(scalar) {
      text.unicodeScalars.append(scalar)
      advance()
    }
    return Token(kind: .name(text), range: start..<offset)
  }

  static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar >= "0" && scalar <= "9" }

  static func startsName(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar.properties.isAlphabetic
  }

  static func continuesName(_ scalar: Unicode.Scalar) -> Bool {
    startsName(scalar) || isDigit(scalar) || scalar.properties.generalCategory == .nonspacingMark
  }

  private static func symbol(_ scalar: Unicode.Scalar) -> Token.Kind? {
    switch scalar {
    case "+": .plus
    case "-": .minus
    case "*": .times
    case "/": .divide
    case "^": .power
    case "(": .leftParenthesis
    case ")": .rightParenthesis
    case "[": .leftBracket
    case "]": .rightBracket
    case ",": .comma
    default: nil
    }
  }

  private static func unexpected(_ scalar: Unicode.Scalar, at start: Int) -> ExpressionError {
    let hint: String? =
      switch scalar {
      case "\u{2212}", "\u{2013}", "\u{2014}": "write the minus sign as '-'"
      case "\u{00D7}", "\u{00B7}", "\u{22C5}", "\u{2217}": "write the product as '*'"
      case "\u{00F7}", "\u{2215}": "write the quotient as '/'"
      case "\u{00B2}": "write the square as '^2'"
      case "\u{00B3}": "write the cube as '^3'"
      case "{", "}": "group with parentheses"
      case "=", "<", ">", "!", "&", "|", "?", ":":
        "an expression is one formula without comparisons"
      case "\"", "'": "names are written without quotes"
      case ".": "a number has a digit on at least one side of the point"
      case ";": "separate arguments with ','"
      default: nil
      }
    let code = String(scalar.value, radix: 16, uppercase: true)
    let padded = String(repeating: "0", count: max(0, 4 - code.count)) + code
    let isVisible = scalar.value > 0x20 && scalar.value < 0x7F
    return ExpressionError(
      message: isVisible ? "unexpected character '\(scalar)'" : "unexpected character U+\(padded)",
      range: start..<(start + UTF8.width(scalar)), hint: hint)
  }
}
