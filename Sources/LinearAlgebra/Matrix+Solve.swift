import COpenBLAS

extension Matrix {
  /// The solution x of A x = b for a square A, by LU with partial pivoting; O(n³).
  ///
  /// Throws `.singular` when the reciprocal condition number (1-norm, estimated) is below 2⁻⁵².
  public func solve(_ b: [Double]) throws(LinearAlgebraError) -> [Double] {
    precondition(b.count == rows, "right-hand side of \(rows) components expected")
    return try solveColumns(b, count: 1)
  }

  /// The solution X of A X = B for a square A, column by column.
  public func solve(_ b: Matrix) throws(LinearAlgebraError) -> Matrix {
    precondition(b.rows == rows, "right-hand side of \(rows) rows expected")
    let solution = try solveColumns(b.transpose.elements, count: b.columns)
    return Matrix(rows: b.columns, columns: rows, elements: solution).transpose
  }

  /// The inverse of a square matrix; throws `.singular` where there is none.
  ///
  /// For A x = b prefer `solve`, which is cheaper and more accurate.
  public func inverse() throws(LinearAlgebraError) -> Matrix {
    try solve(.identity(rows))
  }

  /// Solves for `count` right-hand sides that follow one another in `b`.
  private func solveColumns(_ b: [Double], count: Int) throws(LinearAlgebraError) -> [Double] {
    guard isSquare else { throw .notSquare(rows: rows, columns: columns) }
    guard isFinite && b.allSatisfy(\.isFinite) else { throw .notFinite }
    guard rows > 0 && count > 0 else { return [] }
    LAPACK.prepare()
    let n = LAPACK.int(rows)
    let columnCount = LAPACK.int(count)
    // Stored by rows this is Aᵀ to LAPACK, hence the transposed solve.
    var lu = elements
    var pivots = [Int32](repeating: 0, count: rows)
    var info: Int32 = 0
    withUnsafeSizes(n) { n in dgetrf_(n, n, &lu, n, &pivots, &info) }
    guard info == 0 else { throw .singular(reciprocalCondition: 0) }
    let reciprocal = reciprocalCondition(lu: lu)
    guard reciprocal > Double.ulpOfOne else { throw .singular(reciprocalCondition: reciprocal) }
    var x = b
    withUnsafeSizes(n, columnCount) { n, columnCount in
      dgetrs_("T", n, columnCount, lu, n, pivots, &x, n, &info, 1)
    }
    guard info == 0 && x.allSatisfy(\.isFinite) else { throw .singular(reciprocalCondition: 0) }
    return x
  }

  /// The estimated reciprocal condition number, from the LU factors of the transpose.
  private func reciprocalCondition(lu: [Double]) -> Double {
    // The 1-norm of the transpose is the largest absolute row sum.
    var norm = (0..<rows).map { row($0).reduce(0) { $0 + abs($1) } }.max() ?? 0
    var reciprocal = 0.0
    var work = [Double](repeating: 0, count: 4 * rows)
    var integerWork = [Int32](repeating: 0, count: rows)
    var info: Int32 = 0
    withUnsafeSizes(LAPACK.int(rows)) { n in
      dgecon_("1", n, lu, n, &norm, &reciprocal, &work, &integerWork, &info, 1)
    }
    return info == 0 ? reciprocal : 0
  }
}
