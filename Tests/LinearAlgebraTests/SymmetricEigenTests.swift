import Foundation
import LinearAlgebra
import Testing

@Suite struct SymmetricEigenTests {
  let a = Matrix(rows: [[4, 1, -2], [1, 3, 0.5], [-2, 0.5, 5]])

  // Reference: numpy.linalg.eigh.
  @Test func matchesReference() throws {
    let eigen = try SymmetricEigen(a)
    for (x, y) in zip(eigen.values, [1.5842066930926224, 3.8393364524664815, 6.576456854440894]) {
      #expect(abs(x - y) < 1e-14 * 7)
    }
    #expect((eigen.vectors.transpose * eigen.vectors - .identity(3)).maxAbs < 1e-14)
    #expect((eigen.map { $0 } - a).maxAbs < 1e-14)
    #expect(eigen.isPositiveDefinite)
    #expect(abs(eigen.conditionNumber - eigen.values[2] / eigen.values[0]) < 1e-12)
  }

  // Reference: scipy.linalg.expm.
  @Test func mapsFunctions() throws {
    let exponential = try SymmetricEigen(a).map(exp)
    #expect(abs(exponential[0, 0] - 294.3246865046774) < 1e-12 * 700)
    #expect(abs(exponential[1, 2] - -23.118974270889495) < 1e-12 * 700)
    #expect(exponential.isSymmetric(tolerance: 0))
    let root = try SymmetricEigen(a).map { $0.squareRoot() }
    #expect((root * root - a).maxAbs < 1e-14)
  }

  @Test func fixesSigns() throws {
    let eigen = try SymmetricEigen(a)
    for k in 0..<3 {
      let column = eigen.vectors.column(k)
      let largest = column.max { abs($0) < abs($1) }
      #expect((largest ?? 0) > 0)
    }
  }

  @Test func handlesDegenerateAndEmpty() throws {
    #expect(try SymmetricEigen(.identity(4)).values == [1, 1, 1, 1])
    #expect(try SymmetricEigen(Matrix(rows: [])).values.isEmpty)
    #expect(try SymmetricEigen(Matrix(rows: [[-2]])).values == [-2])
    #expect(try !SymmetricEigen(.outer([1, 2], [1, 2])).isPositiveDefinite)
  }

  @Test func usesTheSymmetricPart() throws {
    let eigen = try SymmetricEigen(Matrix(rows: [[0, 2], [0, 0]]))
    for (x, y) in zip(eigen.values, [-1.0, 1]) { #expect(abs(x - y) < 1e-15) }
  }

  @Test func refusesBadInput() {
    #expect(throws: LinearAlgebraError.notFinite) {
      try SymmetricEigen(Matrix(rows: [[1, .nan], [.nan, 1]]))
    }
    #expect(throws: LinearAlgebraError.notSquare(rows: 1, columns: 2)) {
      try SymmetricEigen(Matrix(rows: [[1, 2]]))
    }
  }

  @Test func decomposesLargerMatrices() throws {
    // The second-difference matrix has eigenvalues 2 − 2 cos(kπ/(n+1)).
    let n = 60
    var matrix = 2.0 * Matrix.identity(n)
    for i in 1..<n {
      matrix[i, i - 1] = -1
      matrix[i - 1, i] = -1
    }
    for (k, value) in try SymmetricEigen(matrix).values.enumerated() {
      #expect(abs(value - (2 - 2 * cos(Double(k + 1) * .pi / Double(n + 1)))) < 1e-13)
    }
  }
}
