import Foundation

/// The Henze–Zirkler test of multivariate normality, for independent vectors (n ≥ 8 and n ≥ d + 2);
/// consistent against every alternative.
///
/// Statistic: n times the weighted squared L² distance between the characteristic functions of the
/// whitened sample and of the standard normal law, with smoothing
/// β = ((2d+1)n/4)^(1/(d+4))/√2. Log-normal p-value from the exact mean and variance of the limit
/// law (Henze & Zirkler 1990). Effect size: √(statistic/n), that distance itself; its sampling noise
/// is of order 1/√n. O(n² d); a sample larger than `maximumSize` is thinned evenly, and
/// `sampleSize` says so.
public func henzeZirkler(
  _ vectors: [[Double]], maximumSize: Int = 5000
) throws(StatisticsError) -> NormalityTest {
  let sample = try WhitenedSample(thinned(vectors, to: maximumSize))
  let (n, d) = (Double(sample.count), Double(sample.dimension))
  let beta2 = 0.5 * pow((2 * d + 1) * n / 4, 2 / (d + 4))

  let single = sample.squaredLengths.reduce(0) {
    $0 + exp(-beta2 / (2 * (1 + beta2)) * $1)
  }
  let statistic =
    pairSum(sample, rate: 0.5 * beta2) / n - 2 * pow(1 + beta2, -d / 2) * single
    + n * pow(1 + 2 * beta2, -d / 2)

  let (mean, variance) = henzeZirklerMoments(beta2: beta2, dimension: d)
  let spread = log(1 + variance / (mean * mean))
  let location = log(mean) - 0.5 * spread
  return NormalityTest(
    name: "Henze–Zirkler", statistic: statistic,
    pValue: normalSurvival((log(max(statistic, 0)) - location) / spread.squareRoot()),
    effectSize: (max(statistic, 0) / n).squareRoot(), sampleSize: sample.count)
}

/// ΣᵢΣⱼ exp(−rate |zᵢ − zⱼ|²). Row by row, so that the inner loops vectorise.
private func pairSum(_ sample: WhitenedSample, rate: Double) -> Double {
  var distances = [Double](repeating: 0, count: sample.count)
  var total = Double(sample.count)
  for i in 1..<sample.count {
    for j in 0..<i { distances[j] = 0 }
    for z in sample.components {
      let zi = z[i]
      for j in 0..<i { distances[j] += (z[j] - zi) * (z[j] - zi) }
    }
    var row = 0.0
    for j in 0..<i { row += exp(-rate * distances[j]) }
    total += 2 * row
  }
  return total
}

/// The mean and variance of the statistic under normality, for n → ∞.
private func henzeZirklerMoments(
  beta2: Double, dimension d: Double
) -> (mean: Double, variance: Double) {
  let a = 1 + 2 * beta2
  let w = (1 + beta2) * (1 + 3 * beta2)
  let beta4 = beta2 * beta2
  let mean =
    1 - pow(a, -d / 2) * (1 + d * beta2 / a + d * (d + 2) * beta4 / (2 * a * a))
  let first = 2 * pow(1 + 4 * beta2, -d / 2)
  let second =
    2 * pow(a, -d)
    * (1 + 2 * d * beta4 / (a * a) + 3 * d * (d + 2) * beta4 * beta4 / (4 * pow(a, 4)))
  let third =
    4 * pow(w, -d / 2)
    * (1 + 3 * d * beta4 / (2 * w) + d * (d + 2) * beta4 * beta4 / (2 * w * w))
  return (mean, first + second - third)
}
