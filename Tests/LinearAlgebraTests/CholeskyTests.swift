import Foundation
import LinearAlgebra
import Testing

@Suite struct CholeskyTests {
  let a = Matrix(rows: [[4, 1, -2], [1, 3, 0.5], [-2, 0.5, 5]])

  @Test func factorises() throws {
    let factor = try Cholesky(a)
    #expect((factor.lower * factor.lower.transpose - a).maxAbs < 1e-14)
    for i in 0..<3 {
      for j in (i + 1)..<3 { #expect(factor.lower[i, j] == 0) }
      #expect(factor.lower[i, i] > 0)
    }
    // det A from numpy.linalg.slogdet.
    #expect(abs(factor.logDeterminant - 3.6888794541139367) < 1e-14)
  }

  @Test func solves() throws {
    let factor = try Cholesky(a)
    for (r, expected) in zip(a * factor.solve([1, 2, 3]), [1.0, 2, 3]) {
      #expect(abs(r - expected) < 1e-14)
    }
    let b = Matrix(rows: [[1, 2], [3, 4], [5, 6]])
    #expect((a * factor.solve(b) - b).maxAbs < 1e-13)
    #expect((a * factor.inverse() - .identity(3)).maxAbs < 1e-14)
    #expect(factor.inverse().isSymmetric(tolerance: 0))
    let y = factor.solveLower([1, 2, 3])
    for (r, expected) in zip(factor.lower * y, [1.0, 2, 3]) { #expect(abs(r - expected) < 1e-14) }
  }

  @Test func refusesBadInput() {
    #expect(throws: LinearAlgebraError.notPositiveDefinite(leadingMinor: 2)) {
      try Cholesky(Matrix(rows: [[1, 2], [2, 1]]))
    }
    #expect(throws: LinearAlgebraError.notFinite) { try Cholesky(Matrix(rows: [[.nan]])) }
    #expect(throws: LinearAlgebraError.notSquare(rows: 2, columns: 1)) {
      try Cholesky(Matrix(rows: [[1], [2]]))
    }
  }
}
