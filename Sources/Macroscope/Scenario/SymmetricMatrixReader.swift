import LinearAlgebra

/// Reads a symmetric matrix, written as rows, that must have no negative eigenvalue.
struct SymmetricMatrixReader {
  /// What the eigenvalues must be.
  enum Definiteness: String {
    case positiveDefinite = "positive definite"
    case positiveSemidefinite = "positive semidefinite"
  }

  let table: TableReader
  /// The key under which the matrix, or the list that holds it, stands.
  let key: String
  /// How messages call the matrix: "an inverse mass matrix".
  let name: String
  let dimension: Int
  let definiteness: Definiteness
  /// How to write it.
  let hint: String

  /// Nil when the matrix is wrong, then reported.
  func read(_ node: TOMLNode) -> Matrix? {
    guard let rowNodes = table.array(node, key, of: "matrices", hint: hint) else { return nil }
    guard rowNodes.count == dimension else {
      table.report(
        "\(name) must have \(dimension) \(dimension == 1 ? "row" : "rows"), "
          + "found \(rowNodes.count)", at: node.position, hint: hint)
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
    return isDefinite(matrix, at: node.position) ? matrix : nil
  }

  private func isSymmetric(_ matrix: Matrix, at position: SourcePosition) -> Bool {
    for i in 0..<dimension {
      for j in 0..<i where matrix[i, j] != matrix[j, i] {
        table.report(
          "\(name) must be symmetric, found \(shortest(matrix[j, i])) at "
            + "(\(j + 1), \(i + 1)) and \(shortest(matrix[i, j])) at (\(i + 1), \(j + 1))",
          at: position, hint: hint)
        return false
      }
    }
    return true
  }

  private func isDefinite(_ matrix: Matrix, at position: SourcePosition) -> Bool {
    let values = (try? SymmetricEigen(matrix))?.values ?? []
    guard let least = values.first, let greatest = values.last, accepts(least, greatest) else {
      let found = values.first.map { "one of its eigenvalues is \(shortest($0, digits: 4))" }
      table.report(
        "\(name) must be \(definiteness.rawValue)"
          + (found.map { ", but \($0)" } ?? ", but its eigenvalues cannot be computed"),
        at: position,
        hint: "make the off-diagonal entries smaller or the diagonal ones larger")
      return false
    }
    return true
  }

  /// Allows for the rounding of the eigenvalues of a singular matrix.
  private func accepts(_ least: Double, _ greatest: Double) -> Bool {
    switch definiteness {
    case .positiveDefinite: least > 1e-12 * greatest
    case .positiveSemidefinite: least >= -1e-12 * max(greatest, 0)
    }
  }
}
