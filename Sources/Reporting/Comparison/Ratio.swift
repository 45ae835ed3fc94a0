import Statistics

/// Ratios of estimates.
enum Ratio {
  /// a / b − 1 for independent estimates, its error to first order; undefined unless b > 0.
  static func relativeDifference(of a: Estimate, from b: Estimate) -> Estimate {
    guard a.value.isFinite, b.value.isFinite, b.value > 0 else { return .undefined }
    let ratio = a.value / b.value
    let (u, v) = (a.standardError / b.value, ratio * b.standardError / b.value)
    return Estimate(value: ratio - 1, standardError: (u * u + v * v).squareRoot())
  }
}
