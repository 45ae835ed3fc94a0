import LinearAlgebra

/// The velocity form of the Störmer–Verlet map, for Hamiltonian dynamics:
///
///     p½ = p − (h/2) ∇f(q)
///     q′ = q + h M⁻¹ p½
///     p′ = p½ − (h/2) ∇f(q′)
///
/// It is symplectic, time-reversible and of second order, takes one gradient per step (that at q′ opens
/// the next step), and is stable for h < 2/√λ_max(M⁻¹∇²f). Its energy error stays bounded, of order h²,
/// for times exponentially long in 1/h (docs/velocity-verlet.md).
///
/// Source: Hairer, Lubich & Wanner, *Geometric Numerical Integration* (Springer, 2006), §I.1.4 and IX.8.
public struct VelocityVerlet: Sendable, Equatable {
  /// The step h.
  public let step: Double
  /// M⁻¹, symmetric positive definite, d × d.
  public let inverseMass: Matrix

  /// The map for a step and an inverse mass matrix M⁻¹.
  ///
  /// - Throws: `DynamicsError.invalidParameter` for a step that is not positive and finite, or a matrix
  ///   that is not symmetric positive definite.
  /// - Complexity: O(d³), once.
  public init(step: Double, inverseMass: Matrix) throws(DynamicsError) {
    try ParameterChecks.step(step)
    _ = try ParameterChecks.inverseMass(inverseMass)
    self.step = step
    self.inverseMass = inverseMass
  }

  /// The number of coordinates d.
  public var dimension: Int { inverseMass.rows }
}
