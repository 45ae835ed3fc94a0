import Statistics

/// Predicted against actual errors in bins of the prediction: does σ tell where the errors are large?
public struct DeviationBins: Equatable, Sendable {
  /// Targets whose predicted standard deviations are neighbours.
  public struct Bin: Equatable, Sendable {
    /// The number of targets.
    public let samples: Int
    /// The root of the mean predicted variance σ² + s².
    public let predicted: Double
    /// The root mean square residual.
    public let observed: Estimate
  }

  /// Bins of equal numbers of targets (± 1), by ascending prediction.
  public let bins: [Bin]

  /// The expected normalised calibration error (Levi, Gispan, Giladi & Fetaya, Sensors 22, 5540 (2022)):
  /// the mean over the bins of |observed − predicted|/predicted.
  public var normalisedError: Double {
    bins.reduce(0) { $0 + abs($1.observed.value - $1.predicted) / $1.predicted }
      / Double(bins.count)
  }

  /// The ratio of the largest to the smallest prediction: 1 for predictions that distinguish nothing.
  public var range: Double {
    guard let first = bins.first, let last = bins.last else { return .nan }
    return last.predicted / first.predicted
  }
}

extension IntervalCalibration {
  /// Bins the targets by their predicted standard deviations.
  ///
  /// Throws `.tooFewSamples` for fewer targets than bins. O(n log n).
  public func deviationBins(_ count: Int = 10) throws(ValidationError) -> DeviationBins {
    precondition(count > 0, "at least one bin")
    guard self.count >= count else { throw .tooFewSamples(needed: count, found: self.count) }
    let total = totalDeviations
    let order = total.indices.sorted { (total[$0], $0) < (total[$1], $1) }
    let bins = (0..<count).map { k in
      let samples = Array(order[(k * order.count / count)..<((k + 1) * order.count / count)])
      let variance = samples.reduce(0) { $0 + total[$1] * total[$1] } / Double(samples.count)
      let square = blocks.restricted(to: samples)
        .mean(of: samples.map { residuals[$0] * residuals[$0] })
      let root = square.value.squareRoot()
      return DeviationBins.Bin(
        samples: samples.count, predicted: variance.squareRoot(),
        observed: Estimate(value: root, standardError: square.standardError / (2 * root)))
    }
    return DeviationBins(bins: bins)
  }
}
