import Macroscope
import Statistics
import Testing

@Suite("Walkers drawn for the networks of an ensemble")
struct WalkerDrawsTests {
  /// Samples in the order of time, as a run stores them.
  private static func walkers(_ count: Int, samples: Int) -> [Int] {
    (0..<(count * samples)).map { $0 % count }
  }

  @Test("every walker is drawn as often as there are networks", arguments: [2, 3, 5, 8])
  func balance(networks: Int) {
    let walkers = Self.walkers(40, samples: 3)
    let draws = WalkerDraws(walkers: walkers, networks: networks, seed: 7)
    var drawn = [Int](repeating: 0, count: walkers.count)
    for network in 0..<networks {
      let rows = draws.rows(network)
      let leftOut = draws.leftOut(network)
      #expect(rows.count == walkers.count)
      #expect(zip(rows, rows.dropFirst()).allSatisfy { $0 <= $1 })
      #expect(Set(rows).isDisjoint(with: leftOut))
      #expect(Set(rows).count + leftOut.count == walkers.count)
      #expect(!leftOut.isEmpty)
      for row in rows { drawn[row] += 1 }
    }
    #expect(drawn.allSatisfy { $0 == networks })
  }

  @Test("the same seed draws the same, another one something else")
  func seeds() {
    let walkers = Self.walkers(40, samples: 1)
    let first = WalkerDraws(walkers: walkers, networks: 3, seed: 1)
    #expect(first.rows(2) == WalkerDraws(walkers: walkers, networks: 3, seed: 1).rows(2))
    #expect(first.rows(2) != WalkerDraws(walkers: walkers, networks: 3, seed: 2).rows(2))
    #expect(first.rows(2) != first.rows(1))
  }

  @Test("means over the walkers scatter as those of independent runs, around the mean of all")
  func scatter() {
    let (count, networks, repetitions) = (50, 5, 400)
    let generator = Philox(seed: 3, stream: 9)
    let values = (0..<count).map { generator.normals(UInt64($0), 0).0 }
    let (all, variance) = meanAndVariance(of: values)
    let ratios = (0..<repetitions).map { repetition -> Double in
      let draws = WalkerDraws(
        walkers: Array(0..<count), networks: networks, seed: UInt64(repetition))
      let means = (0..<networks).map { network in
        draws.rows(network).reduce(0) { $0 + values[$1] } / Double(count)
      }
      let (centre, scatter) = meanAndVariance(of: means)
      #expect(abs(centre - all) < 1e-12)
      return scatter / (variance / Double(count))
    }
    // Without replacement from `networks` copies: (n − 1)/(n − 1/networks) of the variance of the mean.
    let expected = Double(count - 1) / (Double(count) - 1 / Double(networks))
    let ratio = mean(ofIndependent: ratios)
    #expect(abs(ratio.value - expected) < 5 * ratio.standardError)
  }
}
