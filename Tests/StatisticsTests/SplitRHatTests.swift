import Statistics
import Testing

@Suite struct SplitRHatTests {
  let chains = [[1.0, 2, 3, 4, 5, 7], [2, 1, 4, 3, 6, 5], [0, 3, 1, 5, 2, 4]]

  // Reference: the formulas of BDA3 and of Vehtari et al. in numpy.
  @Test func matchesReference() {
    #expect(abs(splitRHat(ofChains: chains) - 1.363689525811142) < 1e-14)
    #expect(abs(rankNormalizedSplitRHat(ofChains: chains) - 1.35606075887612) < 1e-13)
  }

  @Test func sumsAndRawChainsAgree() {
    let halves = chains.flatMap { [Array($0[0..<3]), Array($0[3...])] }
    let moments = halves.map { meanAndVariance(of: $0) }
    let fromSums = splitRHat(
      means: moments.map(\.mean), variances: moments.map(\.variance), length: 3)
    #expect(fromSums == splitRHat(ofChains: chains))
  }

  @Test func tellsMixedFromUnmixed() {
    let mixed = (0..<8).map { normalSample(1000, seed: 3, stream: $0) }
    #expect(splitRHat(ofChains: mixed) < 1.01 && rankNormalizedSplitRHat(ofChains: mixed) < 1.01)
    let shifted = mixed.enumerated().map { k, x in x.map { $0 + Double(k % 2) } }
    #expect(splitRHat(ofChains: shifted) > 1.05)
    let drifting = mixed.map { $0.enumerated().map { $1 + Double($0) / 500 } }
    #expect(splitRHat(ofChains: drifting) > 1.05)
    // Chains of different scale: only the folded, rank-normalised version sees it.
    let scaled = mixed.enumerated().map { k, x in x.map { $0 * (k % 2 == 0 ? 1 : 3) } }
    #expect(splitRHat(ofChains: scaled) < 1.02)
    #expect(rankNormalizedSplitRHat(ofChains: scaled) > 1.05)
  }

  @Test func edgeCases() {
    #expect(splitRHat(ofChains: []).isNaN)
    #expect(splitRHat(ofChains: [[1, 2, 3]]).isNaN)
    #expect(splitRHat(ofChains: [[1, 2, 3, 4], [1, 2]]).isNaN)
    #expect(splitRHat(ofChains: [[1, 2, 3, .nan]]).isNaN)
    #expect(splitRHat(ofChains: [[2, 2, 2, 2]]).isNaN)
    #expect(splitRHat(ofChains: [[1, 1, 2, 2]]) == .infinity)
    #expect(rankNormalizedSplitRHat(ofChains: []).isNaN)
    #expect(rankNormalizedSplitRHat(ofChains: [[1, .nan, 2, 3]]).isNaN)
    // An odd length drops the middle value.
    #expect(splitRHat(ofChains: [[1, 2, 9, 4, 6]]) == splitRHat(ofChains: [[1, 2, 4, 6]]))
  }
}
