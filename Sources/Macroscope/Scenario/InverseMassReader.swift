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
    let matrices = elements.compactMap(matrix)
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

  private func matrix(_ node: TOMLNode) -> Matrix? {
    guard let rowNodes = table.array(node, key, of: "matrices", hint: hint) else { return nil }
    guard rowNodes.count == dimension else {
      table.report(
        "an inverse mass matrix must have \(dimension) rows, found \(rowNodes.count)",
        at: node.position, hint: hint)
      return nil
    }
    let rows = rowNodes.compactMap { row -> [Double]? in
      guard let numbers = table.array(row, key, of: "matrices", hint: hint) else { return nil }
      return table.vector(numbers, key, at: row.position, count: dimension, hint: hint) {
        table.real($0, key, .finite, hint: hint)
      }
    }
    guard rows.count == dimension else { return nil }
    let matrix = Matrix(rows: rows)
    guard isSymmetric(matrix, at: node.position) else { return nil }
    return isPositiveDefinite(matrix, at: node.position) ? matrix : nil
  }

  private func isSymmetric(_ matrix: Matrix, at position: SourcePosition) -> Bool {
    for i in 0..<dimension {
      for j in 0..<i where matrix[i, j] != matrix[j, i] {
        table.report(
          "an inverse mass matrix must be symmetric, found \(shortest(matrix[j, i])) at "
            + "(\(j + 1), \(i + 1)) and \(shortest(matrix[i, j])) at (\(i + 1), \(j + 1))",
          at: position, hint: hint)
        return false
      }
    }
    return true
  }

  private func isPositiveDefinite(_ matrix: Matrix, at position: SourcePosition) -> Bool {
    let values = (try? SymmetricEigen(matrix))?.values ?? []
    guard let least = values.first, let greatest = values.last, least > 1e-12 * greatest else {
      let found = values.first.map { "one of its eigenvalues is \(shortest($0, digits: 4))" }
      table.report(
        "an inverse mass matrix must be positive definite"
          + (found.map { ", but \($0)" } ?? ", but its eigenvalues cannot be computed"),
        at: position,
        hint: "make the off-diagonal entries smaller or the diagonal ones larger")
      return false
    }
    return true
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
