import Foundation

/// A folder of a test's own, removed when the test ends.
final class Workplace {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("command-line-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// A place in the folder.
  func url(_ name: String) -> URL { folder.appendingPathComponent(name) }

  /// Writes a file and returns its name.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    try text.write(to: url(name), atomically: true, encoding: .utf8)
    return name
  }

  /// The names in a folder of the workplace, hidden ones too.
  func names(in name: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: url(name).path).sorted()
  }

  /// Whether something has this name.
  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: url(name).path) }

  /// The text of a file.
  func text(_ name: String) throws -> String { try String(contentsOf: url(name), encoding: .utf8) }

  /// The fields of `summary.json` in a folder.
  func summary(in name: String) throws -> [String: NSObject] {
    let object = try JSONSerialization.jsonObject(
      with: Data(contentsOf: url("\(name)/summary.json")))
    guard let fields = object as? [String: NSObject] else {
      throw CocoaError(.coderInvalidValue)
    }
    return fields
  }

  /// The text of `summary.json` without what may differ between two runs of one seed: the part
  /// `timing` and the line `build`. Keys are sorted and indented, so both are whole lines.
  func comparableSummary(in name: String) throws -> String {
    var lines: [Substring] = []
    var isSkipping = false
    for line in try text("\(name)/summary.json").split(separator: "\n") {
      if line.hasPrefix("  \"timing\"") || line.hasPrefix("  \"speedup\"") { isSkipping = true }
      if !isSkipping && !line.contains("\"build\"") { lines.append(line) }
      if line.hasPrefix("  }") { isSkipping = false }
    }
    return lines.joined(separator: "\n")
  }
}
