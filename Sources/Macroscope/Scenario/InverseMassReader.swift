import LinearAlgebra

/// Reads `calibration.inverse_masses` and checks that the sweep can be run and solved with it.
struct InverseMassReader {
  let table: TableReader
  let dimension: Int

  private let key = "inverse_masses"
  private var hint: String {
    "give symmetric positive definite matrices as rows, [[[1, 0], [0, 1]], …]"
  }

  func read() -> [Matrix]? {
    guard let node = table.node(key),
      let elements = table.array(node, key, of: "matrices", hint: hint)
    else { return nil }
    let reader = SymmetricMatrixReader(
      table: table, key: key, name: "an inverse mass matrix", dimension: dimension,
      definiteness: .positiveDefinite, hint: hint)
    let matrices = elements.compactMap(reader.read)
    guard matrices.count == elements.count else { return nil }
    let unknowns = dimension * (dimension + 1) / 2
    guard matrices.count >= unknowns else {
      table.report(
        "'calibration.inverse_masses' must have at least \(unknowns) matrices, "
          + "found \(matrices.count)", at: node.position,
        hint: "each matrix gives one equation, and the noise covariance has \(unknowns) entries")
      return nil
    }
    guard determine(matrices) else {
      table.report(
        "the matrices of 'calibration.inverse_masses' do not determine the noise covariance",
        at: node.position,
        hint: "some are combinations of others: use \(unknowns) linearly independent ones")
      return nil
    }
    return matrices
  }

  /// Whether Tr(W G), W = M⁻¹, for all the matrices fixes a symmetric G: the Gram matrix of the
  /// equations must have full rank.
  private func determine(_ matrices: [Matrix]) -> Bool {
    let unknowns = dimension * (dimension + 1) / 2
    var gram = Matrix(rows: unknowns, columns: unknowns)
    for matrix in matrices {
      // Scaled to unit trace: only directions matter.
      let scale = 1 / matrix.trace
      var row: [Double] = []
      for i in 0..<dimension {
        for j in i..<dimension { row.append(scale * matrix[i, j] * (i == j ? 1 : 2)) }
      }
      for a in 0..<unknowns {
        for b in 0..<unknowns { gram[a, b] += row[a] * row[b] }
      }
    }
    guard let values = (try? SymmetricEigen(gram))?.values, let least = values.first,
      let greatest = values.last
    else { return false }
    return least > 1e-10 * greatest
  }
}
