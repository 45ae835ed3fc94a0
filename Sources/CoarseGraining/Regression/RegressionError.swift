import LinearAlgebra

/// Why a regression gave no result.
public enum RegressionError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Fewer than two cohorts hold samples, so no standard error can be had.
  case tooFewCohorts(found: Int)
  /// No sample lies in the domain; `outside` of them lie elsewhere.
  case noSamplesInDomain(outside: Double)
  /// Samples (so many) hold a NaN or an infinity.
  case notFinite(samples: Double)
  /// The data that the method needs were not accumulated ("a histogram", "normal equations").
  case missingData(String)
  /// Two inputs disagree in a count (of cohorts, coordinates, samples, …).
  case mismatch(what: String, expected: Int, found: Int)
  /// Fewer samples than the model needs.
  case tooFewSamples(needed: Int, found: Int)
  /// The samples lie in so few bins along a coordinate (0-based) that no density can be fitted.
  case degenerate(coordinate: Int, bins: Int)
  /// The method does not take so many coordinates.
  case unsupportedDimension(Int)
  /// The iteration ended without reaching the optimum.
  case notConverged(iterations: Int)
  /// The normal equations could not be solved.
  case linearAlgebra(LinearAlgebraError)

  public var description: String {
    switch self {
    case .tooFewCohorts(let found):
      "\(found) independent group(s) of walkers hold samples; at least 2 are needed for error bars"
    case .noSamplesInDomain(let outside):
      "no sample lies in the domain (\(count(outside)) lie outside of it)"
    case .notFinite(let samples): "\(count(samples)) samples are not finite"
    case .missingData(let what): "the regression needs \(what), which the run did not accumulate"
    case .mismatch(let what, let expected, let found): "\(expected) \(what) expected, not \(found)"
    case .tooFewSamples(let needed, let found):
      "\(found) samples are too few: the model needs at least \(needed)"
    case .degenerate(let coordinate, let bins):
      "all samples lie in \(bins) bin(s) along coordinate \(coordinate + 1); at least 3 are needed"
    case .unsupportedDimension(let d): "the regression does not work with \(d) coordinates"
    case .notConverged(let iterations):
      "the likelihood did not reach its maximum in \(iterations) iterations"
    case .linearAlgebra(let error): error.description
    }
  }

  private func count(_ x: Double) -> String { String(Int(exactly: x.rounded()) ?? Int.max) }
}
