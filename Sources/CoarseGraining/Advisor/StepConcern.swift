import Statistics

/// What is wrong with a step or a friction, as far as a probe shows.
public enum StepConcern: Sendable, Equatable {
  /// Walkers run away; the largest stable step where it could be found.
  case unstable(limit: Double?)
  /// So near the limit that rare excursions may run away, and errors of order h² are large.
  case nearlyUnstable(limit: Double)
  /// The runs of the sweep with light masses run away.
  case unstableSweep(limit: Double?)
  /// No step makes noise: the function is smooth.
  case smooth
  /// This step makes no noise, others do: walkers settle on attracting orbits.
  case silent
  /// All walkers come to rest in micro minima, where others make noise.
  case atRest(limit: Double)
  /// Micro minima capture walkers, so many per relaxation time.
  case sinks(rate: Double)
  /// The step lies below the curvature's limit: captures may come late.
  case belowSinkLimit(limit: Double)
  /// The momenta have the high kurtosis of a scale that is neither noise nor resolved.
  case betweenScales(kurtosis: Estimate)
  /// The momenta show that the noise is bounded: friction acts within few steps.
  case strongFriction(kurtosis: Estimate)
  /// Micro gradients of consecutive steps are correlated.
  case colouredNoise(correlation: Estimate)
  /// No friction or preconditioner makes the noise thermal.
  case calibration(CalibrationError)
  /// Without calibration the directions have different temperatures; the largest deviation of Θ/T from I.
  case anisotropic(deviation: Double)

  /// Whether another step would be a cure.
  public var isOfStep: Bool {
    switch self {
    case .smooth, .strongFriction, .anisotropic: false
    case .calibration(.noNoise): false
    default: true
    }
  }
}
