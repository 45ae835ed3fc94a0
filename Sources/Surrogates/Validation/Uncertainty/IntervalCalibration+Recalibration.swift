import Statistics

extension IntervalCalibration {
  /// The factor that σ is to be multiplied with so that the interval of a level covers that fraction.
  ///
  /// The quantile, at position level · (n + 1), of the factors that the targets need. Its standard error
  /// is that of the coverage (from the blocks), carried over by the quantile function
  /// (Woodruff, JASA 47, 635 (1952)); the jackknife is not consistent for quantiles. O(n log n).
  public func recalibrationFactor(level: Double = 0.9) -> Estimate {
    let sorted = neededFactors(level: level).sorted()
    let value = Self.quantile(level, of: sorted.count) { sorted[$0] }
    let error = coverage(level: level, factor: value).standardError
    guard !error.isNaN else { return Estimate(value: value, standardError: .nan) }
    let upper = Self.quantile(min(1, level + error), of: sorted.count) { sorted[$0] }
    let lower = Self.quantile(max(0, level - error), of: sorted.count) { sorted[$0] }
    return Estimate(value: value, standardError: 0.5 * (upper - lower))
  }

  /// The same predictions with σ multiplied by a factor.
  public func recalibrated(by factor: Double) -> IntervalCalibration {
    precondition(factor > 0 && factor.isFinite, "a positive factor expected")
    return IntervalCalibration(
      residuals: residuals, deviations: deviations.map { factor * $0 },
      targetVariances: targetVariances, blocks: blocks)
  }

  /// The coverage after recalibration, each block judged with the factor of all others: what to expect
  /// of the factor on new blocks. NaN for a single block. O(n log n).
  public func coverageAfterRecalibration(level: Double = 0.9) -> Estimate {
    guard blocks.count > 1 else { return .undefined }
    let needed = neededFactors(level: level)
    let order = needed.indices.sorted { (needed[$0], $0) < (needed[$1], $1) }
    var places = blocks.sizes.map { _ in [Int]() }
    for (place, sample) in order.enumerated() { places[blocks.index[sample]].append(place) }
    let factors = places.map { own in
      Self.quantile(level, of: count - own.count) { rank in
        needed[order[rank + Self.skipped(own, before: rank)]]
      }
    }
    return blocks.mean(
      of: needed.indices.map { needed[$0] <= factors[blocks.index[$0]] ? 1 : 0 })
  }

  /// How many of the ascending places `own` precede the place of the given rank (from 0) among all
  /// other places: the k-th of `own` has own[k] − k others before it.
  private static func skipped(_ own: [Int], before rank: Int) -> Int {
    var (low, high) = (0, own.count)
    while low < high {
      let middle = (low + high) / 2
      if own[middle] - middle <= rank { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The quantile of `count` ascending values at position p(count + 1), between the first and the last.
  private static func quantile(_ p: Double, of count: Int, _ value: (Int) -> Double) -> Double {
    let position = min(max(p * Double(count + 1) - 1, 0), Double(count - 1))
    let lower = Int(position)
    let fraction = position - Double(lower)
    guard fraction > 0 else { return value(lower) }
    return value(lower) + fraction * (value(lower + 1) - value(lower))
  }
}
