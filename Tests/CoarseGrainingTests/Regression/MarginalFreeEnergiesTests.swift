import CoarseGraining
import Foundation
import Testing

@Suite struct MarginalFreeEnergiesTests {
  @Test func marginalsOfAGaussianInThreeCoordinates() throws {
    // z = x + y + w with independent x, y, w of variance ¼: Var z = ¾.
    let cohorts = 24
    let histograms = MarginalFreeEnergies.histograms(
      domain: [-2.5...2.5, -2.5...2.5, -4...4], pairs: [(0, 2)], bins: 200, pairBins: 80,
      cohorts: cohorts)
    #expect(histograms.count == 4)
    var draws = (0..<cohorts).map { Draws(seed: 8, stream: $0) }
    let block = SampleBlock(dimension: 3)
    for cohort in 0..<cohorts {
      for _ in 0..<(100 * 128) {
        let (x, y) = (0.5 * draws[cohort].normal(), 0.5 * draws[cohort].normal())
        if block.append([x, y, x + y + 0.5 * draws[cohort].normal()]) {
          for histogram in histograms {
            histogram.add(block.positions, lanes: 0..<block.lanes, cohort: cohort)
          }
          block.clear()
        }
      }
    }
    let marginals = try MarginalFreeEnergies(
      histograms, temperature: .exact(1, cohorts: cohorts))
    #expect(marginals.singles.map(\.coordinates) == [[0], [1], [2]])
    #expect(marginals.pairs.map(\.coordinates) == [[0, 2]])
    // Four standard errors.
    let z = marginals.singles[2].freeEnergy.difference(from: [0], to: [1])
    #expect(abs(z.deviation(from: 0.5 / 0.75)) < 5 && z.standardError < 0.02)
    let pair = marginals.pairs[0].freeEnergy.difference(from: [0, 0], to: [0.5, 1])
    // Given x, z is normal around x with variance ½.
    let truth = 0.5 * (0.25 / 0.25 + 0.25 / 0.5)
    #expect(abs(pair.deviation(from: truth)) < 5 && pair.standardError < 0.05)
  }

  @Test func anEmptyMarginalIsATypedError() {
    let histograms = MarginalFreeEnergies.histograms(domain: [0...1], pairs: [], cohorts: 4)
    #expect(throws: RegressionError.noSamplesInDomain(outside: 0)) {
      try MarginalFreeEnergies(histograms, temperature: .exact(1, cohorts: 4))
    }
  }
}
