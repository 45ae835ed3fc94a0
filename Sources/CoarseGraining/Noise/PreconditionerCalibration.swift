import LinearAlgebra

/// Chooses the preconditioner of a gradient descent that makes its temperature the same in all
/// directions.
///
/// A descent has no friction to balance an anisotropic noise. The law of x′ = x − ηD∇f is Gibbs' at
/// temperature T when
///
///     (η/2) E[∇f ∇fᵀ] D = T·I     ⇔     D = (2T/η) E[∇f ∇fᵀ]⁻¹
///
/// exactly for harmonic V and white noise, with E[∇f ∇fᵀ] taken under that law; η → 0 gives D ∝ G⁻¹. The
/// scale of D is a choice: Tr D = d keeps the learning rate what it says, and T = ηd/(2 Tr E[∇f ∇fᵀ]⁻¹)
/// follows from it (docs/gradient-descent.md).
public enum PreconditionerCalibration {
  /// D for the second moments E[∇f ∇fᵀ] of a run.
  ///
  /// - Throws: `CalibrationError.noNoise` when some direction has no gradient to speak of.
  public static func preconditioner(for gradientProducts: Matrix) throws -> Matrix {
    let eigen = try SymmetricEigen(gradientProducts.symmetrized)
    guard let weakest = eigen.values.first, let strongest = eigen.values.last, strongest > 0,
      weakest > 1e-9 * strongest
    else { throw CalibrationError.noNoise(eigenvalues: eigen.values) }
    let inverse = eigen.map { 1 / $0 }
    return (Double(inverse.rows) / inverse.trace) * inverse
  }
}
