import COpenBLAS

extension Matrix {
  /// The elementwise sum of two matrices of equal shape.
  public static func + (a: Matrix, b: Matrix) -> Matrix { a.combined(with: b, +) }

  /// The elementwise difference of two matrices of equal shape.
  public static func - (a: Matrix, b: Matrix) -> Matrix { a.combined(with: b, -) }

  /// Adds a matrix of equal shape in place.
  public static func += (a: inout Matrix, b: Matrix) { a = a + b }

  /// Subtracts a matrix of equal shape in place.
  public static func -= (a: inout Matrix, b: Matrix) { a = a - b }

  /// The negated matrix.
  public static prefix func - (a: Matrix) -> Matrix { a.mapElements { -$0 } }

  /// The matrix scaled by a number.
  public static func * (s: Double, a: Matrix) -> Matrix { a.mapElements { s * $0 } }

  /// The matrix product, of shape a.rows × b.columns; O(a.rows · a.columns · b.columns).
  public static func * (a: Matrix, b: Matrix) -> Matrix {
    precondition(
      a.columns == b.rows, "product of \(a.rows)×\(a.columns) and \(b.rows)×\(b.columns)")
    var c = Matrix(rows: a.rows, columns: b.columns)
    guard !c.elements.isEmpty && a.columns > 0 else { return c }
    LAPACK.prepare()
    cblas_dgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, LAPACK.int(a.rows), LAPACK.int(b.columns),
      LAPACK.int(a.columns), 1, a.elements, LAPACK.int(a.columns), b.elements,
      LAPACK.int(b.columns), 0, &c.elements, LAPACK.int(b.columns))
    return c
  }

  /// The product of a matrix and a column vector.
  public static func * (a: Matrix, x: [Double]) -> [Double] {
    precondition(a.columns == x.count, "product of \(a.rows)×\(a.columns) and a \(x.count)-vector")
    return (0..<a.rows).map { i in
      var sum = 0.0
      for j in 0..<x.count { sum += a.elements[i * a.columns + j] * x[j] }
      return sum
    }
  }

  /// The bilinear form xᵀ A y.
  public func bilinear(_ x: [Double], _ y: [Double]) -> Double {
    precondition(x.count == rows, "a vector of \(rows) components expected")
    return zip(x, self * y).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private func combined(with b: Matrix, _ f: (Double, Double) -> Double) -> Matrix {
    precondition(rows == b.rows && columns == b.columns, "matrices of different shapes")
    return Matrix(rows: rows, columns: columns, elements: zip(elements, b.elements).map(f))
  }
}
