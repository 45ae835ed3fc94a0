import Comparison
import Statistics

extension Summary {
  /// How far Hamiltonian trajectories of V and of f from the same states are apart.
  public struct Hamiltonian: Codable, Equatable, Sendable {
    /// The method that V comes from.
    public var method: String
    /// The distance between the portraits, averaged over the trajectories; every coordinate and
    /// momentum is in units of its root-mean-square deviation along the orbit of f.
    public var portraitDistance: Estimate
    /// The distance that the finite number of recorded points alone would give.
    public var portraitResolution: Double
    /// The largest |H(t) − H(0)|, relative to the energy above the minimum.
    public var energyError: Compared<Double>
    /// (Period of V − period of f) / period of f, averaged over the trajectories.
    public var periodDifference: Estimate
    /// The part of the recorded states of V that lie where V rests on no data; nil in results of programs that
    /// did not count them.
    public var unsupported: Estimate?
    /// Gradients evaluated, over all trajectories.
    public var gradientEvaluations: Compared<Int>
    /// The steps h.
    public var step: Compared<Double>
    /// The largest eigenvalue of the Hessian over the sampled region.
    public var largestCurvature: Compared<Double>
    /// The largest portrait distance that counts as equivalent.
    public var tolerance: Double
    /// Whether the distance is within the tolerance.
    public var isEquivalent: Bool

    /// The numbers of a comparison.
    public init(_ result: HamiltonianResult) {
      method = result.method
      portraitDistance = result.portraitDistance
      portraitResolution = result.portraitResolution
      energyError = result.energyError
      periodDifference = result.periodDifference
      unsupported = result.unsupported.value.isFinite ? result.unsupported : nil
      gradientEvaluations = result.gradientEvaluations
      step = result.step
      largestCurvature = result.largestCurvature
      tolerance = result.tolerance
      isEquivalent = result.isEquivalent
    }

    private enum CodingKeys: String, CodingKey {
      case method
      case portraitDistance = "portrait_distance"
      case portraitResolution = "portrait_resolution"
      case energyError = "energy_error"
      case periodDifference = "period_difference"
      case unsupported
      case gradientEvaluations = "gradient_evaluations"
      case step
      case largestCurvature = "largest_curvature"
      case tolerance
      case isEquivalent = "equivalent"
    }
  }
}
