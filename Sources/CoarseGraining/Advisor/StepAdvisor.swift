import Dynamics
import LinearAlgebra
import Potentials
import Statistics

/// Tells from a cheap probe which steps and frictions suit a function, and what a run at one of them will
/// give: temperature, resolution, relaxation time, precision (docs/advisor.md).
///
/// Short ensembles of the very map are tried, at the step in question and around it: curvature alone
/// predicts neither sinks nor stability for a V that is not harmonic. The advice depends on potential,
/// settings, step and friction, not on the threads.
public struct StepAdvisor: Sendable {
  /// What the run in question is like.
  public struct Settings: Sendable {
    /// The map.
    public var integrator = Integrator.dampedVerlet
    /// Where walkers start.
    public var initial: InitialLaw
    /// How the noise is made thermal; nil: not at all.
    public var calibration: Calibration?
    /// Where V is wanted; where the walkers go when nil.
    public var domain: [ClosedRange<Double>]?
    /// Where a sign becomes a concern.
    public var limits = Limits()
    /// Walkers of each probe.
    public var walkers = 256
    /// Work of the longest probe, in vector instructions for single walkers: a fraction of a second.
    public var work = 6e8
    /// Gradients that the longest probe may take at most.
    public var evaluations = Double.infinity
    /// The seed of all probes.
    public var seed: UInt64 = 1
    /// Threads to compute on; they change no number.
    public var threads = 1

    /// Settings of damped Störmer–Verlet without calibration.
    public init(initial: InitialLaw) { self.initial = initial }
  }

  /// The map that samples.
  public typealias Integrator = ScaleSpectrum.Integrator

  /// How the noise is made thermal.
  public struct Calibration: Sendable {
    /// T; a descent has no choice.
    public var temperature: Double
    /// The masses of the sweep.
    public var design: MassMatrixDesign?

    /// A temperature, and the masses of the sweep where there is one.
    public init(temperature: Double, design: MassMatrixDesign? = nil) {
      self.temperature = temperature
      self.design = design
    }
  }

  /// Where a sign of trouble becomes a concern; each applies beyond two standard errors.
  public struct Limits: Sendable {
    /// Captures per relaxation time.
    public var escape = 1e-3
    /// Excess kurtosis of the momenta.
    public var kurtosis = 0.2
    /// Lag-1 correlation of the micro gradient.
    public var colour = 0.05
    /// Deviation of Θ/T from the identity.
    public var anisotropy = 0.04
    /// The fraction of the stability limit that is too near.
    public var stability = 0.9

    /// The limits of a run's verdicts.
    public init() {}
  }

  /// Work of all probes together, in vector instructions for single walkers: ten seconds of a core at most. What is
  /// shipped takes a fourth of it.
  static let totalWork = 8e9

  /// Whether the survey and a first probe leave something of the work that may be taken; where they do not there
  /// is no advice.
  public static func canProbe(_ potential: any Potential) -> Bool {
    let d = potential.dimension
    let survey =
      Double(GradientSurvey.probes(dimension: d)) * Double(2 * d)
      + Double(GradientSurvey.centres(dimension: d)) * 2048 * Double(d + 1)
    // The shortest probe: 800 steps of burn-in and 800 recorded ones.
    return (survey + 256 * 1600) * ProbeBudget.unit(potential) < totalWork / 2
  }

  /// f.
  public let potential: any Potential
  /// What the run is like.
  public let settings: Settings
  let survey: GradientSurvey

  /// Surveys the gradient once; `advise` may then be called for several steps.
  public init(_ potential: any Potential, settings: Settings) {
    self.potential = potential
    self.settings = settings
    survey = GradientSurvey(potential, initial: settings.initial, seed: settings.seed)
  }

  /// Probes a step h (or learning rate) and a scalar friction γ, which a descent ignores.
  ///
  /// A probe that fails leaves its part of the advice empty and is told in `unknown`.
  ///
  /// - Throws: `DynamicsError.cancelled`, and `.invalidParameter` for a step or friction that makes no
  ///   sense.
  /// - Complexity: some 10⁷ gradients for a cheap function, ten times fewer for an expensive one; what does not fit
  ///   into ten seconds is left out, and told in `unknown`.
  public func advise(
    step: Double, friction: Double, cancellation: Cancellation? = nil
  ) throws -> StepAdvice {
    var inquiry = try StepInquiry(
      advisor: self, step: step, friction: friction, cancellation: cancellation)
    return try inquiry.advice()
  }
}
