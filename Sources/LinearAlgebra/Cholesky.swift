import COpenBLAS
import Foundation

/// The Cholesky factorisation A = L Lᵀ of a symmetric positive definite matrix.
///
/// LAPACK `dpotrf`; n³/3 operations to factorise, 2n² per solve.
public struct Cholesky: Sendable {
  /// The lower triangular factor L, with zeros above the diagonal.
  public let lower: Matrix

  /// Factorises the symmetric part (A + Aᵀ)/2 of a square matrix.
  ///
  /// Throws `.notPositiveDefinite` with the order of the first leading minor that is not positive.
  public init(_ matrix: Matrix) throws(LinearAlgebraError) {
    guard matrix.isSquare else {
      throw .notSquare(rows: matrix.rows, columns: matrix.columns)
    }
    guard matrix.isFinite else { throw .notFinite }
    var factor = matrix.symmetrized
    let n = matrix.rows
    if n > 0 {
      LAPACK.prepare()
      var info: Int32 = 0
      // LAPACK's upper factor by columns is the lower factor by rows.
      withUnsafeSizes(LAPACK.int(n)) { dpotrf_("U", $0, &factor.elements, $0, &info, 1) }
      guard info == 0 else { throw .notPositiveDefinite(leadingMinor: Int(info)) }
      for i in 0..<n {
        for j in (i + 1)..<n { factor[i, j] = 0 }
      }
    }
    lower = factor
  }

  /// The solution x of A x = b.
  public func solve(_ b: [Double]) -> [Double] {
    precondition(b.count == lower.rows, "right-hand side of \(lower.rows) components expected")
    return solveColumns(b, count: 1)
  }

  /// The solution X of A X = B.
  public func solve(_ b: Matrix) -> Matrix {
    precondition(b.rows == lower.rows, "right-hand side of \(lower.rows) rows expected")
    let solution = solveColumns(b.transpose.elements, count: b.columns)
    return Matrix(rows: b.columns, columns: b.rows, elements: solution).transpose
  }

  /// The solution y of L y = b: whitens a vector whose covariance is A.
  public func solveLower(_ b: [Double]) -> [Double] {
    precondition(b.count == lower.rows, "right-hand side of \(lower.rows) components expected")
    var y = b
    for i in 0..<y.count {
      var sum = y[i]
      for j in 0..<i { sum -= lower[i, j] * y[j] }
      y[i] = sum / lower[i, i]
    }
    return y
  }

  /// The inverse of A; bit-exactly symmetric.
  public func inverse() -> Matrix { solve(.identity(lower.rows)).symmetrized }

  /// The natural logarithm of det A.
  public var logDeterminant: Double {
    2 * lower.diagonalElements.reduce(0) { $0 + log($1) }
  }

  private func solveColumns(_ b: [Double], count: Int) -> [Double] {
    guard !b.isEmpty else { return b }
    LAPACK.prepare()
    var x = b
    var info: Int32 = 0
    withUnsafeSizes(LAPACK.int(lower.rows), LAPACK.int(count)) { n, count in
      dpotrs_("U", n, count, lower.elements, n, &x, n, &info, 1)
    }
    return x
  }
}
