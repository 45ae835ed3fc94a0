import Foundation
import Statistics

extension IntervalCalibration {
  /// The expected calibration error ∫₀¹ |C(p) − p| dp: the mean distance of the coverage curve from the
  /// diagonal (after Kuleshov, Fenner & Ermon, ICML 2018), exact for the sample rather than on a grid.
  ///
  /// 0 when calibrated, at most ½. Its standard error is by linearisation, so it holds well above the
  /// `calibrationErrorFloor`; noise alone makes the value as large as that floor. O(n log n).
  public var expectedCalibrationError: Estimate {
    // u is uniform where calibrated; C is its distribution function.
    let levels = standardised.map { Foundation.erf(abs($0) * 0.5.squareRoot()) }
    let order = levels.indices.sorted { (levels[$0], $0) < (levels[$1], $1) }
    var total = 0.0
    // A sample at u adds to C on (u, 1): its influence is the integral of sign(C − p) over that range.
    var influence = [Double](repeating: 0, count: count)
    var (upper, sign) = (1.0, 0.0)
    for rank in stride(from: count, through: 0, by: -1) {
      let lower = rank > 0 ? levels[order[rank - 1]] : 0
      let height = Double(rank) / Double(count)
      // Between the two, C is constant and crosses the diagonal at p = height at most once.
      let crossing = min(max(height, lower), upper)
      let (below, above) = (crossing - lower, upper - crossing)
      total += below * (height - 0.5 * (lower + crossing))
      total += above * (0.5 * (crossing + upper) - height)
      sign += below - above
      if rank > 0 { influence[order[rank - 1]] = sign }
      upper = lower
    }
    return Estimate(value: total, standardError: blocks.mean(of: influence).standardError)
  }

  /// What `expectedCalibrationError` would be on average for calibrated predictions and so many blocks:
  /// √(2/π) times the mean standard error of the coverage curve.
  public var calibrationErrorFloor: Double {
    let errors = coverageCurve().map(\.observed.standardError)
    return (2 / Double.pi).squareRoot() * errors.reduce(0, +) / Double(errors.count)
  }
}
