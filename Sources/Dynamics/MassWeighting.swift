import LinearAlgebra

/// Hessians in the coordinates in which all masses are one: M⁻½ ∇²f M⁻½ has the eigenvalues of
/// M⁻¹∇²f, and a fixed point of the map is stable where h² times the largest is below 4.
package struct MassWeighting {
  /// The largest eigenvalue of M⁻¹.
  package let largestInverseMass: Double
  private let root: Matrix

  /// Nil when M⁻¹ has no eigenvalues (it is empty or not finite).
  package init?(_ inverseMass: Matrix) {
    guard let mass = try? SymmetricEigen(inverseMass), let largest = mass.values.last else {
      return nil
    }
    largestInverseMass = largest
    root = mass.map { max($0, 0).squareRoot() }
  }

  /// λ_max(M⁻¹∇²f) of a Hessian that is symmetric up to errors; nil when it is not finite.
  package func largestEigenvalue(of hessian: Matrix) -> Double? { eigenvalues(of: hessian)?.last }

  /// All of them, ascending.
  package func eigenvalues(of hessian: Matrix) -> [Double]? {
    (try? SymmetricEigen((root * hessian.symmetrized * root).symmetrized))?.values
  }
}
