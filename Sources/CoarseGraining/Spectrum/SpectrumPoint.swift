import Dynamics
import LinearAlgebra
import Statistics

/// What one step of the ladder shows of a function: one point of its scale spectrum.
public struct SpectrumPoint: Sendable {
  /// The step h, or the learning rate η.
  public let step: Double
  /// Physical time of the recorded part, and the steps of each walker in it.
  public let time: Double
  public let steps: Int
  /// The temperature of the positions, Tr Θ/d (docs/calibration.md).
  public let temperature: Estimate
  /// Tr G_eff(h), from the energy balance: exact for harmonic V at any stable step.
  public let strength: Estimate
  /// G_eff(h). In one dimension the strength itself; above, the shape of the residual estimator with
  /// that trace.
  public let covariance: CovarianceEstimate
  /// The eigenvalues of G_eff(h), ascending.
  public let eigenvalues: [Estimate]
  /// Kurtosis of each component of the momentum, 3 for a normal law. A descent has no momentum: that
  /// of the gradient there, which is bounded, hence below 3.
  public let kurtosis: [Estimate]
  /// Largest distance between the distribution function of each such component across walkers and
  /// the fitted normal one (the effect size of the Anderson–Darling test), the mean over several
  /// times. Walkers being finite in number, it is about 0.63/√walkers for a normal law.
  public let distance: [Estimate]
  /// Tr E[r_s r_{s+1}ᵀ] / Tr E[r_s r_sᵀ] of the micro gradient r; zero for white noise.
  public let lagOneCorrelation: Estimate
  /// The part of it that no force explains, for a descent (`ResidualNoiseCovariance.colour`); undefined
  /// otherwise.
  public let colour: Estimate
  /// Captured walkers.
  public let sinks: SinkReport
  /// The largest Lyapunov exponent, per unit time.
  public let lyapunovExponent: Estimate

  public init(
    step: Double, time: Double, steps: Int, temperature: Estimate, strength: Estimate,
    covariance: CovarianceEstimate, eigenvalues: [Estimate], kurtosis: [Estimate],
    distance: [Estimate] = [], lagOneCorrelation: Estimate = .undefined,
    colour: Estimate = .undefined,
    sinks: SinkReport = SinkReport(), lyapunovExponent: Estimate = .undefined
  ) {
    self.step = step
    self.time = time
    self.steps = steps
    self.temperature = temperature
    self.strength = strength
    self.covariance = covariance
    self.eigenvalues = eigenvalues
    self.kurtosis = kurtosis
    self.distance = distance
    self.lagOneCorrelation = lagOneCorrelation
    self.colour = colour
    self.sinks = sinks
    self.lyapunovExponent = lyapunovExponent
  }

  /// The kurtosis farthest from 3 over the components.
  public var worstKurtosis: Estimate {
    kurtosis.max { abs($0.value - 3) < abs($1.value - 3) } ?? .undefined
  }
}
