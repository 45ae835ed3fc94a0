import LinearAlgebra
import Testing

@Suite struct BandedCholeskyTests {
  @Test(arguments: [(1, 0), (2, 3), (7, 0), (9, 3), (120, 40)])
  func agreesWithTheDenseFactorisation(size: Int, bandwidth: Int) throws {
    let a = exampleBand(size: size, bandwidth: bandwidth)
    let banded = try BandedCholesky(a)
    let dense = try Cholesky(a.dense)
    let b = (0..<size).map { Double($0 % 4) - 1.2 }
    var x = b
    banded.solve(&x)
    for (p, q) in zip(x, dense.solve(b)) { #expect(abs(p - q) < 1e-13) }
    #expect(abs(banded.logDeterminant - dense.logDeterminant) < 1e-11)

    var columns = [b, b.map { 2 * $0 + 1 }]
    banded.solve(columns: &columns)
    #expect(zip(columns[0], x).allSatisfy { abs($0 - $1) < 1e-13 })
    for (p, q) in zip(a.multiply(columns[1]), b) { #expect(abs(p - (2 * q + 1)) < 1e-11) }

    var matrix = Matrix(rows: [b, b.map { 2 * $0 + 1 }]).transpose
    banded.solve(columns: &matrix)
    #expect(matrix.column(0) == columns[0] && matrix.column(1) == columns[1])
  }

  @Test func refusesBadInput() {
    var a = exampleBand(size: 6, bandwidth: 2)
    a[3, 3] = -1
    #expect(throws: LinearAlgebraError.notPositiveDefinite(leadingMinor: 4)) {
      try BandedCholesky(a)
    }
    a[3, 3] = .infinity
    #expect(throws: LinearAlgebraError.notFinite) { try BandedCholesky(a) }
  }
}
