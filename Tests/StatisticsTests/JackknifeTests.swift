import Statistics
import Testing

@Suite struct JackknifeTests {
  let groups = [[1.0, 2], [1.5, 2.5], [0.7, 1.9], [1.2, 3.1], [1.9, 2.2]]

  // Reference: the textbook formula in numpy, for a ratio of means.
  @Test func matchesReference() throws {
    let jackknife = try Jackknife(means: groups) { $0[0] / $0[1] }
    #expect(abs(jackknife.value - 0.5384615384615385) < 1e-15)
    #expect(abs(jackknife.estimate.standardError - 0.08977578858265427) < 1e-15)
    #expect(abs(jackknife.biasCorrected.value - 0.5357152083145174) < 1e-14)
    #expect(jackknife.leaveOneOut.count == 5)
  }

  @Test func isExactForMeans() throws {
    let values = groups.map { $0[0] }
    let plain = mean(ofIndependent: values)
    let jackknife = try Jackknife(means: groups) { $0[0] }
    #expect(abs(jackknife.estimate.standardError - plain.standardError) < 1e-15)
    // Influences carry the sign of the deviation and add up to nothing.
    for (influence, value) in zip(jackknife.influences, values) {
      #expect(abs(influence - (value - plain.value) / 20.0.squareRoot()) < 1e-15)
    }
    let weights = [1.0, 4, 2, 3, 1.5]
    let weighted = try Jackknife(means: groups, weights: weights) { $0[0] }
    let reference = mean(ofIndependent: values, weights: weights)
    #expect(abs(weighted.value - reference.value) < 1e-15)
    // The centre of unequal weights differs a little.
    #expect(abs(weighted.estimate.standardError / reference.standardError - 1) < 0.05)
  }

  @Test func severalFunctionsAtOnce() throws {
    let both = try Jackknife.several(means: groups) { [$0[0] / $0[1], $0[0]] }
    #expect(both[0] == (try Jackknife(means: groups) { $0[0] / $0[1] }))
    #expect(both[1] == (try Jackknife(means: groups) { $0[0] }))
  }

  @Test func edgeCases() throws {
    #expect(throws: StatisticsError.tooFew(needed: 1, got: 0)) {
      try Jackknife(means: []) { $0[0] }
    }
    #expect(throws: StatisticsError.differentLengths) {
      try Jackknife(means: [[1], [1, 2]]) { $0[0] }
    }
    let one = try Jackknife(means: [[3]]) { $0[0] }
    #expect(one.value == 3 && one.estimate.standardError.isNaN)
  }

  // log of a mean: over 300 seeds the mean square of z is 1 within 5σ (and a few per cent of bias).
  @Test func standardErrorIsHonest() throws {
    let z = try (0..<300 as Range<UInt64>).map { seed in
      let x = normalSample(100, seed: seed).map { [5 + $0] }
      return try Jackknife(means: x) { $0[0] * $0[0] }.estimate.deviation(from: 25)
    }
    let squares = mean(ofIndependent: z.map { $0 * $0 })
    #expect(abs(squares.deviation(from: 1.02)) < 5)
  }
}

@Suite struct BootstrapTests {
  @Test func agreesWithTheMean() throws {
    let x = normalSample(200, seed: 5)
    let bootstrap = try Bootstrap(x, replicates: 2000, using: Philox(seed: 1, stream: 0)) {
      meanAndVariance(of: $0).mean
    }
    let plain = mean(ofIndependent: x)
    #expect(bootstrap.value == plain.value)
    // The standard deviation of 2000 replicates is known to 1/√4000; within 5σ.
    #expect(
      abs(bootstrap.estimate.standardError / (plain.standardError * (199.0 / 200).squareRoot()) - 1)
        < 5 / 4000.0.squareRoot())
    let interval = try #require(bootstrap.interval())
    #expect(
      abs((interval.upperBound - interval.lowerBound) / (3.92 * plain.standardError) - 1) < 0.12)
    #expect(interval.contains(plain.value))
  }

  @Test func isReproducible() throws {
    let x = normalSample(20, seed: 6)
    func run(_ seed: UInt64) throws -> Bootstrap {
      try Bootstrap(x, replicates: 50, using: Philox(seed: seed, stream: 0)) { $0.max() ?? .nan }
    }
    #expect(try run(1) == run(1))
    #expect(try run(1) != run(2))
  }

  @Test func edgeCases() throws {
    let generator = Philox(seed: 1, stream: 0)
    #expect(throws: StatisticsError.tooFew(needed: 1, got: 0)) {
      try Bootstrap([Double](), using: generator) { $0[0] }
    }
    let constant = try Bootstrap([2.0, 2], replicates: 9, using: generator) { $0[0] }
    #expect(constant.estimate == .exact(2) && constant.interval() == 2...2)
    let undefined = try Bootstrap([1.0, .nan], replicates: 20, using: generator) { $0[0] }
    #expect(undefined.interval() == nil)
    #expect(try Bootstrap([1.0], replicates: 0, using: generator) { $0[0] }.interval() == nil)
  }
}
