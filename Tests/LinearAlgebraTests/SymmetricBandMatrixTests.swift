import LinearAlgebra
import Testing

/// A diagonally dominant, hence positive definite, band matrix without symmetry along the diagonal.
func exampleBand(size: Int, bandwidth: Int) -> SymmetricBandMatrix {
  var matrix = SymmetricBandMatrix(size: size, bandwidth: bandwidth)
  for j in 0..<size {
    matrix[j, j] = 3 * Double(bandwidth + 1) + Double(j % 5)
    for i in (j + 1)..<max(j + 1, min(size, j + bandwidth + 1)) {
      matrix[i, j] = Double((3 * i + 7 * j) % 11) / 5 - 1
    }
  }
  return matrix
}

@Suite struct SymmetricBandMatrixTests {
  @Test func storesTheLowerBandByColumns() {
    var a = SymmetricBandMatrix(size: 4, bandwidth: 1)
    a[2, 1] = 5
    a.add(2, at: 1, 2)
    a.add(3, at: 3, 3)
    #expect(a[1, 2] == 7 && a[2, 1] == 7)
    #expect(a.storage[1 + 1 * 2] == 7 && a.storage[3 * 2] == 3)
    #expect(a[0, 3] == 0)
  }

  @Test(arguments: [(1, 0), (2, 3), (7, 0), (9, 3), (30, 8)])
  func multipliesLikeTheDenseMatrix(size: Int, bandwidth: Int) {
    let a = exampleBand(size: size, bandwidth: bandwidth)
    let x = (0..<size).map { Double($0 * $0 % 7) - 2.5 }
    for (p, q) in zip(a.multiply(x), a.dense * x) { #expect(abs(p - q) < 1e-12) }
    #expect(abs(a.quadratic(x) - a.dense.bilinear(x, x)) < 1e-10)
    #expect(a.dense.isSymmetric(tolerance: 0))
  }

  @Test func addsMatricesOfDifferentBandwidth() {
    let (a, b) = (exampleBand(size: 9, bandwidth: 3), exampleBand(size: 9, bandwidth: 1))
    #expect((a + b).dense == a.dense + b.dense)
    #expect((b + a).dense == a.dense + b.dense)
    #expect((2 * a).dense == 2 * a.dense)
  }
}
