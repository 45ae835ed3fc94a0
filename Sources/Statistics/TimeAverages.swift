import LinearAlgebra

/// The mean over units and over the times from `firstTime` on, with the standard error from the
/// scatter of the units.
///
/// - Parameters:
///   - series: units × times; the units must be independent, the times need not be.
///   - firstTime: earlier times are left out.
/// - Returns: the mean over units and time.
/// - Throws: `tooFew` below two units or without a time, `notFinite`.
public func timeMean(
  _ series: Matrix, from firstTime: Int = 0
) throws(StatisticsError) -> Estimate {
  mean(ofIndependent: try unitMeans(series, from: firstTime) { $0 })
}

/// The mean and the standard deviation of the law that is seen over units and over the times from
/// `firstTime` on, with standard errors from the scatter of the units.
///
/// The variance is the mean over units and time of (x − x̄)², where what the estimated mean x̄
/// takes from it is put back (its squared standard error): unbiased also for few units that hardly
/// move. The error of its root is by the delta method. All values equal give a deviation of zero
/// with no error.
///
/// - Parameters:
///   - series: units × times; the units must be independent, the times need not be.
///   - firstTime: earlier times are left out.
/// - Returns: the mean and the standard deviation.
/// - Throws: `tooFew` below two units or without a time, `notFinite`.
public func equilibriumMoments(
  _ series: Matrix, from firstTime: Int = 0
) throws(StatisticsError) -> (mean: Estimate, deviation: Estimate) {
  let centre = try timeMean(series, from: firstTime)
  let squares = mean(
    ofIndependent: try unitMeans(series, from: firstTime) {
      ($0 - centre.value) * ($0 - centre.value)
    })
  let variance = squares.value + centre.standardError * centre.standardError
  let deviation = variance.squareRoot()
  return (
    mean: centre,
    deviation: deviation > 0
      ? Estimate(value: deviation, standardError: squares.standardError / (2 * deviation))
      : .exact(0)
  )
}

/// The time mean of f(x) for every unit, taken around its first value against cancellation.
private func unitMeans(
  _ series: Matrix, from firstTime: Int, of function: (Double) -> Double
) throws(StatisticsError) -> [Double] {
  precondition(firstTime >= 0, "a negative time")
  guard series.rows >= 2 else { throw .tooFew(needed: 2, got: series.rows) }
  let times = series.columns - firstTime
  guard times > 0 else { throw .tooFew(needed: 1, got: 0) }
  var means: [Double] = []
  means.reserveCapacity(series.rows)
  for u in 0..<series.rows {
    let start = u * series.columns + firstTime
    let origin = function(series.elements[start])
    var sum = 0.0
    for k in start..<(start + times) { sum += function(series.elements[k]) - origin }
    means.append(origin + sum / Double(times))
  }
  guard means.allSatisfy(\.isFinite) else { throw .notFinite }
  return means
}
