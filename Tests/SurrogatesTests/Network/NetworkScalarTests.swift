import Statistics
import Surrogates
import Testing

@Suite("Matrix products")
struct NetworkScalarTests {
  /// The largest error of a product of random matrices with rows that are further apart than needed. What is added to
  /// holds no numbers where β is zero.
  private func error<Scalar: NetworkScalar>(
    _: Scalar.Type, _ m: Int, _ n: Int, _ k: Int, _ aIsTransposed: Bool, _ bIsTransposed: Bool,
    beta: Scalar
  ) -> Double {
    let random = Philox(seed: 1, stream: 0)
    func matrix(_ rows: Int, _ stride: Int, _ index: UInt64) -> [Scalar] {
      (0..<rows * stride).map { Scalar(random.uniform(UInt64($0), index) - 0.5) }
    }
    let aStride = (aIsTransposed ? m : k) + 3
    let bStride = (bIsTransposed ? k : n) + 5
    let cStride = n + 2
    let a = matrix(aIsTransposed ? k : m, aStride, 0)
    let b = matrix(bIsTransposed ? n : k, bStride, 1)
    let before = matrix(m, cStride, 2)
    var c = before
    if beta == 0 {
      for i in 0..<m { for j in 0..<n { c[i * cStride + j] = .nan } }
    }
    Scalar.multiply(
      2, a, aStride, transposed: aIsTransposed, b, bStride, transposed: bIsTransposed, plus: beta,
      &c, cStride, m: m, n: n, k: k)
    var worst = 0.0
    for i in 0..<m {
      for j in 0..<cStride {
        let at = i * cStride + j
        guard j < n else {
          if c[at] != before[at] { worst = .infinity }
          continue
        }
        var exact = 0.0
        for l in 0..<k {
          exact +=
            Double(a[aIsTransposed ? l * aStride + i : i * aStride + l])
            * Double(b[bIsTransposed ? j * bStride + l : l * bStride + j])
        }
        let difference = abs(Double(c[at]) - 2 * exact - Double(before[at]) * Double(beta))
        worst = max(worst, difference.isNaN ? .infinity : difference)
      }
    }
    return worst
  }

  @Test(
    "products of any shape, cut into parts where they are large",
    arguments: [(1, 16, 64), (64, 128, 64), (128, 128, 128), (130, 200, 129), (70, 300, 256)])
  func product(_ m: Int, _ n: Int, _ k: Int) {
    for (a, b) in [(false, false), (true, false), (false, true), (true, true)] {
      for beta in [0, 0.5] {
        #expect(error(Float.self, m, n, k, a, b, beta: Float(beta)) < 2e-5)
        #expect(error(Double.self, m, n, k, a, b, beta: beta) < 1e-13)
      }
    }
  }
}
