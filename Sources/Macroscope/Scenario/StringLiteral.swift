/// Where each byte of a TOML string comes from in the file, so that a message about an expression
/// can point into the literal it was written in: quotes, escapes, the trimmed first line break and
/// folded lines of multi-line strings are accounted for.
///
/// The literal is followed when a place is asked for, which happens once, for a message.
struct StringLiteral: Sendable, Hashable {
  let text: String
  /// The literal's opening quote.
  let start: SourcePosition
  private let source: ScenarioSource

  init(text: String, start: SourcePosition, in source: ScenarioSource) {
    self.text = text
    self.start = start
    self.source = source
  }

  /// The place in the file of a UTF-8 offset into `text`, or of the literal where it cannot be followed. O(length of
  /// the file).
  func position(ofOffset offset: Int) -> SourcePosition {
    guard let positions, let last = positions.last else { return start }
    return offset < positions.count ? positions[max(offset, 0)] : last
  }

  /// For each byte of `text`, and for its end, the position in the file; nil when the literal could not be followed.
  private var positions: [SourcePosition]? {
    guard let offset = source.offset(of: start) else { return nil }
    var scanner = LiteralScanner(bytes: Array(source.text.utf8.dropFirst(offset)), start: start)
    guard scanner.scan(), scanner.decoded == Array(text.utf8) else { return nil }
    return scanner.positions
  }
}

/// Decodes one literal, keeping the place of each byte it yields.
private struct LiteralScanner {
  let bytes: [UInt8]
  var index = 0
  var place: SourcePosition
  var decoded: [UInt8] = []
  var positions: [SourcePosition] = []

  init(bytes: [UInt8], start: SourcePosition) {
    self.bytes = bytes
    place = start
  }

  /// True when the closing quotes were found.
  mutating func scan() -> Bool {
    guard let quote = peek(), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
      return false
    }
    let multiline = peek(1) == quote && peek(2) == quote
    advance(multiline ? 3 : 1)
    if multiline { skipLineBreak() }
    while let byte = peek() {
      if byte == quote && !multiline || closes(quote, multiline) {
        positions.append(place)
        return true
      }
      if byte == UInt8(ascii: "\\") && quote == UInt8(ascii: "\"") {
        guard scanEscape(multiline) else { return false }
      } else if byte == UInt8(ascii: "\r") && peek(1) == UInt8(ascii: "\n") {
        advance(1)
      } else {
        emit([byte], at: place)
        advance(1)
      }
    }
    return false
  }

  /// Whether the closing quotes start here; up to two quotes may stand directly before them.
  private func closes(_ quote: UInt8, _ multiline: Bool) -> Bool {
    multiline && peek() == quote && peek(1) == quote && peek(2) == quote && peek(3) != quote
  }

  private mutating func scanEscape(_ multiline: Bool) -> Bool {
    let origin = place
    advance(1)
    guard let letter = peek() else { return false }
    let simple: [UInt8: UInt8] = [
      UInt8(ascii: "b"): 8, UInt8(ascii: "t"): 9, UInt8(ascii: "n"): 10, UInt8(ascii: "f"): 12,
      UInt8(ascii: "r"): 13, UInt8(ascii: "\""): 34, UInt8(ascii: "\\"): 92,
    ]
    if let byte = simple[letter] {
      emit([byte], at: origin)
      advance(1)
      return true
    }
    if letter == UInt8(ascii: "u") || letter == UInt8(ascii: "U") {
      let digits = letter == UInt8(ascii: "u") ? 4 : 8
      advance(1)
      let hexadecimal = String(decoding: bytes[index...].prefix(digits), as: UTF8.self)
      guard let code = UInt32(hexadecimal, radix: 16), let scalar = Unicode.Scalar(code) else {
        return false
      }
      emit(Array(String(scalar).utf8), at: origin)
      advance(digits)
      return true
    }
    // A backslash at the end of a line joins it to the next text.
    guard multiline else { return false }
    while let byte = peek(), [32, 9, 10, 13].contains(byte) { advance(1) }
    return true
  }

  private mutating func skipLineBreak() {
    if peek() == UInt8(ascii: "\r") && peek(1) == UInt8(ascii: "\n") { advance(1) }
    if peek() == UInt8(ascii: "\n") { advance(1) }
  }

  private func peek(_ ahead: Int = 0) -> UInt8? {
    index + ahead < bytes.count ? bytes[index + ahead] : nil
  }

  private mutating func emit(_ output: [UInt8], at position: SourcePosition) {
    decoded += output
    positions += [SourcePosition](repeating: position, count: output.count)
  }

  private mutating func advance(_ count: Int) {
    for _ in 0..<count {
      guard let byte = peek() else { return }
      index += 1
      if byte == UInt8(ascii: "\n") {
        place = SourcePosition(line: place.line + 1, column: 1)
      } else if (peek() ?? 0) & 0xC0 != 0x80 {
        // The next byte starts a new character.
        place.column += 1
      }
    }
  }
}
