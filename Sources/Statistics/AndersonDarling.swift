@preconcurrency import CGSL
import Foundation

/// The Anderson–Darling test of normality with mean and variance estimated ("case 3"), for at least
/// 8 independent values.
///
/// Statistic: A² = −n − (1/n) Σ (2i−1) [log Φ(zᵢ) + log(1 − Φ(z₍n+1−i₎))], standardised with divisor
/// n − 1. The p-value is Stephens' formula for A²(1 + 0.75/n + 2.25/n²) (D'Agostino & Stephens,
/// Goodness-of-Fit Techniques, 1986, table 4.9); it is not resolved below 4·10⁻²⁴. Effect size: the
/// largest distance between the empirical and the fitted normal distribution function. O(n log n).
public func andersonDarling(_ sample: [Double]) throws(StatisticsError) -> NormalityTest {
  let moments = try CentralMoments(sample, atLeast: 8)
  GSL.prepare()
  let n = moments.count
  // Standardised with divisor n so far.
  let factor = ((n - 1) / n).squareRoot()
  let z = moments.standardized.map { factor * $0 }.sorted()
  var (sum, distance) = (0.0, 0.0)
  for i in z.indices {
    let weight = Double(2 * i + 1)
    // log(1 − Φ(z)) = log Φ(−z), without the cancellation.
    sum += weight * (logNormalCumulative(z[i]) + logNormalCumulative(-z[z.count - 1 - i]))
    let cumulative = gsl_cdf_ugaussian_P(z[i])
    let above = Double(i + 1) / n - cumulative
    distance = max(distance, above, 1 / n - above)
  }
  let statistic = -n - sum / n
  return NormalityTest(
    name: "Anderson–Darling", statistic: statistic,
    pValue: andersonDarlingPValue(statistic * (1 + 0.75 / n + 2.25 / (n * n))),
    effectSize: distance, sampleSize: sample.count)
}

/// Stephens' p-value of the modified statistic.
private func andersonDarlingPValue(_ a: Double) -> Double {
  switch a {
  case ..<0.2: 1 - exp(-13.436 + a * (101.14 - 223.73 * a))
  case ..<0.34: 1 - exp(-8.318 + a * (42.796 - 59.938 * a))
  case ..<0.6: exp(0.9177 - a * (4.279 + 1.38 * a))
  // The fitted parabola turns upward far outside its range.
  default: exp(1.2937 - min(a, 10) * (5.709 - 0.0186 * min(a, 10)))
  }
}
