/// The bootstrap distribution of a statistic of independent elements (Efron & Tibshirani, ch. 6).
///
/// Resamples with replacement; replicate r draws its k-th element with counter r and index k, so the
/// result is a pure function of the generator.
public struct Bootstrap: Sendable, Equatable {
  /// The statistic of the sample itself.
  public let value: Double
  /// The statistic of the resamples, in ascending order.
  public let replicates: [Double]

  /// Evaluates `statistic` on the sample and on `replicates` resamples of it.
  public init<Element>(
    _ sample: [Element], replicates count: Int = 1000, using generator: Philox,
    statistic: ([Element]) -> Double
  ) throws(StatisticsError) {
    guard !sample.isEmpty else { throw .tooFew(needed: 1, got: 0) }
    precondition(count >= 0, "a negative number of replicates")
    var resample = sample
    var values: [Double] = []
    values.reserveCapacity(count)
    for r in 0..<count {
      for k in sample.indices {
        resample[k] = sample[generator.integer(below: sample.count, UInt64(r), UInt64(k))]
      }
      values.append(statistic(resample))
    }
    value = statistic(sample)
    // NaN has no place in an order; it is put last so that it cannot scatter the others.
    replicates = values.sorted { $0 < $1 || (!$0.isNaN && $1.isNaN) }
  }

  /// The value with the standard deviation of the replicates.
  public var estimate: Estimate {
    Estimate(
      value: value, standardError: meanAndVariance(of: replicates).variance.squareRoot())
  }

  /// The percentile interval of the given coverage; nil when a replicate is NaN or there is none.
  public func interval(confidence: Double = 0.95) -> ClosedRange<Double>? {
    precondition(confidence > 0 && confidence < 1, "the confidence must lie in (0, 1)")
    guard let last = replicates.last, !last.isNaN else { return nil }
    let tail = 0.5 - 0.5 * confidence
    return quantile(tail)...quantile(1 - tail)
  }

  /// The quantile by linear interpolation between order statistics.
  private func quantile(_ p: Double) -> Double {
    let position = p * Double(replicates.count - 1)
    let lower = Int(position)
    let upper = Swift.min(lower + 1, replicates.count - 1)
    let fraction = position - Double(lower)
    return replicates[lower] + fraction * (replicates[upper] - replicates[lower])
  }
}
