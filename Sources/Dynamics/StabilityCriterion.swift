/// When a fixed point of a map is stable, given the largest eigenvalue λ of the curvature in the map's
/// own metric: M⁻¹∇²f, or D∇²f for gradient descent with preconditioner D.
public enum StabilityCriterion: Sendable, Equatable {
  /// h²λ < 4, of the Störmer–Verlet maps, whatever the friction.
  case secondOrder
  /// ηλ < 2, of gradient descent.
  case firstOrder

  /// The step above which a fixed point of curvature λ > 0 is unstable.
  public func largestStableStep(curvature: Double) -> Double {
    switch self {
    case .secondOrder: 2 / curvature.squareRoot()
    case .firstOrder: 2 / curvature
    }
  }

  /// That step in words.
  var formula: String {
    switch self {
    case .secondOrder: "h < 2/√λ_max(M⁻¹∇²V)"
    case .firstOrder: "η < 2/λ_max(D∇²V)"
    }
  }

  /// A step well above the limit, which also leaves behind the shallow micro minima on steep slopes of
  /// V. The factor 1.6 was found for the damped map (docs/sinks.md); it stands for a margin of 2.56 in
  /// h²λ, hence the same in ηλ.
  package func safeStep(curvature: Double) -> Double {
    switch self {
    case .secondOrder: 1.6 * 2 / curvature.squareRoot()
    case .firstOrder: 2.56 * 2 / curvature
    }
  }
}
