import Storage

/// Why a scenario cannot be used: one message with its place in the file and what to do about it.
public struct ScenarioError: Error, Hashable, Sendable {
  /// The path as the user gave it.
  public var file: String
  /// Where, or nil when the whole file is meant (it cannot be read, for instance).
  public var position: SourcePosition?
  /// What is wrong, in one sentence without a full stop.
  public var message: String
  /// What to do about it.
  public var hint: String?
  /// The text of the line, for the excerpt.
  public var sourceLine: String?
  /// Whether the file could not be read at all: an input error, not a wrong scenario.
  public var isUnreadableFile: Bool

  /// An error; the line of text is needed only for the excerpt.
  public init(
    file: String, position: SourcePosition? = nil, message: String, hint: String? = nil,
    sourceLine: String? = nil, isUnreadableFile: Bool = false
  ) {
    self.file = file
    self.position = position
    self.message = message
    self.hint = hint
    self.sourceLine = sourceLine
    self.isUnreadableFile = isUnreadableFile
  }

  /// The line, from 1.
  public var line: Int? { position?.line }
  /// The column, from 1, in Unicode scalars.
  public var column: Int? { position?.column }
}

extension ScenarioError: CustomStringConvertible {
  /// `file:line:column: error: message`, the line with a caret under the column, and the hint.
  public var description: String { text(severity: "error") }

  /// The same with another word in the place of "error".
  func text(severity: String) -> String {
    var lines: [String] = []
    if let position {
      lines.append("\(file):\(position.line):\(position.column): \(severity): \(message)")
      if let sourceLine {
        lines += excerpt(of: sourceLine, column: position.column)
      }
    } else {
      lines.append("\(file): \(severity): \(message)")
    }
    if let hint { lines.append("hint: \(hint)") }
    return lines.joined(separator: "\n")
  }
}

/// The part of a line around a column and the caret below it; a tab is shown as one space, and so
/// are control characters, so that a hostile file cannot write to the terminal.
private func excerpt(of line: String, column: Int) -> [String] {
  let reach = 76
  let scalars = Array(line.unicodeScalars)
  let target = min(max(column - 1, 0), scalars.count)
  let start = scalars.count <= reach ? 0 : max(0, min(target - reach / 2, scalars.count - reach))
  let end = min(start + reach, scalars.count)
  var shown = String.UnicodeScalarView()
  for scalar in scalars[start..<end] {
    shown.append(scalar == "\t" || Terminal.isCommand(scalar) ? " " : scalar)
  }
  let before = start > 0 ? "…" : ""
  let after = end < scalars.count ? "…" : ""
  let caret = String(repeating: " ", count: before.count + target - start) + "^"
  return ["  " + before + String(shown) + after, "  " + caret]
}
