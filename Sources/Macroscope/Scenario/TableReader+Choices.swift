extension TableReader {
  /// One of the names of a choice.
  func choice<Choice: RawRepresentable & CaseIterable>(_ key: String) -> Choice?
  where Choice.RawValue == String {
    guard let node = node(key), let name = string(key) else { return nil }
    if let choice = Choice(rawValue: name) { return choice }
    let names = Choice.allCases.map(\.rawValue)
    let guess = suggestion(for: name, among: names).map { "did you mean '\($0)'? " } ?? ""
    report(
      "unknown \(key.replacing("_", with: " ")) '\(name.printable)'", at: node.position,
      hint: guess + "Choose among \(names.quotedList)")
    return nil
  }

  /// The name of a folder beside the results folder: a scenario reaches nothing else.
  func neighbour(_ key: String) -> String? {
    guard let node = node(key), let name = string(key) else { return nil }
    guard !name.isEmpty, !name.hasPrefix("."), !name.contains("/"), name == name.printable else {
      report(
        "'\(fullPath(key))' must be the name of a folder, found '\(name.printable)'",
        at: node.position,
        hint: "it names results beside those of this scenario: results/<name>, without a path")
      return nil
    }
    return name
  }
}
