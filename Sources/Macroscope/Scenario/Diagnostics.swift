/// Collects what is wrong while a scenario is decoded, and remembers where each value stands.
///
/// Decoding goes on after an error with a default in place of the bad value, so that the error
/// reported in the end is the first of the file rather than the first of the program.
final class Diagnostics {
  let source: ScenarioSource
  /// Where the value of a key path such as "sampling.step" starts.
  private(set) var positions: [String: SourcePosition] = [:]
  private var wrong: [ScenarioError] = []
  private var missing: [ScenarioError] = []

  init(source: ScenarioSource) {
    self.source = source
  }

  func note(_ path: String, at position: SourcePosition) {
    positions[path] = position
  }

  func report(_ message: String, at position: SourcePosition, hint: String? = nil) {
    wrong.append(source.error(message, at: position, hint: hint))
  }

  /// Reports an absent key. It comes after all else: the key may be there, but misspelt.
  func reportMissing(_ message: String, at position: SourcePosition, hint: String? = nil) {
    missing.append(source.error(message, at: position, hint: hint))
  }

  var hasErrors: Bool { !wrong.isEmpty || !missing.isEmpty }

  /// The error to show: the first in the file of what is there, else the first of what is not.
  var first: ScenarioError? {
    let key = { (error: ScenarioError) in error.position ?? .start }
    return wrong.min { key($0) < key($1) } ?? missing.min { key($0) < key($1) }
  }
}

extension ScenarioSource {
  func error(_ message: String, at position: SourcePosition, hint: String? = nil) -> ScenarioError {
    ScenarioError(
      file: path, position: position, message: message, hint: hint, sourceLine: line(position.line))
  }
}
