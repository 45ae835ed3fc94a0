import Foundation

/// Columns of numbers as comma-separated values, the first row holding their names.
///
/// Numbers have Swift's shortest round-trip form, so reading gives back the same bits; a value that
/// does not exist is `nan`. A name is quoted where RFC 4180 needs it.
public struct CSVTable: Equatable, Sendable {
  /// One named column.
  public struct Column: Equatable, Sendable {
    /// The name in the header.
    public let name: String
    /// What the rows hold.
    public let content: Content

    /// A column of numbers.
    public init(_ name: String, _ values: [Double]) {
      self.name = name
      content = .numbers(values)
    }

    /// A column of words, such as the coordinate a row belongs to.
    public init(_ name: String, words: [String]) {
      self.name = name
      content = .words(words)
    }

    var count: Int {
      switch content {
      case .numbers(let values): values.count
      case .words(let values): values.count
      }
    }
  }

  /// What a column holds.
  public enum Content: Equatable, Sendable {
    case numbers([Double])
    case words([String])
  }

  /// The columns, all of the same length.
  public let columns: [Column]

  /// A table from its columns, which must have the same length.
  public init(columns: [Column]) {
    precondition(Set(columns.map(\.count)).count <= 1, "columns of a table have one length")
    self.columns = columns
  }

  /// The number of rows below the header.
  public var rowCount: Int { columns.first?.count ?? 0 }

  /// The numbers of the column with this name, or nil when there is none.
  public subscript(name: String) -> [Double]? {
    for column in columns where column.name == name {
      if case .numbers(let values) = column.content { return values }
    }
    return nil
  }

  /// The text of the file.
  public var text: String {
    var text = columns.map { Self.quoted($0.name) }.joined(separator: ",") + "\n"
    text.reserveCapacity(rowCount * columns.count * 20)
    for row in 0..<rowCount {
      for (index, column) in columns.enumerated() {
        if index > 0 { text += "," }
        switch column.content {
        case .numbers(let values): text += values[row].description
        case .words(let values): text += Self.quoted(values[row])
        }
      }
      text += "\n"
    }
    return text
  }

  /// Writes the table, atomically.
  public func write(to url: URL) throws(StorageError) {
    try AtomicFile.write(text, to: url)
  }

  /// Reads a table; a column whose every field is a number is one of numbers.
  ///
  /// - Throws: `StorageError` when the file cannot be read or a row has a wrong number of fields.
  public init(contentsOf url: URL) throws(StorageError) {
    let data = try AtomicFile.read(url)
    let rows = Self.fields(of: String(decoding: data, as: UTF8.self))
    guard let header = rows.first else {
      throw StorageError(
        kind: .damaged, path: url.path, operation: "read", reason: "the table is empty")
    }
    if let bad = rows.firstIndex(where: { $0.count != header.count }) {
      throw StorageError(
        kind: .damaged, path: url.path, operation: "read",
        reason: "row \(bad + 1) has \(rows[bad].count) fields, the header \(header.count)")
    }
    columns = header.indices.map { index in
      let words = rows.dropFirst().map { $0[index] }
      let numbers = words.compactMap(Double.init)
      return numbers.count == words.count
        ? Column(header[index], numbers) : Column(header[index], words: words)
    }
  }

  private static func quoted(_ field: String) -> String {
    // Scalars, since "\r\n" is one character.
    let special: Set<Unicode.Scalar> = [",", "\"", "\r", "\n"]
    guard field.unicodeScalars.contains(where: special.contains) else { return field }
    return "\"" + field.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }

  /// Splits a text into rows of fields (RFC 4180).
  private static func fields(of text: String) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var field = ""
    var quoted = false
    var characters = Array(text)[...]
    while let character = characters.popFirst() {
      switch (character, quoted) {
      case ("\"", true) where characters.first == "\"":
        characters.removeFirst()
        field.append("\"")
      case ("\"", _): quoted.toggle()
      case (",", false):
        row.append(field)
        field = ""
      case ("\n", false), ("\r\n", false):
        rows.append(row + [field])
        row = []
        field = ""
      default: field.append(character)
      }
    }
    if !row.isEmpty || !field.isEmpty { rows.append(row + [field]) }
    return rows
  }
}
