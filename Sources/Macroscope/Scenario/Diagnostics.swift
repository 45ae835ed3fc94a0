/// Collects what is wrong while a scenario is decoded, and remembers where each value stands.
///
/// Decoding goes on after an error with a default in place of the bad value, so that the error
/// reported in the end is the first of the file rather than the first of the program.
final class Diagnostics {
  let source: ScenarioSource
  /// Where the value of a key path such as "sampling.step" starts.
  private(set) var positions: [String: SourcePosition] = [:]
  /// The first in the file of what is there, and of what is not. No more are kept: a file of megabytes may have
  /// hundreds of thousands.
  private var wrong: Problem?
  private var missing: Problem?

  private struct Problem {
    let message: String
    let position: SourcePosition
    let hint: String?

    /// The earlier one; of two in one place the one that came first.
    static func first(_ known: Problem?, _ new: Problem) -> Problem {
      known.map { new.position < $0.position ? new : $0 } ?? new
    }
  }

  init(source: ScenarioSource) {
    self.source = source
  }

  func note(_ path: String, at position: SourcePosition) {
    positions[path] = position
  }

  func report(_ message: String, at position: SourcePosition, hint: String? = nil) {
    wrong = .first(wrong, Problem(message: message, position: position, hint: hint))
  }

  /// Reports an absent key. It comes after all else: the key may be there, but misspelt.
  func reportMissing(_ message: String, at position: SourcePosition, hint: String? = nil) {
    missing = .first(missing, Problem(message: message, position: position, hint: hint))
  }

  var hasErrors: Bool { wrong != nil || missing != nil }

  /// The error to show: the first in the file of what is there, else the first of what is not.
  var first: ScenarioError? {
    (wrong ?? missing).map { source.error($0.message, at: $0.position, hint: $0.hint) }
  }
}

extension ScenarioSource {
  func error(_ message: String, at position: SourcePosition, hint: String? = nil) -> ScenarioError {
    ScenarioError(
      file: path, position: position, message: message, hint: hint, sourceLine: line(position.line))
  }
}
