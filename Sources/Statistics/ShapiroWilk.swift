import Foundation

/// The Shapiro–Wilk test of normality, for at least 3 independent values.
///
/// Royston's approximation to the coefficients and the p-value (Royston 1995, algorithm AS R94),
/// valid for 3 ≤ n ≤ 5000; a larger sample is thinned evenly to 5000 values, and `sampleSize` says
/// so. Statistic: W ≤ 1. Effect size: 1 − W, the part of the variance that a straight line in the
/// normal probability plot does not explain. O(n log n).
public func shapiroWilk(_ sample: [Double]) throws(StatisticsError) -> NormalityTest {
  let moments = try CentralMoments(thinned(sample, to: 5000), atLeast: 3)
  let x = moments.standardized.sorted()
  let a = shapiroWilkCoefficients(count: x.count)
  // W = r² for the correlation r of x and a, both centred; 1 − W as (1 − r)(1 + r) keeps digits.
  var (xx, aa, ax) = (0.0, 0.0, 0.0)
  for (u, v) in zip(x, a) {
    xx += u * u
    aa += v * v
    ax += u * v
  }
  let root = (xx * aa).squareRoot()
  let deficit = max(0, (root - ax) * (root + ax) / (xx * aa))
  return NormalityTest(
    name: "Shapiro–Wilk", statistic: 1 - deficit,
    pValue: shapiroWilkPValue(deficit: deficit, count: x.count), effectSize: deficit,
    sampleSize: x.count)
}

/// The antisymmetric coefficients a, in ascending order.
private func shapiroWilkCoefficients(count n: Int) -> [Double] {
  var a = [Double](repeating: 0, count: n)
  guard n > 3 else { return [-0.5.squareRoot(), 0, 0.5.squareRoot()] }
  let m = (0..<n).map { normalQuantile((Double($0) + 0.625) / (Double(n) + 0.25)) }
  let sum = m.reduce(0) { $0 + $1 * $1 }
  let u = 1 / Double(n).squareRoot()
  let last =
    polynomial([0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056], u)
    + m[n - 1] / sum.squareRoot()
  let next =
    polynomial([0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633], u)
    + m[n - 2] / sum.squareRoot()
  let ends = n > 5 ? 2 : 1
  var (restSum, restSquares) = (sum - 2 * m[n - 1] * m[n - 1], 1 - 2 * last * last)
  if ends == 2 {
    restSum -= 2 * m[n - 2] * m[n - 2]
    restSquares -= 2 * next * next
  }
  let factor = (restSum / restSquares).squareRoot()
  for i in 0..<n { a[i] = m[i] / factor }
  a[n - 1] = last
  a[0] = -last
  if ends == 2 {
    a[n - 2] = next
    a[1] = -next
  }
  return a
}

/// The upper-tail probability of 1 − W, after transformation to normality.
private func shapiroWilkPValue(deficit: Double, count: Int) -> Double {
  let n = Double(count)
  if count == 3 {
    // Exact; W ≥ 3/4 always.
    return 6 / Double.pi * (asin((1 - deficit).squareRoot()) - asin(0.75.squareRoot()))
  }
  guard deficit > 0 else { return 1 }
  let y = log(deficit)
  if count <= 11 {
    let gamma = -2.273 + 0.459 * n
    guard y < gamma else { return 0 }
    let mean = polynomial([0.544, -0.39978, 0.025054, -6.714e-4], n)
    let deviation = exp(polynomial([1.3822, -0.77857, 0.062767, -0.0020322], n))
    return normalSurvival((-log(gamma - y) - mean) / deviation)
  }
  let mean = polynomial([-1.5861, -0.31082, -0.083751, 0.0038915], log(n))
  let deviation = exp(polynomial([-0.4803, -0.082676, 0.0030302], log(n)))
  return normalSurvival((y - mean) / deviation)
}

/// Σ cₖ xᵏ by Horner's rule.
private func polynomial(_ coefficients: [Double], _ x: Double) -> Double {
  coefficients.reversed().reduce(0) { $0 * x + $1 }
}
