import LinearAlgebra

/// Inverse mass matrices whose runs determine every entry of G.
///
/// After Li & Tao, arXiv 2401.03511, §3.2: d diagonal matrices that differ, then one with
/// M⁻¹_ij = M⁻¹_ji ≠ 0 for each pair; the identity on top gives one equation more than there are
/// unknowns, hence a χ².
public struct MassMatrixDesign: Sendable, Equatable {
  public let inverseMasses: [Matrix]

  /// The d(d+1)/2 matrices and the identity.
  ///
  /// - Parameters:
  ///   - d: the number of coordinates.
  ///   - contrast: the distinguished diagonal entry against ones elsewhere; not 1. Above 1 it tightens
  ///     the stability limit h < 2/√(contrast · λ_max) and, where V is anharmonic, the bias of order
  ///     h² of the identity; far below 1 that coordinate hardly moves and micro minima catch it.
  ///   - coupling: the off-diagonal entry, of magnitude below 1.
  public init(dimension d: Int, contrast: Double, coupling: Double) {
    precondition(contrast > 0 && contrast != 1 && abs(coupling) < 1 && coupling != 0)
    var matrices: [Matrix] = []
    for i in 0..<d {
      var matrix = Matrix.identity(d)
      matrix[i, i] = contrast
      matrices.append(matrix)
    }
    for i in 0..<d {
      for j in 0..<i {
        var matrix = Matrix.identity(d)
        matrix[i, j] = coupling
        matrix[j, i] = coupling
        matrices.append(matrix)
      }
    }
    if d > 1 { matrices.append(.identity(d)) }
    inverseMasses = matrices
  }

  /// The given matrices.
  public init(_ inverseMasses: [Matrix]) { self.inverseMasses = inverseMasses }
}
