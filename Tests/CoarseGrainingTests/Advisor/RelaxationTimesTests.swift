import CoarseGraining
import Foundation
import Statistics
import Testing

/// Relaxation times of made-up series.
@Suite struct RelaxationTimesTests {
  /// Chains of x′ = a x + √(1 − a²) z, whose τ_int is (1 + a)/(2(1 − a)).
  private func chains(_ a: Double, count: Int, length: Int) -> [[Double]] {
    (0..<count).map { chain in
      let draws = Philox(seed: 5, stream: UInt64(chain))
      var x = draws.normals(0, 0).0
      return (1...length).map { n in
        x = a * x + (1 - a * a).squareRoot() * draws.normals(UInt64(n), 0).0
        return x
      }
    }
  }

  @Test func longChains() {
    let a = 0.9
    let times = RelaxationTimes([chains(a, count: 16, length: 4000)], interval: 0.5)
    #expect(times.isReliable)
    #expect(abs(times.position.deviation(from: 0.5 * (1 + a) / (2 * (1 - a)))) < 5)
    // x² forgets as a².
    #expect(times.slowest == times.position)
  }

  /// Much longer than the chains: from the scatter of their means, within a factor of two.
  @Test(arguments: [100.0, 1000, 5000]) func shortChains(time: Double) {
    let times = RelaxationTimes(
      [chains(exp(-1 / time), count: 256, length: 400)], interval: 1)
    #expect(!times.isReliable)
    #expect((0.5...2).contains(times.position.value / time), "\(times.position), not \(time)")
  }

  /// An oscillating coordinate forgets its phase at once, but not its amplitude.
  @Test func oscillation() {
    let amplitude = chains(0.98, count: 32, length: 4000)
    let series = amplitude.map { chain in
      chain.enumerated().map { n, x in (2 + x) * cos(2.1 * Double(n)) }
    }
    let times = RelaxationTimes([series], interval: 1)
    #expect(times.slowest.value > 5 * times.position.value)
    #expect((5.0...60).contains(times.slowest.value))
  }

  @Test func constant() {
    let times = RelaxationTimes([[[Double]](repeating: [1, 1, 1, 1], count: 4)], interval: 1)
    #expect(times.slowest.value.isNaN)
  }
}
