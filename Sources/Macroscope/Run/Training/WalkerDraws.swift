import Statistics
import Surrogates

/// Which walkers each network of an ensemble is trained on: a balanced bootstrap.
///
/// As many walkers as there are, drawn with replacement, for each network; so networks differ by as much as they would
/// if each had a run of its own, which networks that leave out a fifth do not (their scatter has a quarter of that
/// variance). Over all networks every walker is drawn equally often (Davison, Hinkley & Schechtman, Biometrika 73,
/// 555 (1986)): to first order in the noise the mean of the networks is then what all walkers together give.
package struct WalkerDraws: Sendable {
  /// How often each network has each walker: [network][walker].
  private let multiplicities: [[Int]]
  private let walkers: [Int]

  /// Draws for `networks` networks.
  ///
  /// - Parameters:
  ///   - walkers: the walker of each sample, from 0.
  ///   - networks: at least two.
  ///   - seed: decides who is drawn.
  package init(walkers: [Int], networks: Int, seed: UInt64) {
    let count = (walkers.max() ?? -1) + 1
    // Every walker as often as there are networks, shuffled and cut into parts.
    var lots = (0..<(count * networks)).map { $0 % count }
    let generator = Philox(seed: seed, stream: Self.stream)
    for n in stride(from: lots.count - 1, to: 0, by: -1) {
      lots.swapAt(n, generator.integer(below: n + 1, UInt64(n), 0))
    }
    self.walkers = walkers
    multiplicities = (0..<networks).map { network in
      var result = [Int](repeating: 0, count: count)
      for walker in lots[(network * count)..<((network + 1) * count)] { result[walker] += 1 }
      return result
    }
  }

  /// A stream of random numbers that nothing else of a run uses.
  private static let stream: UInt64 = 0x626F_6F74_0000_0000

  /// The walkers that a network has, in order, each as often as it was drawn.
  package func walkers(_ network: Int) -> [Int] {
    multiplicities[network].enumerated().flatMap { repeatElement($0, count: $1) }
  }

  /// Those that it has not.
  package func walkersLeftOut(_ network: Int) -> [Int] {
    multiplicities[network].indices.filter { multiplicities[network][$0] == 0 }
  }

  /// The samples of the walkers that a network has, in order, each as often as its walker. O(samples).
  package func rows(_ network: Int) -> [Int] {
    let times = multiplicities[network]
    return walkers.indices.flatMap { repeatElement($0, count: times[walkers[$0]]) }
  }

  /// Those of the other walkers: about 37 %, and for two networks a quarter. O(samples).
  package func leftOut(_ network: Int) -> [Int] {
    let times = multiplicities[network]
    return walkers.indices.filter { times[walkers[$0]] == 0 }
  }
}
