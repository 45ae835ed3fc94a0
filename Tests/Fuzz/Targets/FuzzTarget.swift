/// A reader of input from anywhere, and what it promises for every input: an answer or a typed error in reasonable
/// time and memory, never a crash (docs/hostile-input.md).
package protocol FuzzTarget: Sendable {
  /// The name on the command line and of the folders of its inputs.
  static var name: String { get }

  init() throws

  /// Feeds one input to the reader.
  ///
  /// - Throws: `BrokenPromise` when the answer contradicts itself. An input that is refused is no error.
  func check(_ input: [UInt8]) throws(BrokenPromise)

  /// Small inputs that are worth changing, beside those of the corpus.
  func seeds() throws -> [[UInt8]]
}

extension FuzzTarget {
  package func seeds() throws -> [[UInt8]] { [] }
}

/// What a reader said or did that cannot be right.
package struct BrokenPromise: Error, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}

/// All targets, in the order of docs/hostile-input.md.
package let fuzzTargets: [any FuzzTarget.Type] = [
  ScenarioTarget.self, ExpressionTarget.self, CheckpointTarget.self, JournalTarget.self,
  ModelTarget.self, ResultsTarget.self,
]
