import Foundation
import Storage

/// The text a scenario was read from, as needed for messages and for the record of a run.
public struct ScenarioSource: Hashable, Sendable {
  /// The path as the user gave it.
  public let path: String
  /// The text, without a byte order mark.
  public let text: String
  /// SHA-256 of the file's bytes, 64 lower-case hexadecimal digits.
  public let sha256: String

  /// Text that is already in memory; `path` names it in messages.
  public init(text: String, path: String) {
    self.init(bytes: Array(text.utf8), text: text, path: path)
  }

  init(bytes: [UInt8], text: String, path: String) {
    self.path = path
    let mark: Character = "\u{FEFF}"
    self.text = text.first == mark ? String(text.dropFirst()) : text
    self.sha256 = SHA256.hexDigest(of: Data(bytes))
  }

  /// The file's name without folders and without its extension.
  public var baseName: String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    return String(name[..<dot])
  }
}

extension ScenarioSource {
  /// The line a position is in, without its line break; nil beyond the end of the text. O(length).
  func line(_ number: Int) -> String? {
    guard number >= 1 else { return nil }
    var current = 1
    var start = text.utf8.startIndex
    while current < number {
      guard let newline = text.utf8[start...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
      start = text.utf8.index(after: newline)
      current += 1
    }
    let rest = text.utf8[start...]
    var line = rest.prefix { $0 != UInt8(ascii: "\n") }
    if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
    return String(Substring(line))
  }

  /// The UTF-8 offset of a position; nil beyond the end. O(length).
  func offset(of position: SourcePosition) -> Int? {
    var line = 1
    var column = 1
    for (offset, byte) in text.utf8.enumerated() where byte & 0xC0 != 0x80 {
      if line == position.line && column == position.column { return offset }
      (line, column) = byte == UInt8(ascii: "\n") ? (line + 1, 1) : (line, column + 1)
    }
    return line == position.line && column == position.column ? text.utf8.count : nil
  }

  /// The position of the character that holds a UTF-8 offset. O(length).
  func position(ofOffset offset: Int) -> SourcePosition {
    textPosition(ofOffset: offset, in: text.utf8)
  }
}

/// The position of a byte of UTF-8; continuation bytes belong to the character they continue.
func textPosition(ofOffset offset: Int, in bytes: some Sequence<UInt8>) -> SourcePosition {
  var position = SourcePosition(line: 1, column: 0)
  for (index, byte) in bytes.enumerated() where byte & 0xC0 != 0x80 {
    if index > offset { break }
    position.column += 1
    if byte == UInt8(ascii: "\n") && index < offset {
      position = SourcePosition(line: position.line + 1, column: 0)
    }
  }
  return SourcePosition(line: position.line, column: max(position.column, 1))
}
