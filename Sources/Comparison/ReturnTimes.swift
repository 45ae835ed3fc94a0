import Statistics

/// The times between successive passages of a momentum through zero upwards: in one dimension the
/// periods of the orbit.
enum ReturnTimes {
  /// How far a momentum must go on either side of zero to count as having passed, in units of its
  /// root mean square: micro forces make it tremble about zero.
  static let hysteresis = 0.5

  /// The mean return time with the standard error of the mean; undefined with fewer than two
  /// passages.
  ///
  /// The passage is at the middle of the first and the last zero between the two thresholds, each
  /// found by linear interpolation between records. That is accurate to third order: where p = 0 its
  /// second derivative −∇²f·p vanishes too.
  static func mean(momentum: [Double], interval: Double) -> Estimate {
    let times = passages(momentum).map { $0 * interval }
    let returns = zip(times.dropFirst(), times).map { $0 - $1 }
    guard let first = returns.first else { return .undefined }
    guard returns.count > 1 else { return Estimate(value: first, standardError: .nan) }
    return Statistics.mean(ofIndependent: returns)
  }

  /// The passages, in records.
  private static func passages(_ momentum: [Double]) -> [Double] {
    let square = momentum.reduce(0) { $0 + $1 * $1 } / Double(max(momentum.count, 1))
    let threshold = hysteresis * square.squareRoot()
    var passages: [Double] = []
    var zeros: (first: Double, last: Double)?
    var isArmed = false
    for (n, (a, b)) in zip(momentum, momentum.dropFirst()).enumerated() {
      if a < -threshold {
        isArmed = true
        zeros = nil
      }
      guard isArmed else { continue }
      if (a < 0) != (b < 0) {
        let zero = Double(n) + a / (a - b)
        zeros = (zeros?.first ?? zero, zero)
      }
      if b > threshold, let found = zeros {
        passages.append((found.first + found.last) / 2)
        isArmed = false
      }
    }
    return passages
  }
}
