/// How well −T log ρ is known after a run, and how long a run must be.
///
/// N walkers that are recorded for a time t are worth N_eff = N t/(2τ) independent samples, τ being the
/// slowest relaxation time, and the standard error of V, rms within 4T of its minimum, is
///
///     SE(V) = T √(c/N_eff)     ⇔     t = 2τ c T²/(N SE²)
///
/// c, the variance per independent sample, depends on the shape of V, the resolution and the smoothing:
/// some ten for a well in one dimension. It is measured, from a density fit of a short run
/// (docs/advisor.md).
public struct PotentialPrecision: Sendable, Equatable {
  /// c.
  public let variancePerSample: Double
  /// τ.
  public let relaxationTime: Double

  /// From what a run of `walkers` and `time` had: SE(V)/T and τ. Nil unless all are positive and finite.
  public init?(relativeError: Double, walkers: Int, time: Double, relaxationTime: Double) {
    guard relativeError > 0, relativeError.isFinite, walkers > 0, time > 0, time.isFinite,
      relaxationTime > 0, relaxationTime.isFinite
    else { return nil }
    self.relaxationTime = relaxationTime
    variancePerSample =
      relativeError * relativeError * Double(walkers) * time / (2 * relaxationTime)
  }

  /// N_eff of walkers that are recorded for a time.
  public func effectiveSamples(walkers: Int, time: Double) -> Double {
    Double(walkers) * time / (2 * relaxationTime)
  }

  /// SE(V)/T after that.
  public func relativeError(walkers: Int, time: Double) -> Double {
    (variancePerSample / effectiveSamples(walkers: walkers, time: time)).squareRoot()
  }

  /// The recorded time of each walker that gives a relative error SE(V)/T.
  public func time(relativeError: Double, walkers: Int) -> Double {
    2 * relaxationTime * variancePerSample / (Double(walkers) * relativeError * relativeError)
  }
}
