/// Mardia's test of multivariate skewness, for independent vectors (n ≥ 8 and n ≥ d + 2).
///
/// b₁ = (1/n²) ΣΣ (zᵢ·zⱼ)³ for whitened z, computed as the squared norm of the third-moment tensor,
/// O(n d³). Statistic: n k b₁/6, χ² with d(d+1)(d+2)/6 degrees of freedom, where
/// k = (d+1)(n+1)(n+3)/(n((n+1)(d+1) − 6)) makes its mean exact (Mardia 1970, 1974). Effect size:
/// √(b₁/d), the root mean square skewness per component.
public func mardiaSkewness(_ vectors: [[Double]]) throws(StatisticsError) -> NormalityTest {
  let sample = try WhitenedSample(vectors)
  let (n, d) = (Double(sample.count), Double(sample.dimension))
  let z = sample.components
  var b = 0.0
  for i in 0..<sample.dimension {
    for j in 0...i {
      let products = zip(z[i], z[j]).map { $0 * $1 }
      for k in 0...j {
        var sum = 0.0
        for t in 0..<sample.count { sum += products[t] * z[k][t] }
        // The number of places in the symmetric tensor that hold this moment.
        let places = i == j && j == k ? 1.0 : (i == j || j == k ? 3 : 6)
        b += places * (sum / n) * (sum / n)
      }
    }
  }
  let correction = (d + 1) * (n + 1) * (n + 3) / (n * ((n + 1) * (d + 1) - 6))
  let statistic = n * correction * b / 6
  return NormalityTest(
    name: "Mardia skewness", statistic: statistic,
    pValue: chiSquaredSurvival(statistic, d * (d + 1) * (d + 2) / 6),
    effectSize: (b / d).squareRoot(), sampleSize: sample.count)
}

/// Mardia's test of multivariate kurtosis, for independent vectors (n ≥ 8 and n ≥ d + 2).
///
/// b₂ = (1/n) Σ |zᵢ|⁴ for whitened z, O(n d²). Statistic: b₂ standardised by its exact mean and variance
/// under normality, d(d+2)(n−1)/(n+1) and 8d(d+2)(n−3)(n−d−1)(n−d+1)/((n+1)²(n+3)(n+5)) (Mardia 1974). Two-sided
/// p-value after a transformation for its skewness, which falls as 1/√n only: with 256 numbers the normal law would
/// make p < 2·10⁻⁴ seventeen times as often as it says, and this three times (docs/statistics.md). For d = 1 it is Anscombe &
/// Glynn's test. Effect size: b₂/(d(d+2)) − 1, which for independent components is excess kurtosis/(d+2).
public func mardiaKurtosis(_ vectors: [[Double]]) throws(StatisticsError) -> NormalityTest {
  let sample = try WhitenedSample(vectors)
  let (n, d) = (Double(sample.count), Double(sample.dimension))
  let b = sample.squaredLengths.reduce(0) { $0 + $1 * $1 } / n
  let mean = d * (d + 2) * (n - 1) / (n + 1)
  let variance =
    8 * d * (d + 2) * (n - 3) / ((n + 1) * (n + 1))
    * (n - d - 1) * (n - d + 1) / ((n + 3) * (n + 5))
  let statistic = (b - mean) / variance.squareRoot()
  return NormalityTest(
    name: "Mardia kurtosis", statistic: statistic,
    pValue: 2
      * normalSurvival(
        abs(cubeRootScore(statistic, skewness: kurtosisSkewness(dimension: d, count: n)))),
    effectSize: b / (d * (d + 2)) - 1, sampleSize: sample.count)
}

/// The skewness of b₂ under normality: that of a mean of n independent ψ(|z|²), ψ(s) = s² − 2(d+2)s + d(d+2) being what is
/// left of |z|⁴ when the mean and the covariance are estimated, times what makes it exact for d = 1 (Anscombe & Glynn 1983).
private func kurtosisSkewness(dimension d: Double, count n: Double) -> Double {
  // E[sᵏ], s being χ² with d degrees of freedom.
  var moments = [1.0]
  for k in 0..<6 { moments.append(moments[k] * (d + 2 * Double(k))) }
  let (a, c) = (-2 * (d + 2), d * (d + 2))
  // ψ³, from its constant term on.
  let cube = [
    c * c * c, 3 * a * c * c, 3 * a * a * c + 3 * c * c, a * a * a + 6 * a * c,
    3 * a * a + 3 * c, 3 * a, 1,
  ]
  let third = zip(cube, moments).reduce(0) { $0 + $1.0 * $1.1 }
  let variance = 8 * d * (d + 2)
  let finite =
    (n * n - 5 * n + 2) / ((n + 7) * (n + 9))
    * ((n + 3) * (n + 5) / (n * (n - 2) * (n - 3))).squareRoot()
  return third / (variance * variance.squareRoot()) * finite
}
