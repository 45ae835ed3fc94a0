import CKernels
import Foundation
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
    guard step > 0, step.isFinite else {
      throw .invalidParameter("the step must be positive and finite, not \(step)")
    }
    guard d > 0, friction.isSquare, inverseMass.rows == d, inverseMass.columns == d else {
      throw .invalidParameter("friction and inverse mass must be square matrices of one size")
    }
    let mass = try Self.eigen(inverseMass, "inverse mass matrix")
    guard let lightest = mass.values.first, lightest > 0 else {
      throw .invalidParameter(
        "the inverse mass matrix must be positive definite; its eigenvalues are \(mass.values)")
    }
    // ΓM⁻¹ = M½ (M⁻½ Γ M⁻½) M⁻½: the middle factor is symmetric, so its exponential is safe.
    let root = mass.map { $0.squareRoot() }
    let inverseRoot = mass.map { 1 / $0.squareRoot() }
    let rates = try Self.eigen((root * friction * root).symmetrized, "friction matrix")
    guard let slowest = rates.values.first, let fastest = rates.values.last,
      slowest >= -1e-12 * max(1, fastest)
    else {
      throw .invalidParameter(
        "the friction matrix must not have negative eigenvalues; they are \(rates.values)")
    }
    _ = try Self.eigen(friction, "friction matrix")
    self.step = step
    self.inverseMass = inverseMass
    self.friction = friction
    decay = inverseRoot * rates.map { exp(-step * max($0, 0)) } * root
    kick = (step / 2) * (Matrix.identity(d) + decay)
  }

  /// The number of coordinates d.
  public var dimension: Int { friction.rows }

  private static func eigen(_ matrix: Matrix, _ name: String) throws(DynamicsError)
    -> SymmetricEigen
  {
    guard matrix.elements.allSatisfy(\.isFinite), matrix.isSymmetric(tolerance: 1e-12) else {
      throw .invalidParameter("the \(name) must be finite and symmetric")
    }
    do {
      return try SymmetricEigen(matrix)
    } catch {
      throw .invalidParameter("the \(name) has no eigenvalues: \(error)")
    }
  }

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
