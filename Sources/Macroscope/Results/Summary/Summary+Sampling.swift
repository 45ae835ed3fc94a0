import Statistics

extension Summary {
  /// How the sampling went.
  public struct Sampling: Codable, Equatable, Sendable {
    /// `gradient-descent`; absent: damped Störmer–Verlet.
    public var integrator: String?
    /// The number of walkers.
    public var walkers: Int
    /// The number of steps of each walker, the burn-in included.
    public var steps: Int
    /// How the run came to stop; absent when it took all steps of the scenario.
    public var targetError: TargetError?
    /// The step h.
    public var step: Double
    /// Gradient evaluations of all stages together.
    public var gradientEvaluations: Int
    /// The fraction of walkers that were found trapped in a microscopic minimum.
    public var trappedFraction: Estimate
    /// Walkers lost to such minima, per walker and unit time.
    public var escapeRate: Estimate
    /// A step that would cure the trapping, where there is some.
    public var suggestedStep: Double?
    /// The integrated autocorrelation time of the slowest coordinate, in units of time.
    public var autocorrelationTime: Estimate
    /// The number of independent samples worth the whole ensemble.
    public var effectiveSamples: Double
    /// How often a trapped walker was restarted.
    public var revivals: Int

    /// A value from its parts.
    public init(
      integrator: String? = nil, walkers: Int, steps: Int, targetError: TargetError? = nil,
      step: Double, gradientEvaluations: Int, trappedFraction: Estimate, escapeRate: Estimate,
      suggestedStep: Double? = nil,
      autocorrelationTime: Estimate,
      effectiveSamples: Double, revivals: Int = 0
    ) {
      self.integrator = integrator
      self.walkers = walkers
      self.steps = steps
      self.targetError = targetError
      self.step = step
      self.gradientEvaluations = gradientEvaluations
      self.trappedFraction = trappedFraction
      self.escapeRate = escapeRate
      self.suggestedStep = suggestedStep
      self.autocorrelationTime = autocorrelationTime
      self.effectiveSamples = effectiveSamples
      self.revivals = revivals
    }

    private enum CodingKeys: String, CodingKey {
      case integrator
      case walkers
      case steps
      case targetError = "target_error"
      case step
      case gradientEvaluations = "gradient_evaluations"
      case trappedFraction = "trapped_fraction"
      case escapeRate = "escape_rate"
      case suggestedStep = "suggested_step"
      case autocorrelationTime = "autocorrelation_time"
      case effectiveSamples = "effective_samples"
      case revivals
    }
  }

  /// One test of normality.
  public struct EquilibriumTest: Codable, Equatable, Sendable {
    /// The value of the test statistic.
    public var statistic: Double
    /// The probability of a statistic at least as extreme under normality.
    public var pValue: Double
    /// A measure of the deviation that does not grow with the number of walkers.
    public var effectSize: Double
    /// The coordinate whose momentum was tested; absent for a joint test.
    public var component: String?

    /// A value from its parts.
    public init(
      statistic: Double, pValue: Double, effectSize: Double, component: String? = nil
    ) {
      self.statistic = statistic
      self.pValue = pValue
      self.effectSize = effectSize
      self.component = component
    }

    private enum CodingKeys: String, CodingKey {
      case statistic
      case pValue = "p_value"
      case effectSize = "effect_size"
      case component
    }
  }

  /// Where the time went.
  public struct Timing: Codable, Equatable, Sendable {
    /// The number of threads.
    public var threads: Int
    /// Seconds of wall clock by stage.
    public var stages: [String: Double]
    /// Seconds of wall clock altogether.
    public var total: Double
    /// Seconds that the processors were at work for the program, all threads together, by stage; over those of the
    /// clock that is the number of cores in use. Absent in results of earlier versions.
    public var processorStages: [String: Double]?
    /// The same altogether.
    public var processorTotal: Double?
    /// Steps of single walkers per second while sampling.
    public var stepsPerSecond: Double

    /// A value from its parts.
    public init(
      threads: Int, stages: [String: Double], total: Double,
      processorStages: [String: Double]? = nil, processorTotal: Double? = nil,
      stepsPerSecond: Double
    ) {
      self.threads = threads
      self.stages = stages
      self.total = total
      self.processorStages = processorStages
      self.processorTotal = processorTotal
      self.stepsPerSecond = stepsPerSecond
    }

    private enum CodingKeys: String, CodingKey {
      case threads
      case stages
      case total
      case processorStages = "processor_stages"
      case processorTotal = "processor_total"
      case stepsPerSecond = "steps_per_second"
    }
  }
}
