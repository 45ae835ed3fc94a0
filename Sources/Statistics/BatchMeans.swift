/// The mean of one long correlated series, with a standard error from the scatter of the means of
/// consecutive batches.
///
/// Right when the batches are much longer than the autocorrelation time. The batches cover the whole
/// series and differ in length by at most one. With fewer than two batches, or more batches than
/// values, the standard error is NaN.
public func batchMeans(_ series: [Double], batches: Int) -> Estimate {
  guard batches >= 2 && batches <= series.count else {
    return Estimate(value: meanAndVariance(of: series).mean, standardError: .nan)
  }
  var means: [Double] = []
  var sizes: [Double] = []
  for k in 0..<batches {
    let range = (k * series.count / batches)..<((k + 1) * series.count / batches)
    means.append(meanAndVariance(of: Array(series[range])).mean)
    sizes.append(Double(range.count))
  }
  return mean(ofIndependent: means, weights: sizes)
}

/// The mean of one long correlated series, with a standard error from the means of all `length`-long
/// windows of the series closed to a circle.
///
/// Uses the same information as `batchMeans` with a third less variance (Politis & Romano 1992). The
/// factor length/(N − length) makes it exactly unbiased for white noise. O(N). The standard error is
/// NaN unless 1 ≤ length < N.
public func circularBatchMeans(_ series: [Double], length: Int) -> Estimate {
  let n = series.count
  let centre = meanAndVariance(of: series).mean
  guard length >= 1 && length < n else { return Estimate(value: centre, standardError: .nan) }
  var window = series[0..<length].reduce(0) { $0 + ($1 - centre) }
  var sum = 0.0
  for start in 0..<n {
    sum += window * window
    window += series[(start + length) % n] - series[start]
  }
  let b = Double(length)
  let meanSquare = sum / (b * b * Double(n))
  return Estimate(
    value: centre, standardError: (meanSquare * b / (Double(n) - b)).squareRoot())
}
