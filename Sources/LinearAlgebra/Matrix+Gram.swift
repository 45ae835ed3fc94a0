import COpenBLAS

extension Matrix {
  /// Adds xᵀ x to a symmetric matrix in place; it stays bit-exactly symmetric. O(x.rows · x.columns²).
  ///
  /// For normal equations that are summed up block by block (BLAS `dsyrk`).
  public mutating func addGram(of x: Matrix) {
    precondition(isSquare && rows == x.columns, "a \(x.columns)×\(x.columns) matrix expected")
    guard x.rows > 0, rows > 0 else { return }
    LAPACK.prepare()
    cblas_dsyrk(
      CblasRowMajor, CblasUpper, CblasTrans, LAPACK.int(rows), LAPACK.int(x.rows), 1, x.elements,
      LAPACK.int(x.columns), 1, &elements, LAPACK.int(rows))
    for i in 1..<max(rows, 1) {
      for j in 0..<i { elements[i * rows + j] = elements[j * rows + i] }
    }
  }

  /// Adds aᵀ b in place, for a and b with equally many rows (BLAS `dgemm`).
  public mutating func addProduct(ofTransposed a: Matrix, _ b: Matrix) {
    precondition(a.rows == b.rows, "factors of \(a.rows) and \(b.rows) rows")
    precondition(
      rows == a.columns && columns == b.columns, "a \(a.columns)×\(b.columns) matrix expected")
    guard a.rows > 0, !elements.isEmpty else { return }
    LAPACK.prepare()
    cblas_dgemm(
      CblasRowMajor, CblasTrans, CblasNoTrans, LAPACK.int(rows), LAPACK.int(columns),
      LAPACK.int(a.rows), 1, a.elements, LAPACK.int(a.columns), b.elements,
      LAPACK.int(b.columns), 1, &elements, LAPACK.int(columns))
  }
}
