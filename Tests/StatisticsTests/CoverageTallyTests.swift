import Foundation
import Statistics
import Testing

@Suite struct CoverageTallyTests {
  /// Of scipy.stats.binom(400, 0.95): P(X ≤ 365) = 0.00110, P(X ≤ 366) = 0.00207, P(X ≥ 392) = 0.00172 and
  /// P(X ≥ 393) = 0.00062.
  @Test func acceptanceOfABinomialLaw() {
    let accepted = BinomialCount.acceptance(trials: 400, probability: 0.95, alpha: 0.0027)
    #expect(accepted == 366...392)
    #expect(BinomialCount(hits: 380, trials: 400).agrees(with: 0.95, alpha: 0.0027))
    #expect(!BinomialCount(hits: 400, trials: 400).agrees(with: 0.95, alpha: 0.0027))
    // All and none of few trials are not excluded.
    #expect(BinomialCount.acceptance(trials: 5, probability: 0.5, alpha: 0.01) == 0...5)
    #expect(BinomialCount.acceptance(trials: 0, probability: 0.5, alpha: 0.01) == 0...0)
  }

  /// The level is kept: never more than α outside, and no wider than needed.
  @Test(arguments: [(50, 0.3), (400, 0.95), (400, 0.6827), (1000, 0.999)])
  func levelOfTheAcceptance(trials: Int, probability: Double) {
    let alpha = 0.01
    let accepted = BinomialCount.acceptance(trials: trials, probability: probability, alpha: alpha)
    func mass(_ k: Int) -> Double {
      let (hits, misses) = (Double(k), Double(trials - k))
      let choices = lgamma(hits + misses + 1) - lgamma(hits + 1) - lgamma(misses + 1)
      return exp(choices + hits * log(probability) + misses * log(1 - probability))
    }
    let below = (0..<accepted.lowerBound).reduce(0) { $0 + mass($1) }
    let above = ((accepted.upperBound + 1)..<(trials + 1)).reduce(0) { $0 + mass($1) }
    #expect(below < alpha / 2 && above < alpha / 2)
    #expect(below + mass(accepted.lowerBound) >= alpha / 2)
    #expect(above + mass(accepted.upperBound) >= alpha / 2)
  }

  private func tally(_ count: Int, error: Double, shift: Double = 0, seed: UInt64) -> CoverageTally
  {
    var tally = CoverageTally()
    for x in normalSample(count, seed: seed) {
      tally.add(Estimate(value: 2 + x + shift, standardError: error), truth: 2)
    }
    return tally
  }

  /// Normal numbers with their own deviation as error are found to be honest, at a level of 10⁻⁵ for each of the three
  /// criteria; with errors that are 20 % too small or large, or a bias of a fifth, they are not.
  @Test func honestAndOtherErrors() {
    let honest = tally(4000, error: 1, seed: 1)
    #expect(honest.complaints(alpha: 1e-5).isEmpty)
    #expect(abs(honest.bias.deviation(from: 0)) < 5)
    #expect(abs(honest.spread.deviation(from: 1)) < 5)
    // The error of a standard deviation of n normal numbers is 1/√(2n).
    #expect(abs(honest.spread.standardError * 8000.0.squareRoot() - 1) < 0.1)
    #expect(tally(4000, error: 1 / 1.2, seed: 2).complaints(alpha: 1e-5) == ["±1", "±1.96"])
    #expect(tally(4000, error: 1.2, seed: 3).complaints(alpha: 1e-5) == ["±1", "±1.96"])
    #expect(tally(4000, error: 1, shift: 0.2, seed: 4).complaints(alpha: 1e-5).contains("mean"))
  }

  /// An unknown error covers nothing, and does not spoil the rest.
  @Test func unknownErrors() {
    var tally = CoverageTally()
    tally.add(Estimate(value: 1, standardError: 2), truth: 0)
    tally.add(Estimate(value: -1, standardError: 2), truth: 0)
    tally.add(.undefined, truth: 0)
    #expect(tally.undefined == 1)
    #expect(tally.covered(within: 1) == BinomialCount(hits: 2, trials: 3))
    #expect(tally.bias.value == 0)
    #expect(abs(tally.spread.value - 0.5.squareRoot()) < 1e-15)
    #expect(CoverageTally().complaints(alpha: 0.01) == ["no estimates"])
  }
}
