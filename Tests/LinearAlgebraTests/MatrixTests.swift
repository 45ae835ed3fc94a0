import Foundation
import LinearAlgebra
import Testing

@Suite struct MatrixTests {
  let a = Matrix(rows: [[1, 2, 3], [4, 5, 6]])

  @Test func storesByRows() {
    #expect(a.rows == 2 && a.columns == 3)
    #expect(a.elements == [1, 2, 3, 4, 5, 6])
    #expect(a[1, 2] == 6 && a[0, 1] == 2)
    #expect(a.row(1) == [4, 5, 6] && a.column(1) == [2, 5])
    #expect(a.rowArrays == [[1, 2, 3], [4, 5, 6]])
  }

  @Test func valueSemantics() {
    var b = a
    b[0, 0] = 9
    #expect(a[0, 0] == 1 && b[0, 0] == 9)
  }

  @Test func constructors() {
    #expect(Matrix.identity(2).elements == [1, 0, 0, 1])
    #expect(Matrix.diagonal([2, 3]).elements == [2, 0, 0, 3])
    #expect(Matrix.outer([1, 2], [3, 4, 5]).elements == [3, 4, 5, 6, 8, 10])
    #expect(Matrix(rows: []).elements.isEmpty)
  }

  @Test func arithmetic() {
    #expect((a + a).elements == [2, 4, 6, 8, 10, 12])
    #expect((a - a).maxAbs == 0)
    #expect((-a)[0, 0] == -1)
    #expect((0.5 * a)[1, 1] == 2.5)
    #expect(a * [1, 0, -1] == [-2, -2])
    #expect((a * a.transpose).elements == [14, 32, 32, 77])
    #expect((a.transpose * a).elements == [17, 22, 27, 22, 29, 36, 27, 36, 45])
    #expect(a.bilinear([1, -1], [1, 1, 0]) == -6)
    #expect((Matrix(rows: 2, columns: 0) * Matrix(rows: 0, columns: 2)).elements == [0, 0, 0, 0])
  }

  @Test func properties() {
    let b = Matrix(rows: [[1, 2], [4, -8]])
    #expect(a.transpose.rowArrays == [[1, 4], [2, 5], [3, 6]])
    #expect(b.trace == -7 && b.maxAbs == 8)
    #expect(b.symmetrized.elements == [1, 3, 3, -8])
    #expect(!b.isSymmetric() && b.symmetrized.isSymmetric(tolerance: 0))
    #expect(!a.isSymmetric() && !a.isSquare)
    #expect(Matrix(rows: [[1, 2], [2.1, 1]]).isSymmetric(tolerance: 0.05))
    #expect(Matrix(rows: [[.nan, 1]]).maxAbs.isNaN)
    #expect(!Matrix(rows: [[.infinity, 1]]).isFinite)
    #expect(!Matrix(rows: [[1, .nan], [.nan, 1]]).isSymmetric())
  }

  @Test func codesAsRows() throws {
    let b = Matrix(rows: [[1, .nan], [0.1, 4]])
    let data = try JSONEncoder().encode(b)
    #expect(String(decoding: data, as: UTF8.self) == "[[1,null],[0.1,4]]")
    let back = try JSONDecoder().decode(Matrix.self, from: data)
    #expect(back[0, 1].isNaN && back[1, 0] == 0.1)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Matrix.self, from: Data("[[1],[2,3]]".utf8))
    }
  }

  // Reference: numpy.linalg.inv and solve.
  @Test func solvesGeneralSystems() throws {
    let b = Matrix(rows: [[2, -1, 0.5], [7, 3, 1], [0.1, 4, -6]])
    let x = try b.solve([1, 2, 3])
    for (r, expected) in zip(b * x, [1.0, 2, 3]) { #expect(abs(r - expected) < 1e-14) }
    let inverse = try b.inverse()
    #expect((inverse * b - .identity(3)).maxAbs < 1e-14)
    #expect((b * inverse - .identity(3)).maxAbs < 1e-14)
    #expect(abs(inverse[0, 0] - 0.3044982698961937) < 1e-15)
    #expect(abs(inverse[2, 1] - 0.11211072664359861) < 1e-15)
    #expect((try b.solve(b) - .identity(3)).maxAbs < 1e-14)
  }

  @Test func refusesUnsolvableSystems() {
    #expect(throws: LinearAlgebraError.notSquare(rows: 2, columns: 3)) { try a.solve([1, 2]) }
    #expect(throws: LinearAlgebraError.singular(reciprocalCondition: 0)) {
      try Matrix(rows: [[1, 2], [2, 4]]).inverse()
    }
    // Singular in exact arithmetic, but rounding leaves a tiny pivot.
    #expect {
      try Matrix(rows: [[1, 2, 3], [4, 5, 6], [7, 8, 9]]).inverse()
    } throws: { error in
      guard case LinearAlgebraError.singular = error else { return false }
      return true
    }
    #expect(throws: LinearAlgebraError.notFinite) {
      try Matrix(rows: [[1, .nan], [0, 1]]).solve([1, 1])
    }
  }
}
