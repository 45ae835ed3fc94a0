import Macroscope
import Testing

/// A scenario that must be refused. In the text "«" marks the place that the error must point at;
/// it is removed before use.
struct BrokenScenario: Sendable, CustomTestStringConvertible {
  let name: String
  let text: String
  /// Nil when the error concerns the whole file.
  let position: SourcePosition?
  let message: String
  /// A part of the hint.
  let hint: String
  /// The memory that the run may take, in bytes.
  let memoryLimit: MemoryLimit

  init(
    _ name: String, _ marked: String, _ message: String, hint: String = "",
    memoryLimit: MemoryLimit = 8_000_000_000
  ) {
    self.name = name
    self.memoryLimit = memoryLimit
    self.message = message
    self.hint = hint
    text = marked.replacing("«", with: "")
    position = marked.firstIndex(of: "«").map { index in
      let before = marked[..<index].split(separator: "\n", omittingEmptySubsequences: false)
      return SourcePosition(
        line: before.count, column: (before.last?.unicodeScalars.count ?? 0) + 1)
    }
  }

  /// A one-dimensional scenario with these lines in its sections.
  init(
    _ name: String, sampling: String? = nil, potential: String? = nil, rest: String = "",
    _ message: String, hint: String = "", memoryLimit: MemoryLimit = 8_000_000_000
  ) {
    let text = """
      schema = 1
      [potential]
      \(potential ?? "coordinates = [\"x\"]\nvalue = \"x^2/2\"")
      [sampling]
      \(sampling ?? "step = 0.1")
      \(rest)
      """
    self.init(name, text, message, hint: hint, memoryLimit: memoryLimit)
  }

  var testDescription: String { name }

  /// Decodes and validates, as one of a single step or of several; the error that this gives.
  func error() -> ScenarioError? {
    do {
      switch try ScenarioFile(text: text, path: "broken.toml") {
      case .single(let scenario): try scenario.validate(memoryLimit: memoryLimit)
      case .multiscale(let scenario): try scenario.validate(memoryLimit: memoryLimit)
      }
      return nil
    } catch {
      return error
    }
  }
}
