/// Lines of a TOML file.
struct TOMLWriter {
  /// A key with its value as written.
  struct Entry: Hashable {
    /// The table that holds it, "" for the top level.
    let section: String
    let key: String
    let value: String

    /// Its key path, such as "sampling.step".
    var path: String { section.isEmpty ? key : "\(section).\(key)" }
  }

  private(set) var text = ""
  private(set) var entries: [Entry] = []
  private var section = ""

  mutating func section(_ name: String) {
    section = name
    text += "\n[\(name)]\n"
  }

  mutating func entry(_ key: String, _ value: String) {
    entries.append(Entry(section: section, key: key, value: value))
    text += "\(key.tomlKey) = \(value)\n"
  }
}

/// Numbers and already written values as an array; reals keep their shortest exact form.
func tomlArray(_ elements: [some CustomStringConvertible]) -> String {
  "[" + elements.map(\.description).joined(separator: ", ") + "]"
}

/// A basic string, over several lines when the text has line breaks.
func tomlString(_ text: String) -> String {
  let multiline = text.unicodeScalars.contains("\n")
  var body = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\\": body += "\\\\"
    case "\"": body += "\\\""
    case "\n" where multiline: body += "\n"
    case "\t": body += "\\t"
    case "\r": body += "\\r"
    case _ where scalar.value < 0x20 || scalar.value == 0x7F:
      let digits = String(scalar.value, radix: 16)
      body += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: body.unicodeScalars.append(scalar)
    }
  }
  // The line break after the opening quotes is not part of the text.
  return multiline ? "\"\"\"\n\(body)\"\"\"" : "\"\(body)\""
}

extension String {
  /// As a key: bare where TOML allows it, else quoted.
  var tomlKey: String {
    let isBare = !isEmpty && utf8.allSatisfy { 48...57 ~= $0 || 97...122 ~= ($0 | 32) || $0 == 95 }
    return isBare ? self : tomlString(self)
  }
}
