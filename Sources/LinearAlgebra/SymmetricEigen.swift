import COpenBLAS

/// The eigenvalues and orthonormal eigenvectors of a real symmetric matrix, A = Σ λ v vᵀ.
///
/// LAPACK `dsyev` (tridiagonal reduction and implicit QR, O(n³)). The sign of each eigenvector is
/// fixed by making its component of largest magnitude positive, so that results are reproducible.
public struct SymmetricEigen: Sendable {
  /// The eigenvalues in ascending order.
  public let values: [Double]
  /// The eigenvectors as columns, in the order of `values`.
  public let vectors: Matrix

  /// Decomposes the symmetric part (A + Aᵀ)/2 of a square matrix.
  public init(_ matrix: Matrix) throws(LinearAlgebraError) {
    guard matrix.isSquare else {
      throw .notSquare(rows: matrix.rows, columns: matrix.columns)
    }
    guard matrix.isFinite else { throw .notFinite }
    let n = matrix.rows
    var a = matrix.symmetrized.elements
    var w = [Double](repeating: 0, count: n)
    if n > 0 {
      LAPACK.prepare()
      // At least 3n − 1; a generous block saves the workspace query.
      var work = [Double](repeating: 0, count: 66 * n)
      var info: Int32 = 0
      withUnsafeSizes(LAPACK.int(n), LAPACK.int(work.count)) { n, lwork in
        dsyev_("V", "L", n, &a, n, &w, &work, lwork, &info, 1, 1)
      }
      guard info == 0 else { throw .notConverged }
    }
    // LAPACK's columns are the rows of `a`.
    for k in 0..<n {
      let range = (k * n)..<((k + 1) * n)
      let pivot = range.max { abs(a[$0]) < abs(a[$1]) }
      if let pivot, a[pivot] < 0 {
        for i in range { a[i] = -a[i] }
      }
    }
    values = w
    vectors = Matrix(rows: n, columns: n, elements: a).transpose
  }

  /// The matrix function Σ f(λ) v vᵀ; bit-exactly symmetric.
  public func map(_ f: (Double) -> Double) -> Matrix {
    let n = values.count
    var scaled = vectors
    for (k, value) in values.enumerated() {
      let factor = f(value)
      for i in 0..<n { scaled[i, k] *= factor }
    }
    return (scaled * vectors.transpose).symmetrized
  }

  /// The largest over the smallest absolute eigenvalue: the condition number in the 2-norm.
  public var conditionNumber: Double {
    let magnitudes = values.map(abs)
    guard let smallest = magnitudes.min(), let largest = magnitudes.max() else { return 1 }
    return largest / smallest
  }

  /// Whether every eigenvalue is positive, beyond the rounding error of the decomposition.
  public var isPositiveDefinite: Bool {
    guard let smallest = values.first, let largest = values.last else { return true }
    return smallest > Double(values.count) * Double.ulpOfOne * abs(largest)
  }
}
