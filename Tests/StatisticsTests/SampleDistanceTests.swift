import Foundation
import Statistics
import Testing

@Suite struct SampleDistanceTests {
  let other = [0.1, 2.0, 2.5, 3.0, -0.3, 4.1, 1.7]

  // Reference: scipy.stats.ks_2samp, kstest and wasserstein_distance.
  @Test func matchesReference() throws {
    #expect(
      abs(try KolmogorovSmirnov(referenceSample, other).distance - 0.38095238095238093) < 1e-15)
    #expect(
      abs(
        try KolmogorovSmirnov(referenceSample, cumulative: normalCumulative).distance
          - 0.36268338699068364) < 1e-14)
    #expect(abs(try wasserstein1(referenceSample, other) - 0.9210119047619048) < 1e-14)
  }

  @Test func behavesLikeADistance() throws {
    let x = normalSample(300, seed: 1)
    #expect(try KolmogorovSmirnov(x, x).distance == 0)
    #expect(try wasserstein1(x, x) == 0)
    #expect(abs(try wasserstein1(x, x.map { $0 + 0.7 }) - 0.7) < 1e-12)
    #expect(try wasserstein1(x, other) == wasserstein1(other, x))
    #expect(try KolmogorovSmirnov([1, 2], [3, 4, 5]).distance == 1)
  }

  // 400 pairs of samples of one law: uniform at the 5σ level.
  @Test func pValuesAreUniform() throws {
    let p = try (0..<400).map {
      try KolmogorovSmirnov(
        normalSample(700, seed: UInt64($0)), normalSample(900, seed: UInt64($0), stream: 5)
      ).pValue
    }
    #expect(try KolmogorovSmirnov(p) { $0 }.distance < uniformityBound(400))
    let shifted = normalSample(900, seed: 1).map { $0 + 0.5 }
    #expect(try KolmogorovSmirnov(normalSample(900, seed: 2), shifted).pValue < 1e-6)
  }

  @Test func refusesBadInput() {
    #expect(throws: StatisticsError.tooFew(needed: 1, got: 0)) { try wasserstein1([], [1]) }
    #expect(throws: StatisticsError.notFinite) { try KolmogorovSmirnov([.nan], [1]) }
  }
}
