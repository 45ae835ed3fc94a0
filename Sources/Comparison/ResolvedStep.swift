/// A time step that resolves a curvature, and fits a whole number of times between records.
public struct ResolvedStep: Equatable, Sendable {
  /// The largest eigenvalue λ_max of M⁻¹∇²f over the region.
  public let largestCurvature: Double
  /// Steps between records.
  public let stepsPerRecord: Int
  /// The step h.
  public let step: Double

  /// h √λ_max of the original: Verlet then misses its fastest frequency by (h√λ)²/24 = 0.2 %.
  public static let resolution = 0.2

  /// The largest step of at most `fraction`/√λ_max, or at most `given` where there is one, that
  /// divides `interval`.
  ///
  /// Without curvature (a free particle) ten steps are taken between records.
  public init(
    largestCurvature: Double, interval: Double, given: Double? = nil,
    fraction: Double = ResolvedStep.resolution
  ) {
    precondition(interval > 0, "records must be some time apart")
    self.largestCurvature = largestCurvature
    let wanted =
      given ?? (largestCurvature > 0 ? fraction / largestCurvature.squareRoot() : interval / 10)
    // A hair of tolerance: a given step that divides the interval must not lose to rounding.
    stepsPerRecord = max(1, Int((interval / wanted - 1e-9).rounded(.up)))
    step = interval / Double(stepsPerRecord)
  }
}
