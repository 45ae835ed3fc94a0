/// The standardised central moments of a sample.
struct CentralMoments {
  let count: Double
  let mean: Double
  /// The second central moment, divisor n.
  let variance: Double
  /// g₁ = m₃/m₂^(3/2) and g₂ = m₄/m₂² − 3.
  let skewness: Double
  let excessKurtosis: Double
  /// The standardised values (x − mean)/√variance.
  let standardized: [Double]

  init(_ sample: [Double], atLeast needed: Int) throws(StatisticsError) {
    try validate(sample, atLeast: needed)
    count = Double(sample.count)
    let (mean, unbiased) = meanAndVariance(of: sample)
    self.mean = mean
    variance = unbiased * (count - 1) / count
    // Values so large or so close that their squares leave the range of Double.
    guard variance.isFinite else { throw .notFinite }
    guard variance > 0 else { throw .constant }
    let deviation = variance.squareRoot()
    standardized = sample.map { ($0 - mean) / deviation }
    var (third, fourth) = (0.0, 0.0)
    for z in standardized {
      third += z * z * z
      fourth += z * z * z * z
    }
    skewness = third / count
    excessKurtosis = fourth / count - 3
  }
}

/// The skewness of the law behind an independent sample of at least 3 values.
///
/// The value is G₁ = g₁ √(n(n−1))/(n−2); the standard error comes from the influence function
/// z³ − 3z − γ − (3/2)γ(z² − 1), so it is right for laws that are not normal, too.
public func skewness(of sample: [Double]) throws(StatisticsError) -> Estimate {
  let m = try CentralMoments(sample, atLeast: 3)
  let (n, g) = (m.count, m.skewness)
  let squares = m.standardized.reduce(0) { sum, z in
    let influence = z * z * z - 3 * z - g - 1.5 * g * (z * z - 1)
    return sum + influence * influence
  }
  return Estimate(
    value: g * (n * (n - 1)).squareRoot() / (n - 2), standardError: squares.squareRoot() / n)
}

/// The excess kurtosis (0 for a normal law) of the law behind an independent sample of at least 4
/// values.
///
/// The value is G₂ = (n−1)/((n−2)(n−3)) · ((n+1)g₂ + 6), unbiased under normality; the standard error
/// comes from the influence function (z² − κ)² − κ² + κ − 4γz, κ = m₄/m₂², γ the skewness.
public func excessKurtosis(of sample: [Double]) throws(StatisticsError) -> Estimate {
  let m = try CentralMoments(sample, atLeast: 4)
  let (n, kappa) = (m.count, m.excessKurtosis + 3)
  let squares = m.standardized.reduce(0) { sum, z in
    let influence =
      (z * z - kappa) * (z * z - kappa) - kappa * kappa + kappa - 4 * m.skewness * z
    return sum + influence * influence
  }
  return Estimate(
    value: (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * m.excessKurtosis + 6),
    standardError: squares.squareRoot() / n)
}
