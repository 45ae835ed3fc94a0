import CoarseGraining
import Dynamics
import Potentials

/// What a scenario may be expected to give, from a cheap probe before it runs.
public struct Advice: Sendable {
  /// What the probe shows of step and friction.
  public let step: StepAdvice
  /// The standard error of V = −T log ρ that the scenario's run would have, in units of T, rms within 4T of
  /// the minimum.
  public let relativeError: Double?
  /// The steps of each walker, burn-in included, that would bring it to ``aim``.
  public let stepsForAim: Double?
  /// The friction below which the burn-in is shorter than three times 1/γ; nil for gradient descent.
  public let weakestFriction: Double?
  /// What is likely to go wrong, with its place in the file.
  public let warnings: [ScenarioWarning]

  /// The standard error of V, in T, that the length of a run is told for.
  public static let aim = 0.02
}

/// Probes steps and frictions for a scenario; several in turn share the survey of its gradient.
public struct ScenarioAdvisor: Sendable {
  let scenario: Scenario
  private let advisor: StepAdvisor
  private let cancellation: Cancellation?

  /// - Parameters:
  ///   - scenario: with the steps, the start and the length of the run.
  ///   - potential: its function where it is compiled already.
  ///   - options: of the run.
  /// - Throws: the scenario's first problem; one of them is a gradient that is too expensive to be probed.
  public init(
    _ scenario: Scenario, potential: ExpressionPotential? = nil,
    options: RunOptions = RunOptions()
  ) throws(ScenarioError) {
    self.scenario = scenario
    cancellation = options.cancellation
    let potential =
      if let potential { potential } else {
        try scenario.makePotential(scenario.potential.value, scenario.writtenValue)
      }
    guard StepAdvisor.canProbe(potential) else {
      throw scenario.error(
        at: "potential.value",
        "a gradient of \(potential.operationCount) operations in \(scenario.dimension) coordinates "
          + "takes too long for a short probe")
    }
    var settings = StepAdvisor.Settings(initial: scenario.sampling.initial)
    settings.integrator =
      scenario.sampling.integrator == .dampedVerlet ? .dampedVerlet : .gradientDescent
    settings.calibration = scenario.adviceCalibration
    settings.domain = scenario.domain?.intervals
    settings.limits.escape = Verdicts.Limit.escape
    settings.limits.kurtosis = Verdicts.Limit.kurtosis
    settings.limits.colour = Verdicts.Limit.colour
    settings.limits.anisotropy = Verdicts.Limit.momentum
    // A run that is short itself is not worth a long probe.
    settings.evaluations = max(scenario.cost.gradientEvaluations / 4, 1e6)
    settings.seed = scenario.sampling.seed
    settings.threads = options.threads
    advisor = StepAdvisor(potential, settings: settings)
  }

  /// Advice on a step (or learning rate) and a friction, with all else as in the scenario.
  ///
  /// - Throws: `DynamicsError.cancelled`, and `.invalidParameter` for numbers that are not positive; a
  ///   probe that fails is told in ``StepAdvice/unknown``.
  public func advise(step: Double, friction: Double) throws -> Advice {
    let advice = try advisor.advise(step: step, friction: friction, cancellation: cancellation)
    let length = RunLength(scenario.sampling, step: step)
    let isDescent = scenario.sampling.integrator == .gradientDescent
    return Advice(
      step: advice,
      relativeError: advice.precision.map(length.relativeError),
      stepsForAim: advice.precision.map {
        length.steps(forError: Advice.aim, $0, advice.relaxation)
      },
      weakestFriction: isDescent || length.burnInTime == 0
        ? nil : Verdicts.Limit.burnIn / length.burnInTime,
      warnings: AdviceWarnings(scenario: scenario, advice: advice).list)
  }
}

extension Run {
  /// Probes the scenario's own step and friction, in about a second.
  ///
  /// - Parameter potential: the scenario's function where it is compiled already.
  /// - Returns: the advice.
  /// - Throws: `ScenarioError` for a scenario that cannot be run or probed; `DynamicsError.cancelled`.
  public func advise(potential: ExpressionPotential? = nil) throws -> Advice {
    try ScenarioAdvisor(scenario, potential: potential, options: options)
      .advise(step: scenario.sampling.step, friction: scenario.sampling.friction)
  }
}

extension Scenario {
  /// How the run will make its noise thermal; nil when it will not.
  fileprivate var adviceCalibration: StepAdvisor.Calibration? {
    guard calibration.enabled, dimension > 1 else { return nil }
    return StepAdvisor.Calibration(
      temperature: calibration.temperature, design: massMatrixDesign)
  }
}
