import LinearAlgebra
import Statistics

/// What a run at one step and friction may be expected to give, before it is made.
///
/// What is nil could not be found, and `unknown` says why.
public struct StepAdvice: Sendable {
  /// The step h, or the learning rate η.
  public let step: Double
  /// The scalar friction; nil for gradient descent.
  public let friction: Double?
  /// The admissible steps and frictions.
  public let window: StepWindow
  /// The temperature of V = −T log ρ in the run: with calibration the one asked for.
  public let temperature: Estimate?
  /// The kinetic temperature E[pᵀp]/d of the run; nil for gradient descent.
  public let kineticTemperature: Estimate?
  /// The temperature with scalar friction, as in the sweep with M = I, where the run is calibrated.
  public let sweepTemperature: Estimate?
  /// G at this step.
  public let noiseCovariance: Matrix?
  /// The calibrated friction Γ.
  public let frictionMatrix: Matrix?
  /// ℓ_i, what a step displaces along each coordinate: h √(T/m). V is known no finer than that.
  public let resolution: [Double]?
  /// How long walkers remember.
  public let relaxation: RelaxationTimes?
  /// How the precision of −T log ρ depends on the length of the run.
  public let precision: PotentialPrecision?
  /// What is wrong.
  public let concerns: [StepConcern]
  /// The step nearest to this one that shows no such signs; nil where none is needed or found.
  public let suggestedStep: Double?
  /// What could not be found, in sentences without a full stop.
  public let unknown: [String]
}
