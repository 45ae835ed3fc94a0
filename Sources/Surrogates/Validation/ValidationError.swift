import LinearAlgebra

/// Why a validation statistic cannot be computed from its data.
public enum ValidationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Fewer samples than needed.
  case tooFewSamples(needed: Int, found: Int)
  /// Fewer independent blocks than needed.
  case tooFewBlocks(needed: Int, found: Int)
  /// Time blocks that do not outlast the correlations: those of two neighbours are not independent.
  case blockTooShort(length: Double, correlationTime: Double)
  /// Dropping the buffer leaves a fold (0-based) without training samples.
  case noTrainingSamples(fold: Int)
  /// Two inputs disagree in a count (of samples, coordinates, …).
  case mismatch(what: String, expected: Int, found: Int)
  /// Numbers ("positions", "weights", …) hold a NaN or an infinity.
  case notFinite(String)
  /// Numbers ("standard deviations", …) that must be positive are not.
  case notPositive(String)
  /// A coordinate (0-based) that is constant or a linear combination of those before it.
  case degenerate(coordinate: Int)
  /// The iteration ended without reaching the optimum.
  case notConverged(iterations: Int)
  /// A linear system could not be solved.
  case linearAlgebra(LinearAlgebraError)

  public var description: String {
    switch self {
    case .tooFewSamples(let needed, let found):
      "\(found) samples are too few: at least \(needed) are needed"
    case .tooFewBlocks(let needed, let found):
      "\(found) independent blocks are too few: at least \(needed) are needed"
    case .blockTooShort(let length, let time):
      "time blocks of length \(length) do not outlast the correlation time \(time)"
    case .noTrainingSamples(let fold):
      "the buffer leaves no training samples in fold \(fold + 1): use a smaller buffer or more blocks"
    case .mismatch(let what, let expected, let found): "\(expected) \(what) expected, not \(found)"
    case .notFinite(let what): "the \(what) hold a value that is not finite"
    case .notPositive(let what): "the \(what) must be positive"
    case .degenerate(let coordinate):
      "coordinate \(coordinate + 1) is constant, or a combination of those before it"
    case .notConverged(let iterations): "no optimum was reached in \(iterations) iterations"
    case .linearAlgebra(let error): error.description
    }
  }
}

/// Throws unless there are as many numbers as expected, all of them finite.
func requireFinite(
  _ values: [Double], count: Int, _ what: String
) throws(ValidationError) {
  guard values.count == count else {
    throw .mismatch(what: what, expected: count, found: values.count)
  }
  guard values.allSatisfy(\.isFinite) else { throw .notFinite(what) }
}
