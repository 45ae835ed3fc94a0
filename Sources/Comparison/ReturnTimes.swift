import Statistics

/// The times between successive passages of a momentum through zero upwards: in one dimension the
/// periods of the orbit.
enum ReturnTimes {
  /// The mean return time with the standard error of the mean; undefined with fewer than two
  /// passages.
  ///
  /// A passage is found between two records by linear interpolation. That is accurate to third order:
  /// where p = 0 its second derivative −∇²f·p vanishes too.
  static func mean(momentum: [Double], interval: Double) -> Estimate {
    var passages: [Double] = []
    for (n, (a, b)) in zip(momentum, momentum.dropFirst()).enumerated() where a < 0 && b >= 0 {
      passages.append((Double(n) + a / (a - b)) * interval)
    }
    let times = zip(passages.dropFirst(), passages).map { $0 - $1 }
    guard let first = times.first else { return .undefined }
    guard times.count > 1 else { return Estimate(value: first, standardError: .nan) }
    return Statistics.mean(ofIndependent: times)
  }
}
