import Surrogates
import Testing

@Suite("Order of the samples")
struct SampleOrderTests {
  private func permutation(_ count: Int, seed: UInt64 = 3, epoch: Int = 1, part: Int = 0) -> [Int32]
  {
    var result = [Int32](repeating: -1, count: count)
    SampleOrder(seed: seed).fill(&result, epoch: epoch, part: part)
    return result
  }

  @Test("every index once", arguments: [0, 1, 2, 3, 4, 17, 1000, 65537])
  func isPermutation(count: Int) {
    #expect(permutation(count).sorted() == (0..<count).map { Int32($0) })
  }

  @Test("epochs, parts and seeds have their own orders, which can be repeated")
  func streams() {
    let first = permutation(100)
    #expect(first == permutation(100))
    #expect(first != permutation(100, epoch: 2))
    #expect(first != permutation(100, part: 1))
    #expect(first != permutation(100, seed: 4))
  }

  @Test("all orders are equally frequent", arguments: [3, 4])
  func uniform(count: Int) {
    let trials = 24_000
    var frequencies: [[Int32]: Int] = [:]
    for epoch in 0..<trials { frequencies[permutation(count, epoch: epoch), default: 0] += 1 }
    let orders = (1...count).reduce(1, *)
    #expect(frequencies.count == orders)
    let expected = Double(trials) / Double(orders)
    let chiSquared = frequencies.values.reduce(0) {
      $0 + (Double($1) - expected) * (Double($1) - expected) / expected
    }
    // Mean and standard deviation of χ² with k degrees of freedom are k and √(2k); five deviations.
    let k = Double(orders - 1)
    #expect(chiSquared < k + 5 * (2 * k).squareRoot())
  }
}
