import Storage

/// Reads the keys of one table with type and range checks; every problem goes to the diagnostics and
/// the key then counts as absent.
struct TableReader {
  /// The table's path, "" for the top level.
  let path: String
  /// The table's header, or where a value would be if there were one.
  let position: SourcePosition
  /// False when the scenario lacks the table.
  let exists: Bool
  let diagnostics: Diagnostics
  /// What the table holds, in the order of the file.
  let entries: [TOMLNode.Entry]
  /// Where among them a key is: a hostile table may have hundreds of thousands.
  private let places: [String: Int]

  /// Reports keys other than `keys`; they are nil where the keys are the user's own.
  init(
    _ node: TOMLNode?, path: String, keys: [String]?, fallback: SourcePosition = .start,
    diagnostics: Diagnostics
  ) {
    self.path = path
    self.diagnostics = diagnostics
    position = node?.position ?? fallback
    exists = node != nil
    guard let node else {
      (entries, places) = ([], [:])
      return
    }
    diagnostics.note(path, at: node.position)
    guard case .table(let found) = node.value else {
      (entries, places) = ([], [:])
      diagnostics.report(
        "'\(path)' must be a table, found \(node.kind)", at: node.position,
        hint: keys.map { "write a section [\(path)] with \($0.quotedList)" })
      return
    }
    entries = found
    places = Dictionary(
      found.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
    if let keys { reportUnknown(keys) }
  }

  private func reportUnknown(_ keys: [String]) {
    // One is enough, since the first of a file is shown; looking for what was meant takes time.
    if let entry = entries.first(where: { !keys.contains($0.key) }) {
      let isSection: Bool = if case .table = entry.node.value, path.isEmpty { true } else { false }
      let kind = path.isEmpty ? (isSection ? "section" : "key or section") : "key"
      let place = path.isEmpty ? "" : " in [\(path)]"
      let guess = suggestion(for: entry.key, among: keys).map { "did you mean '\($0)'? " } ?? ""
      diagnostics.report(
        "unknown \(kind) '\(entry.key.printable)'\(place)", at: entry.position,
        hint: guess + "Valid \(path.isEmpty ? "here" : "keys") are \(keys.quotedList)")
    }
  }

  /// The table's keys, in the order of the file.
  var keys: [(key: String, position: SourcePosition)] {
    entries.map { ($0.key, $0.position) }
  }

  func fullPath(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  func node(_ key: String) -> TOMLNode? {
    guard let node = places[key].map({ entries[$0].node }) else { return nil }
    diagnostics.note(fullPath(key), at: node.position)
    return node
  }

  func keyPosition(_ key: String) -> SourcePosition? {
    places[key].map { entries[$0].position }
  }

  func table(_ key: String, keys: [String]?) -> TableReader {
    TableReader(
      node(key), path: fullPath(key), keys: keys, fallback: position, diagnostics: diagnostics)
  }

  func report(_ message: String, at position: SourcePosition, hint: String? = nil) {
    diagnostics.report(message, at: position, hint: hint)
  }

  func reportMissing(_ key: String, hint: String) {
    let place = path.isEmpty ? "" : " in [\(path)]"
    diagnostics.reportMissing("missing key '\(key)'\(place)", at: position, hint: hint)
  }

  func expected(_ what: String, _ key: String, found node: TOMLNode, hint: String? = nil) {
    diagnostics.report(
      "'\(fullPath(key))' must be \(what), found \(node.kind)", at: node.position, hint: hint)
  }
}

extension [String] {
  /// 'a', 'b' and 'c'; of more than fit into a message, the first.
  var quotedList: String {
    var room = 1000
    let quoted = prefix { name in
      room -= name.utf8.count + 4
      return room > 0
    }.map { "'\($0)'" }
    guard quoted.count == count else {
      return quoted.joined(separator: ", ") + " and \(count - quoted.count) more"
    }
    guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "none" }
    return quoted.dropLast().joined(separator: ", ") + " and " + last
  }
}

extension String {
  /// Without control characters and not too long, for messages.
  var printable: String { printable(60) }

  /// The first characters, at most `longest`, with control characters and line breaks replaced.
  func printable(_ longest: Int) -> String {
    var view = String.UnicodeScalarView()
    for scalar in unicodeScalars.prefix(longest) {
      let breaks = scalar == "\n" || scalar == "\t" || Terminal.isCommand(scalar)
      view.append(breaks ? "?" : scalar)
    }
    return String(view) + (unicodeScalars.count > longest ? "…" : "")
  }
}
