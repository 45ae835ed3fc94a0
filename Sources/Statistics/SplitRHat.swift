/// Split-R̂ from the means and variances of half chains: the potential scale reduction factor.
///
/// Every chain is cut in two halves; `means` and `variances` (divisor n − 1) are those of each half,
/// `length` the number n of values in a half. With W the mean variance and B/n the variance of the
/// means, R̂ = √(((n−1)/n · W + B/n)/W) (Gelman et al., Bayesian Data Analysis 3, §11.4). 1 at
/// equilibrium; below 1.01 is good.
///
/// NaN for fewer than two halves, halves shorter than 2, input that is not finite, or all constant
/// and equal; infinite when the halves are constant but differ.
public func splitRHat(means: [Double], variances: [Double], length: Int) -> Double {
  precondition(means.count == variances.count, "one variance per mean expected")
  guard means.count >= 2, length >= 2,
    means.allSatisfy(\.isFinite), variances.allSatisfy(\.isFinite)
  else { return .nan }
  let n = Double(length)
  let within = variances.reduce(0, +) / Double(variances.count)
  let between = meanAndVariance(of: means).variance
  return ((n - 1) / n + between / within).squareRoot()
}

/// Split-R̂ from raw chains of equal length (the middle value of an odd length is dropped).
///
/// NaN for no chain, fewer than 4 values per chain, chains of different lengths or values that are
/// not finite.
public func splitRHat(ofChains chains: [[Double]]) -> Double {
  guard let length = chains.first?.count, length >= 4,
    chains.allSatisfy({ $0.count == length })
  else { return .nan }
  let halves = chains.flatMap { [Array($0.prefix(length / 2)), Array($0.suffix(length / 2))] }
  let moments = halves.map { meanAndVariance(of: $0) }
  return splitRHat(
    means: moments.map(\.mean), variances: moments.map(\.variance), length: length / 2)
}

/// Rank-normalised split-R̂ (Vehtari, Gelman, Simpson, Carpenter & Bürkner 2021): the larger of
/// split-R̂ of the normal scores of the values, and of their distances from the median.
///
/// Sees chains that differ in scale or have infinite variance. Same edge cases as `splitRHat`.
public func rankNormalizedSplitRHat(ofChains chains: [[Double]]) -> Double {
  let values = chains.flatMap { $0 }
  guard !values.isEmpty, values.allSatisfy(\.isFinite) else { return .nan }
  let sorted = values.sorted()
  let median = 0.5 * sorted[(sorted.count - 1) / 2] + 0.5 * sorted[sorted.count / 2]
  let bulk = splitRHat(ofChains: normalScores(of: chains))
  let folded = chains.map { $0.map { abs($0 - median) } }
  let tail = splitRHat(ofChains: normalScores(of: folded))
  return bulk.isNaN || tail.isNaN ? .nan : max(bulk, tail)
}

/// Replaces values by Φ⁻¹((r − 3/8)/(S + 1/4)), r being the rank among all S, averaged over ties.
private func normalScores(of chains: [[Double]]) -> [[Double]] {
  let values = chains.flatMap { $0 }
  let order = values.indices.sorted { values[$0] < values[$1] }
  var scores = [Double](repeating: 0, count: values.count)
  var start = 0
  while start < order.count {
    var end = start + 1
    while end < order.count && values[order[end]] == values[order[start]] { end += 1 }
    let rank = 0.5 * Double(start + 1 + end)
    let score = normalQuantile((rank - 0.375) / (Double(values.count) + 0.25))
    for k in start..<end { scores[order[k]] = score }
    start = end
  }
  var offset = 0
  return chains.map { chain in
    defer { offset += chain.count }
    return Array(scores[offset..<(offset + chain.count)])
  }
}
