import Statistics

/// A temperature and its response to each cohort, in the convention of the regressions:
/// SE² = Σ_g δT_g² (see `CohortWeights`), so that errors of V can include that of T with its correlation.
public struct TemperatureReplicates: Equatable, Sendable {
  /// The temperature.
  public let value: Double
  /// δT_g for each cohort.
  public let replicates: [Double]

  /// A temperature with given responses.
  public init(value: Double, replicates: [Double]) {
    (self.value, self.replicates) = (value, replicates)
  }

  /// A temperature without error.
  public static func exact(_ value: Double, cohorts: Int) -> TemperatureReplicates {
    TemperatureReplicates(value: value, replicates: [Double](repeating: 0, count: cohorts))
  }

  /// The weighted mean of the cohorts' own temperatures; `weights` are their numbers of samples.
  ///
  /// δT_g = w_g (T_g − T) / √(1 − Σ w²), w normalised. Throws `.tooFewCohorts` when fewer than two
  /// cohorts have a weight.
  public init(means: [Double], weights: [Double]) throws(RegressionError) {
    guard means.count == weights.count else {
      throw .mismatch(what: "weights", expected: means.count, found: weights.count)
    }
    let shares = try CohortWeights(counts: weights)
    let mean = zip(means, shares.shares).reduce(0) { $1.1 > 0 ? $0 + $1.0 * $1.1 : $0 }
    value = mean
    replicates = zip(means, shares.shares).map { $1 > 0 ? shares.scale * $1 * ($0 - mean) : 0 }
  }

  /// The temperature with its standard error.
  public var estimate: Estimate {
    Estimate(
      value: value, standardError: replicates.reduce(0) { $0 + $1 * $1 }.squareRoot())
  }
}
