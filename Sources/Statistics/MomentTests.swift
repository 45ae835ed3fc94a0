import Foundation

/// D'Agostino's (1970) test of skewness, for at least 8 independent values.
///
/// Statistic: g₁ transformed to a standard normal number. Two-sided p-value. Effect size: g₁ itself.
public func skewnessTest(_ sample: [Double]) throws(StatisticsError) -> NormalityTest {
  let m = try CentralMoments(sample, atLeast: 8)
  let z = skewnessScore(m.skewness, count: m.count)
  return NormalityTest(
    name: "skewness", statistic: z, pValue: 2 * normalSurvival(abs(z)), effectSize: m.skewness,
    sampleSize: sample.count)
}

/// Anscombe & Glynn's (1983) test of kurtosis, for at least 20 independent values.
///
/// Statistic: m₄/m₂² transformed to a standard normal number. Two-sided p-value. Effect size: the
/// excess kurtosis m₄/m₂² − 3.
public func kurtosisTest(_ sample: [Double]) throws(StatisticsError) -> NormalityTest {
  let m = try CentralMoments(sample, atLeast: 20)
  let z = kurtosisScore(m.excessKurtosis + 3, count: m.count)
  return NormalityTest(
    name: "kurtosis", statistic: z, pValue: 2 * normalSurvival(abs(z)),
    effectSize: m.excessKurtosis, sampleSize: sample.count)
}

/// D'Agostino & Pearson's (1973) omnibus test K² of skewness and kurtosis, for at least 20
/// independent values.
///
/// Statistic: the sum of the squares of the two scores, χ² with 2 degrees of freedom. Effect size:
/// g₁²/6 + g₂²/24, the share of each value in the Jarque–Bera statistic.
public func dAgostinoPearson(_ sample: [Double]) throws(StatisticsError) -> NormalityTest {
  let m = try CentralMoments(sample, atLeast: 20)
  let (s, k) = (
    skewnessScore(m.skewness, count: m.count),
    kurtosisScore(m.excessKurtosis + 3, count: m.count)
  )
  return NormalityTest(
    name: "D'Agostino–Pearson", statistic: s * s + k * k,
    pValue: chiSquaredSurvival(s * s + k * k, 2), effectSize: momentEffect(m),
    sampleSize: sample.count)
}

/// The Jarque–Bera test n(g₁²/6 + g₂²/24), for at least 20 independent values.
///
/// Its p-value is asymptotic (χ² with 2 degrees of freedom) and needs thousands of values; prefer
/// `dAgostinoPearson`, which is accurate from 20 on. Effect size: the statistic over n.
public func jarqueBera(_ sample: [Double]) throws(StatisticsError) -> NormalityTest {
  let m = try CentralMoments(sample, atLeast: 20)
  let effect = momentEffect(m)
  return NormalityTest(
    name: "Jarque–Bera", statistic: m.count * effect,
    pValue: chiSquaredSurvival(m.count * effect, 2), effectSize: effect,
    sampleSize: sample.count)
}

private func momentEffect(_ m: CentralMoments) -> Double {
  m.skewness * m.skewness / 6 + m.excessKurtosis * m.excessKurtosis / 24
}

/// The Johnson S_U transformation of g₁ to normality.
private func skewnessScore(_ g: Double, count n: Double) -> Double {
  let y = g * ((n + 1) * (n + 3) / (6 * (n - 2))).squareRoot()
  let beta =
    3 * (n * n + 27 * n - 70) * (n + 1) * (n + 3)
    / ((n - 2) * (n + 5) * (n + 7) * (n + 9))
  let w = (2 * (beta - 1)).squareRoot() - 1
  return asinh(y * (0.5 * (w - 1)).squareRoot()) / (0.5 * log(w)).squareRoot()
}

/// The cube-root transformation of m₄/m₂² to normality, after its exact mean, variance and skewness.
private func kurtosisScore(_ b: Double, count n: Double) -> Double {
  let mean = 3 * (n - 1) / (n + 1)
  let variance =
    24 * n * (n - 2) * (n - 3) / ((n + 1) * (n + 1) * (n + 3) * (n + 5))
  let x = (b - mean) / variance.squareRoot()
  let skew =
    6 * (n * n - 5 * n + 2) / ((n + 7) * (n + 9))
    * (6 * (n + 3) * (n + 5) / (n * (n - 2) * (n - 3))).squareRoot()
  return cubeRootScore(x, skewness: skew)
}

/// The cube-root (Wilson–Hilferty) transformation to normality of a standardised statistic of positive skewness,
/// Anscombe & Glynn, Biometrika 70, 227 (1983).
func cubeRootScore(_ x: Double, skewness skew: Double) -> Double {
  let a = 6 + 8 / skew * (2 / skew + (1 + 4 / (skew * skew)).squareRoot())
  let denominator = 1 + x * (2 / (a - 4)).squareRoot()
  // cbrt keeps the sign where the denominator is negative.
  let root = cbrt((1 - 2 / a) / denominator)
  return (1 - 2 / (9 * a) - root) / (2 / (9 * a)).squareRoot()
}
