/// A piece of HTML that is balanced and escaped by construction.
///
/// A literal and `Markup(text:)` are text and are escaped; elements are made by ``element(_:_:_:)``
/// alone. So whatever a title or a name of a user holds, it cannot become markup.
struct Markup: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, Sendable {
  /// The HTML.
  let html: String

  init(stringLiteral text: String) { self.init(text: text) }

  /// Text, escaped.
  init(text: String) { html = Self.escape(text) }

  /// HTML that is known to be balanced and safe.
  init(trusted html: String) { self.html = html }

  /// Pieces one after the other.
  init(_ pieces: [Markup]) { html = pieces.map(\.html).joined(separator: "\n") }

  static let empty = Markup(trusted: "")

  static func + (a: Markup, b: Markup) -> Markup { Markup(trusted: a.html + b.html) }

  /// Text with the characters replaced that mean something in HTML.
  static func escape(_ text: String) -> String {
    var escaped = ""
    escaped.reserveCapacity(text.utf8.count)
    for character in text.unicodeScalars {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      // Control characters and such as are none are not allowed in HTML, escaped or not.
      case "\u{0}"..."\u{8}", "\u{B}", "\u{C}", "\u{E}"..."\u{1F}", "\u{7F}"..."\u{9F}":
        escaped += "\u{FFFD}"
      case _ where character.properties.isNoncharacterCodePoint: escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(character)
      }
    }
    return escaped
  }
}

/// An element with its attributes and content.
func element(
  _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ content: Markup...
) -> Markup {
  element(name, attributes, content)
}

/// An element with its attributes and content.
func element(
  _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ content: [Markup]
) -> Markup {
  let written = attributes.map { " \($0.key)=\"\(Markup.escape($0.value))\"" }.joined()
  let inner = content.map(\.html).joined()
  return Markup(trusted: "<\(name)\(written)>\(inner)</\(name)>")
}
