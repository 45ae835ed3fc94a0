import COpenBLAS
import Foundation

/// The Cholesky factorisation of a symmetric positive definite band matrix.
///
/// LAPACK `dpbtrf` and `dpbtrs`: O(size · bandwidth²) to factorise, O(size · bandwidth) per solve.
public struct BandedCholesky: Sendable {
  private let factor: SymmetricBandMatrix

  /// Factorises; throws `.notPositiveDefinite` with the order of the offending leading minor.
  public init(_ matrix: SymmetricBandMatrix) throws(LinearAlgebraError) {
    guard matrix.storage.allSatisfy(\.isFinite) else { throw .notFinite }
    var factor = matrix
    if matrix.size > 0 {
      LAPACK.prepare()
      var info: Int32 = 0
      withUnsafeSizes(LAPACK.int(matrix.size), LAPACK.int(matrix.bandwidth)) { n, kd in
        withUnsafeSizes(LAPACK.int(matrix.bandwidth + 1)) { ldab in
          dpbtrf_("L", n, kd, &factor.storage, ldab, &info, 1)
        }
      }
      guard info == 0 else { throw .notPositiveDefinite(leadingMinor: Int(info)) }
    }
    self.factor = factor
  }

  /// The number of rows and columns of the matrix.
  public var size: Int { factor.size }

  /// Replaces `b` by the solution x of A x = b.
  public func solve(_ b: inout [Double]) {
    precondition(b.count == size, "right-hand side of \(size) components expected")
    solve(&b, count: 1)
  }

  /// Replaces every column of `b` (shape size × m) by the solution for it.
  public func solve(columns b: inout Matrix) {
    precondition(b.rows == size, "right-hand side of \(size) rows expected")
    var flat = b.transpose.elements
    solve(&flat, count: b.columns)
    b = Matrix(rows: b.columns, columns: size, elements: flat).transpose
  }

  /// Replaces each of several right-hand sides, each an array of `size` numbers, by its solution.
  public func solve(columns b: inout [[Double]]) {
    precondition(
      b.allSatisfy { $0.count == size }, "right-hand sides of \(size) components expected")
    var flat = b.flatMap { $0 }
    solve(&flat, count: b.count)
    for k in b.indices { b[k] = Array(flat[(k * size)..<((k + 1) * size)]) }
  }

  /// The natural logarithm of det A.
  public var logDeterminant: Double {
    (0..<size).reduce(0) { $0 + 2 * log(factor[$1, $1]) }
  }

  private func solve(_ b: inout [Double], count: Int) {
    guard !b.isEmpty else { return }
    var info: Int32 = 0
    withUnsafeSizes(LAPACK.int(size), LAPACK.int(factor.bandwidth)) { n, kd in
      withUnsafeSizes(LAPACK.int(factor.bandwidth + 1), LAPACK.int(count)) { ldab, count in
        dpbtrs_("L", n, kd, count, factor.storage, ldab, &b, n, &info, 1)
      }
    }
  }
}
