import CKernels
import LinearAlgebra

/// The damped Störmer–Verlet map in position form, with exponential friction:
///
///     q½ = q + (h/2) M⁻¹ p
///     p′ = E p − a ∇f(q½),     E = exp(−h Γ M⁻¹),   a = (h/2)(I + E)
///     q′ = q½ + (h/2) M⁻¹ p′
///
/// It is deterministic. Where the step h does not resolve a microscopic term of f, that term's
/// gradient acts as noise with covariance G, and the map becomes, in law, the ABOBA Langevin
/// integrator of the macroscopic potential. States are recorded at the ends of the step, where a
/// harmonic potential has its exact Gibbs law at any stable h (docs/damped-verlet.md).
///
/// Source: Li & Tao, arXiv 2401.03511, eq. (3.2), with the kick split around the damping.
public struct DampedVerlet: Sendable, Equatable {
  /// The step h.
  public let step: Double
  /// M⁻¹, symmetric positive definite.
  public let inverseMass: Matrix
  /// Γ, symmetric positive semidefinite.
  public let friction: Matrix
  /// E = exp(−h Γ M⁻¹).
  public let decay: Matrix
  /// a = (h/2)(I + E).
  public let kick: Matrix

  /// The map for friction Γ and inverse mass M⁻¹ (the identity by default), both d × d.
  ///
  /// - Throws: `DynamicsError.invalidParameter` for a step that is not positive, matrices of
  ///   different sizes, an asymmetric one, an indefinite mass or a negative friction.
  /// - Complexity: O(d³), once.
  public init(step: Double, friction: Matrix, inverseMass: Matrix? = nil) throws(DynamicsError) {
    let d = friction.rows
    let inverseMass = inverseMass ?? .identity(d)
    try ParameterChecks.step(step)
    decay = try ExponentialFriction(friction: friction, inverseMass: inverseMass).decay(over: step)
    kick = (step / 2) * (Matrix.identity(d) + decay)
    self.step = step
    self.inverseMass = inverseMass
    self.friction = friction
  }

  /// The number of coordinates d.
  public var dimension: Int { friction.rows }

  /// Calls `body` with the kernels' form of the map.
  func withKernelMap<R>(_ body: (UnsafePointer<ck_damped_verlet>) -> R) -> R {
    inverseMass.elements.withUnsafeBufferPointer { w in
      decay.elements.withUnsafeBufferPointer { e in
        kick.elements.withUnsafeBufferPointer { a in
          var map = ck_damped_verlet(
            dimension: Int32(dimension), half_step: step / 2,
            inverse_mass: w.baseAddress, decay: e.baseAddress, kick: a.baseAddress)
          return body(&map)
        }
      }
    }
  }
}
