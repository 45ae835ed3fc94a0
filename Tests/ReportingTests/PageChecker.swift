import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Reads a page strictly, as XML, and collects what the tests ask about.
final class PageChecker: NSObject, XMLParserDelegate {
  /// Elements by name.
  private(set) var counts: [String: Int] = [:]
  /// All identifiers, with repetitions.
  private(set) var identifiers: [String] = []
  /// All values of attributes that make a browser fetch or run something.
  private(set) var references: [String] = []
  /// Attributes that run scripts.
  private(set) var handlers: [String] = []
  /// Pictures without a text for those who cannot see them.
  private(set) var unlabelledPictures = 0
  /// Header cells without a scope.
  private(set) var unscopedHeaders = 0
  /// The text of the first level heading.
  private(set) var heading = ""
  private var stack: [String] = []

  /// Nil, or what is wrong with the page.
  func check(_ page: String) -> String? {
    let parser = XMLParser(data: Data(page.utf8))
    parser.delegate = self
    return parser.parse()
      ? nil : "line \(parser.lineNumber): \(String(describing: parser.parserError))"
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String] = [:]
  ) {
    stack.append(name)
    counts[name, default: 0] += 1
    if let identifier = attributes["id"] { identifiers.append(identifier) }
    for (key, value) in attributes {
      if ["href", "xlink:href", "src", "action", "data"].contains(key) { references.append(value) }
      if key.hasPrefix("on") { handlers.append(key) }
    }
    if name == "svg", (attributes["aria-label"] ?? "").isEmpty { unlabelledPictures += 1 }
    if name == "th", attributes["scope"] == nil { unscopedHeaders += 1 }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    stack.removeLast()
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    if stack.last == "h1" { heading += text }
  }
}
