import LinearAlgebra

/// Checks that the integrators share; each says in its error what is wrong.
enum ParameterChecks {
  static func step(_ step: Double) throws(DynamicsError) {
    guard step > 0, step.isFinite else {
      throw .invalidParameter("the step must be positive and finite, not \(step)")
    }
  }

  /// The eigenvalues of M⁻¹, which must be symmetric and positive definite.
  static func inverseMass(_ matrix: Matrix) throws(DynamicsError) -> SymmetricEigen {
    let mass = try eigen(matrix, "inverse mass matrix")
    guard let lightest = mass.values.first, lightest > 0 else {
      throw .invalidParameter(
        "the inverse mass matrix must be positive definite; its eigenvalues are \(mass.values)")
    }
    return mass
  }

  /// The eigenvalues of a matrix that must be finite and symmetric.
  static func eigen(_ matrix: Matrix, _ name: String) throws(DynamicsError) -> SymmetricEigen {
    guard matrix.isFinite, matrix.isSymmetric(tolerance: 1e-12) else {
      throw .invalidParameter("the \(name) must be finite and symmetric")
    }
    do {
      return try SymmetricEigen(matrix)
    } catch {
      throw .invalidParameter("the \(name) has no eigenvalues: \(error)")
    }
  }
}
