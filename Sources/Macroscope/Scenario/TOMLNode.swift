import CTOML

/// A parsed TOML value and its place.
struct TOMLNode: Sendable {
  enum Value: Sendable {
    case table([Entry])
    case array([TOMLNode])
    case string(String)
    case integer(Int)
    case real(Double)
    case boolean(Bool)
    case dateOrTime
  }

  /// A key of a table with its own place; entries are in the order of the file.
  struct Entry: Sendable {
    let key: String
    let position: SourcePosition
    let node: TOMLNode
  }

  let value: Value
  let position: SourcePosition

  /// What kind of value it is, with its article, for messages.
  var kind: String {
    switch value {
    case .table: "a table"
    case .array: "an array"
    case .string: "a string"
    case .integer: "an integer"
    case .real: "a real number"
    case .boolean: "a boolean"
    case .dateOrTime: "a date or time"
    }
  }
}

extension TOMLNode {
  /// Parses a document; the root is a table.
  static func parse(_ source: ScenarioSource) throws(ScenarioError) -> TOMLNode {
    var text = source.text
    let document = text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { ctoml_parse($0.baseAddress, $0.count) }
    }
    guard let document else {
      throw ScenarioError(file: source.path, message: "out of memory while parsing")
    }
    defer { ctoml_free(document) }
    guard let root = ctoml_root(document) else {
      let position = SourcePosition(ctoml_error_position(document))
      let line = source.line(position.line)
      let breaksLine = position.column > line?.unicodeScalars.count ?? 0
      let description = plain(String(ctoml_error_description(document)), breaksLine: breaksLine)
      throw source.error("not valid TOML: \(description)", at: position)
    }
    return TOMLNode(root)
  }

  /// The parser's description without its preamble and without the name of a build option.
  private static func plain(_ description: String, breaksLine: Bool) -> String {
    var words = description
    if words.hasPrefix("Error while parsing "), let colon = words.firstIndex(of: ":") {
      words = words[words.index(after: colon)...].drop { $0 == " " }.description
    }
    let option = " (TOML_MAX_NESTED_VALUES)"
    if words.hasSuffix(option) { words.removeLast(option.count) }
    // What the parser says of a line that ends inside a string.
    if breaksLine && words.hasPrefix("unescaped control characters") {
      words = "the string is not closed on its line"
    }
    // It quotes what it has found.
    return words.printable(200)
  }

  private init(_ node: OpaquePointer) {
    position = SourcePosition(ctoml_begin(node))
    // Nesting is bounded by the shim, so this recursion is.
    let children = (0..<ctoml_count(node)).lazy.compactMap { ctoml_child(node, $0) }
    value =
      switch ctoml_node_kind(node) {
      case CTOML_TABLE:
        .table(
          children.map {
            Entry(
              key: String(ctoml_key($0)), position: SourcePosition(ctoml_key_begin($0)),
              node: TOMLNode($0))
          })
      case CTOML_ARRAY: .array(children.map { TOMLNode($0) })
      case CTOML_STRING: .string(String(ctoml_string(node)))
      case CTOML_INTEGER: .integer(Int(ctoml_integer(node)))
      case CTOML_REAL: .real(ctoml_real(node))
      case CTOML_BOOLEAN: .boolean(ctoml_boolean(node))
      default: .dateOrTime
      }
  }
}

extension SourcePosition {
  fileprivate init(_ position: ctoml_position) {
    self.init(line: Int(position.line), column: Int(position.column))
  }
}

extension String {
  fileprivate init(_ text: ctoml_text) {
    guard let bytes = text.bytes else {
      self = ""
      return
    }
    self = bytes.withMemoryRebound(to: UInt8.self, capacity: text.count) {
      String(decoding: UnsafeBufferPointer(start: $0, count: text.count), as: UTF8.self)
    }
  }
}
