import CoarseGraining
import Testing

@Suite struct PotentialPrecisionTests {
  /// 1000 walkers for a time of 200 with τ = 5 are worth 20 000 samples; 1 % then means c = 2.
  @Test func formula() throws {
    let precision = try #require(
      PotentialPrecision(relativeError: 0.01, walkers: 1000, time: 200, relaxationTime: 5))
    #expect(precision.effectiveSamples(walkers: 1000, time: 200) == 20_000)
    #expect(abs(precision.variancePerSample - 2) < 1e-12)
    #expect(abs(precision.relativeError(walkers: 4000, time: 200) - 0.005) < 1e-12)
    #expect(abs(precision.time(relativeError: 0.02, walkers: 500) - 100) < 1e-9)
  }

  @Test(arguments: [0, -1, Double.nan, .infinity]) func nothingKnown(bad: Double) {
    #expect(PotentialPrecision(relativeError: bad, walkers: 1, time: 1, relaxationTime: 1) == nil)
    #expect(PotentialPrecision(relativeError: 1, walkers: 1, time: bad, relaxationTime: 1) == nil)
    #expect(PotentialPrecision(relativeError: 1, walkers: 1, time: 1, relaxationTime: bad) == nil)
  }
}
