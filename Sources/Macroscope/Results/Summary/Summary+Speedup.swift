import Comparison

extension Summary {
  /// What V saves, against what it cost to learn.
  public struct Speedup: Codable, Equatable, Sendable {
    /// Gradient evaluations of the original dynamics for each one of the surrogate's, over the same
    /// time and trajectories.
    public var gradientEvaluations: Double
    /// The same ratio in seconds of wall clock.
    public var wallClock: Double
    /// The dynamics of f.
    public var original: Cost
    /// The dynamics of V.
    public var surrogate: Cost
    /// The sampling that V was learned from.
    public var sampling: Cost
    /// Gradient evaluations of original dynamics after which learning V has paid: for N of them,
    /// sampling + N / ratio are needed with V. Infinite when V saves nothing.
    public var breakEven: Double

    /// What a computation took.
    public struct Cost: Codable, Equatable, Sendable {
      public var gradientEvaluations: Int
      /// Wall-clock time.
      public var seconds: Double

      /// A value from its parts.
      public init(gradientEvaluations: Int, seconds: Double) {
        self.gradientEvaluations = gradientEvaluations
        self.seconds = seconds
      }

      private enum CodingKeys: String, CodingKey {
        case gradientEvaluations = "gradient_evaluations"
        case seconds
      }
    }

    /// The gain from what the computations took.
    public init(original: Cost, surrogate: Cost, sampling: Cost) {
      let ratio = Double(original.gradientEvaluations) / Double(surrogate.gradientEvaluations)
      gradientEvaluations = ratio
      wallClock = original.seconds / surrogate.seconds
      self.original = original
      self.surrogate = surrogate
      self.sampling = sampling
      breakEven =
        ratio > 1 ? Double(sampling.gradientEvaluations) / (1 - 1 / ratio) : .infinity
    }

    /// The gain in the Langevin comparison or, without one, in the Hamiltonian comparison; nil when
    /// neither was made.
    public init?(
      hamiltonian: HamiltonianResult?, langevin: LangevinResult?, sampling: Cost
    ) {
      if let systems = langevin?.systems, systems.count > 1 {
        let costs = systems.map {
          Cost(gradientEvaluations: $0.gradientEvaluations, seconds: $0.seconds)
        }
        self.init(original: costs[0], surrogate: costs[1], sampling: sampling)
      } else if let result = hamiltonian {
        let (evaluations, seconds) = (result.gradientEvaluations, result.seconds)
        self.init(
          original: Cost(gradientEvaluations: evaluations.original, seconds: seconds.original),
          surrogate: Cost(gradientEvaluations: evaluations.surrogate, seconds: seconds.surrogate),
          sampling: sampling)
      } else {
        return nil
      }
    }

    private enum CodingKeys: String, CodingKey {
      case gradientEvaluations = "gradient_evaluations"
      case wallClock = "wall_clock"
      case original
      case surrogate
      case sampling
      case breakEven = "break_even"
    }
  }

  /// What the samples took that V was learned from.
  var samplingCost: Speedup.Cost {
    let stages: [RunStage] = [.sweep, .burnIn, .sampling]
    return Speedup.Cost(
      gradientEvaluations: sampling.gradientEvaluations,
      seconds: stages.reduce(0) { $0 + (timing.stages[$1.rawValue] ?? 0) })
  }
}
