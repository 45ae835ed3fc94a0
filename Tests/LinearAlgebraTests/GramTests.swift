import LinearAlgebra
import Testing

@Suite("Gram matrices")
struct GramTests {
  private let a = Matrix(rows: [[1, 2, -1], [0.5, -3, 4], [2, 2, 2], [-1, 0, 0.25]])
  private let b = Matrix(rows: [[2, 1], [0, -1], [1.5, 3], [4, -2]])

  @Test("blocks of rows add up to xᵀx, symmetric to the bit")
  func gram() {
    var sum = Matrix.identity(3)
    sum.addGram(of: Matrix(rows: [a.row(0)]))
    sum.addGram(of: Matrix(rows: [a.row(1), a.row(2), a.row(3)]))
    #expect((sum - (.identity(3) + a.transpose * a)).maxAbs < 1e-14)
    #expect(sum == sum.transpose)
  }

  @Test("products with a transpose add up")
  func product() {
    var sum = Matrix(rows: 3, columns: 2, repeating: 1)
    sum.addProduct(ofTransposed: a, b)
    let expected = Matrix(rows: 3, columns: 2, repeating: 1) + a.transpose * b
    #expect((sum - expected).maxAbs < 1e-14)
  }

  @Test("no rows add nothing")
  func empty() {
    var sum = Matrix.identity(3)
    sum.addGram(of: Matrix(rows: 0, columns: 3))
    sum.addProduct(ofTransposed: Matrix(rows: 0, columns: 3), Matrix(rows: 0, columns: 3))
    #expect(sum == .identity(3))
  }
}
