import Statistics
import Testing

@Suite("Order statistics")
struct OrderStatisticTests {
  @Test("the k-th smallest of numbers, ties among them", arguments: [1, 2, 7, 100, 1001])
  func selection(count: Int) {
    let generator = Philox(seed: 3, stream: UInt64(count))
    // A third of them rounded, so that some are equal.
    let values = (0..<count).map { n in
      let z = generator.normals(UInt64(n), 0).0
      return n % 3 == 0 ? z.rounded() : z
    }
    let sorted = values.sorted()
    for k in Set([0, count / 4, count / 2, count - 1]) {
      var copy = values
      #expect(copy.withUnsafeMutableBufferPointer { orderStatistic(k, of: $0) } == sorted[k])
      #expect(copy.sorted() == sorted)
    }
  }
}
