import Foundation
import Statistics
import Testing

@Suite struct MomentsTests {
  // Reference: scipy.stats.skew and kurtosis with bias=False.
  @Test func matchesReference() throws {
    #expect(abs(try skewness(of: referenceSample).value - 0.4041433474380307) < 1e-14)
    #expect(abs(try excessKurtosis(of: referenceSample).value - 0.6251386048186287) < 1e-14)
  }

  // Uniform law: excess kurtosis −6/5; Rayleigh law: skewness 0.6311. z over 200 seeds has mean 0 (to a
  // bias of 0.1) and mean square 1, both within 5σ.
  @Test func errorsAreHonest() throws {
    var uniform: [Double] = []
    var normal: [Double] = []
    var skewed: [Double] = []
    for seed in 0..<200 as Range<UInt64> {
      let u = uniformSample(2000, seed: seed)
      uniform.append(try excessKurtosis(of: u).deviation(from: -1.2))
      normal.append(
        try excessKurtosis(of: normalSample(2000, seed: seed)).deviation(from: 0))
      skewed.append(try skewness(of: u.map { (-log($0)).squareRoot() }).deviation(from: 0.6311107))
    }
    for z in [uniform, normal, skewed] {
      let squares = mean(ofIndependent: z.map { $0 * $0 })
      // The errors of fourth moments vary themselves; that adds some per cent.
      #expect(abs(squares.value - 1.05) < 5 * squares.standardError)
      #expect(abs(mean(ofIndependent: z).value) < 5 * mean(ofIndependent: z).standardError + 0.1)
    }
  }

  @Test func refusesBadInput() {
    #expect(throws: StatisticsError.constant) { try skewness(of: [1, 1, 1, 1]) }
    #expect(throws: StatisticsError.notFinite) { try excessKurtosis(of: [1, 2, 3, .nan]) }
    #expect(throws: StatisticsError.tooFew(needed: 4, got: 3)) {
      try excessKurtosis(of: [1, 2, 3])
    }
    #expect(throws: StatisticsError.notFinite) { try skewness(of: [1e300, -1e300, 0]) }
  }
}
