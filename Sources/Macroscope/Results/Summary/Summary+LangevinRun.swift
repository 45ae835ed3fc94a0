import Comparison
import LinearAlgebra
import Statistics

extension Summary {
  /// How the Langevin dynamics of a comparison were run.
  public struct LangevinRun: Codable, Equatable, Sendable {
    /// The method that V comes from.
    public var method: String
    /// The temperature of all systems.
    public var temperature: Double
    /// The friction matrix Γ of all systems.
    public var friction: [[Double]]
    /// Trajectories of each system.
    public var trajectories: Int
    /// The time of the paths.
    public var time: Double
    /// The time after it that the equilibrium is taken from.
    public var equilibriumTime: Double
    /// The original, the surrogate, then the truncations.
    public var systems: [System]
    /// The part of the states of the surrogate that lie where V rests on no data.
    public var unsupported: LangevinResult.Unsupported

    /// One function and its step.
    public struct System: Codable, Equatable, Sendable {
      /// `original`, `surrogate`, or the expression of a truncation.
      public var name: String
      public var step: Double
      /// Friction and noise act in every so many-th step; nil in results of programs where they act in each.
      public var noiseInterval: Int?
      /// Forces that change slowly act in every so many-th step; nil in results of programs where all act in each.
      public var slowForceInterval: Int?
      /// The largest eigenvalue of the Hessian over the sampled region.
      public var largestCurvature: Double
      public var gradientEvaluations: Int
      /// What halving the step changes, where that was tried.
      public var stepCheck: LangevinResult.StepCheck?

      private enum CodingKeys: String, CodingKey {
        case name
        case step
        case noiseInterval = "noise_interval"
        case slowForceInterval = "slow_force_interval"
        case largestCurvature = "largest_curvature"
        case gradientEvaluations = "gradient_evaluations"
        case stepCheck = "step_check"
      }
    }

    /// The settings of a comparison.
    public init(_ result: LangevinResult) {
      method = result.method
      temperature = result.temperature
      friction = result.friction.rowArrays
      trajectories = result.trajectories
      time = result.pathTime
      equilibriumTime = result.equilibriumTime
      systems = result.systems.map {
        System(
          name: $0.name, step: $0.step, noiseInterval: $0.noiseInterval,
          slowForceInterval: $0.slowForceInterval, largestCurvature: $0.largestCurvature,
          gradientEvaluations: $0.gradientEvaluations, stepCheck: $0.stepCheck)
      }
      unsupported = result.unsupported
    }

    private enum CodingKeys: String, CodingKey {
      case method
      case temperature
      case friction
      case trajectories
      case time
      case equilibriumTime = "equilibrium_time"
      case systems
      case unsupported
    }
  }
}
