/// How far estimates are from a known truth, in units of their own standard errors, over independent
/// repetitions: whether errors are what they say (docs/statistical-calibration.md).
///
/// Deviations z = (estimate − truth)/error have mean 0, standard deviation 1 and lie within ±1 and ±1.96 in 68.3 and
/// 95 % of the repetitions where estimates are normal, without bias, and their errors honest.
package struct CoverageTally: Sendable, Equatable {
  /// z of each repetition; NaN where value or error were unknown.
  package private(set) var deviations: [Double] = []

  /// No repetitions yet.
  package init() {}

  /// Adds one repetition's estimate.
  package mutating func add(_ estimate: Estimate, truth: Double) {
    deviations.append(estimate.deviation(from: truth))
  }

  /// The repetitions whose interval of ± `width` standard errors holds the truth. Unknown ones do not.
  package func covered(within width: Double) -> BinomialCount {
    BinomialCount(
      hits: deviations.count { abs($0) <= width }, trials: deviations.count)
  }

  /// Repetitions without a value or an error.
  package var undefined: Int { deviations.count { !$0.isFinite } }

  /// The mean of z over those that are known; 0 without bias.
  package var bias: Estimate { mean(ofIndependent: deviations.filter(\.isFinite)) }

  /// The standard deviation of z, 1 for honest errors, with its own standard error s √((κ − 1)/4n), κ the kurtosis.
  package var spread: Estimate {
    let known = deviations.filter(\.isFinite)
    let (centre, variance) = meanAndVariance(of: known)
    let n = Double(known.count)
    let fourth = known.reduce(0) { sum, z in
      let square = (z - centre) * (z - centre)
      return sum + square * square
    }
    let kurtosis = fourth / n / (variance * variance)
    let deviation = variance.squareRoot()
    return Estimate(
      value: deviation,
      standardError: deviation * (max(kurtosis - 1, 0) / (4 * n)).squareRoot())
  }

  /// The intervals that are looked at: nominal coverage and half-width in standard errors.
  package static let intervals = [
    (probability: 0.682_689, width: 1.0), (probability: 0.95, width: 1.959_964),
  ]

  /// What does not fit honest errors, each found with the chance `alpha` where they are: "±1" and "±1.96" for the
  /// coverage, "mean" for a bias of z. Empty where all is well.
  package func complaints(alpha: Double) -> [String] {
    guard deviations.count > 1 else { return ["no estimates"] }
    var complaints: [String] = []
    for (interval, name) in zip(Self.intervals, ["±1", "±1.96"])
    where !covered(within: interval.width).agrees(with: interval.probability, alpha: alpha) {
      complaints.append(name)
    }
    // Of n known deviations the mean has the error 1/√n, whatever their scatter claims.
    let limit =
      normalQuantile(1 - alpha / 2) / Double(deviations.count - undefined).squareRoot()
    if !(abs(bias.value) <= limit) { complaints.append("mean") }
    return complaints
  }
}
