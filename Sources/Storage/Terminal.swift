/// Texts that go to a terminal.
public enum Terminal {
  /// A text with what could command a terminal, or turn the order of what is read, replaced by `?`: control
  /// characters but tabs and line breaks, and the formatting characters of Unicode. O(length).
  public static func plain(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isCommand) else { return text }
    var view = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { view.append(isCommand(scalar) ? "?" : scalar) }
    return String(view)
  }

  /// Whether a character is to be replaced.
  public static func isCommand(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x7F { return scalar.value < 0x20 && scalar != "\n" && scalar != "\t" }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: return true
    default: return false
    }
  }
}
