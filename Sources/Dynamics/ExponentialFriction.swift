import Foundation
import LinearAlgebra

/// The exact solution of dp = −ΓM⁻¹p dt + √(2TΓ) dW over a time: p ↦ C p + N z with
///
///     C = exp(−tΓM⁻¹),     N Nᵀ = T (M − C M Cᵀ)
///
/// In mass-weighted momenta M⁻½p the rate matrix M⁻½ΓM⁻½ is symmetric, so that everything follows from
/// its eigenvalues.
struct ExponentialFriction {
  /// M⁻½.
  private let root: Matrix
  /// M½.
  private let inverseRoot: Matrix
  /// M⁻½ΓM⁻½.
  private let rates: SymmetricEigen

  /// Friction Γ and inverse mass M⁻¹, both d × d.
  ///
  /// - Throws: `DynamicsError.invalidParameter` for matrices of different sizes, an asymmetric one, an
  ///   indefinite mass or a negative friction.
  /// - Complexity: O(d³).
  init(friction: Matrix, inverseMass: Matrix) throws(DynamicsError) {
    let d = friction.rows
    guard d > 0, friction.isSquare, inverseMass.rows == d, inverseMass.columns == d else {
      throw .invalidParameter("friction and inverse mass must be square matrices of one size")
    }
    let mass = try ParameterChecks.inverseMass(inverseMass)
    _ = try ParameterChecks.eigen(friction, "friction matrix")
    root = mass.map { $0.squareRoot() }
    inverseRoot = mass.map { 1 / $0.squareRoot() }
    rates = try ParameterChecks.eigen((root * friction * root).symmetrized, "friction matrix")
    guard let slowest = rates.values.first, let fastest = rates.values.last,
      slowest >= -1e-12 * max(1, fastest)
    else {
      throw .invalidParameter(
        "the friction matrix must not have negative eigenvalues; they are \(rates.values)")
    }
  }

  /// C.
  func decay(over time: Double) -> Matrix {
    inverseRoot * rates.map { exp(-time * max($0, 0)) } * root
  }

  /// The lower triangular N with a diagonal that is not negative.
  ///
  /// M − C M Cᵀ = F Fᵀ with F = M½ (1 − e^{−2tS})^½, S the mass-weighted rates. Rotating the columns of F
  /// (F = N Q, so F Fᵀ = N Nᵀ) keeps full precision where friction or time are small, and needs no
  /// positive definiteness, unlike a Cholesky factorisation of the difference.
  func noise(over time: Double, temperature: Double) -> Matrix {
    let factor = inverseRoot * rates.map { (-expm1(-2 * time * max($0, 0))).squareRoot() }
    return temperature.squareRoot() * Self.lowerTriangle(of: factor)
  }

  /// The N of F = N Q, Q orthogonal, by Givens rotations of columns; O(d³).
  private static func lowerTriangle(of matrix: Matrix) -> Matrix {
    var n = matrix
    for i in 0..<n.rows {
      for j in (i + 1)..<max(n.columns, i + 1) {
        let length = hypot(n[i, i], n[i, j])
        guard n[i, j] != 0, length > 0 else { continue }
        let (c, s) = (n[i, i] / length, n[i, j] / length)
        for row in i..<n.rows {
          let (a, b) = (n[row, i], n[row, j])
          n[row, i] = c * a + s * b
          n[row, j] = c * b - s * a
        }
        n[i, j] = 0
      }
      guard n[i, i] < 0 else { continue }
      for row in i..<n.rows { n[row, i] = -n[row, i] }
    }
    return n
  }
}
