/// Why a statistic cannot be computed from a sample.
public enum StatisticsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Fewer values than the statistic needs.
  case tooFew(needed: Int, got: Int)
  /// A value is NaN or infinite.
  case notFinite
  /// All values are equal, so nothing can be standardised.
  case constant
  /// The components of the vectors are linearly dependent: their covariance is singular.
  case degenerate
  /// Vectors (or series) that should have the same length do not.
  case differentLengths

  public var description: String {
    switch self {
    case .tooFew(let needed, let got): "\(needed) values are needed, but there are \(got)"
    case .notFinite: "the sample holds a value that is not finite"
    case .constant: "all values of the sample are equal"
    case .degenerate: "the components are linearly dependent (singular covariance)"
    case .differentLengths: "the vectors of the sample have different lengths"
    }
  }
}

/// Throws unless the sample is finite, not constant and holds at least `needed` values.
func validate(_ sample: [Double], atLeast needed: Int) throws(StatisticsError) {
  guard sample.count >= needed else { throw .tooFew(needed: needed, got: sample.count) }
  guard sample.allSatisfy(\.isFinite) else { throw .notFinite }
  guard let first = sample.first, sample.contains(where: { $0 != first }) else { throw .constant }
}
