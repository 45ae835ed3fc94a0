import Foundation
import Statistics
import Testing

/// The 50 Setosa flowers of Fisher's iris data: sepal length and width, petal length and width.
private let setosa: [[Double]] = [
  [5.1, 3.5, 1.4, 0.2], [4.9, 3.0, 1.4, 0.2], [4.7, 3.2, 1.3, 0.2], [4.6, 3.1, 1.5, 0.2],
  [5.0, 3.6, 1.4, 0.2], [5.4, 3.9, 1.7, 0.4], [4.6, 3.4, 1.4, 0.3], [5.0, 3.4, 1.5, 0.2],
  [4.4, 2.9, 1.4, 0.2], [4.9, 3.1, 1.5, 0.1], [5.4, 3.7, 1.5, 0.2], [4.8, 3.4, 1.6, 0.2],
  [4.8, 3.0, 1.4, 0.1], [4.3, 3.0, 1.1, 0.1], [5.8, 4.0, 1.2, 0.2], [5.7, 4.4, 1.5, 0.4],
  [5.4, 3.9, 1.3, 0.4], [5.1, 3.5, 1.4, 0.3], [5.7, 3.8, 1.7, 0.3], [5.1, 3.8, 1.5, 0.3],
  [5.4, 3.4, 1.7, 0.2], [5.1, 3.7, 1.5, 0.4], [4.6, 3.6, 1.0, 0.2], [5.1, 3.3, 1.7, 0.5],
  [4.8, 3.4, 1.9, 0.2], [5.0, 3.0, 1.6, 0.2], [5.0, 3.4, 1.6, 0.4], [5.2, 3.5, 1.5, 0.2],
  [5.2, 3.4, 1.4, 0.2], [4.7, 3.2, 1.6, 0.2], [4.8, 3.1, 1.6, 0.2], [5.4, 3.4, 1.5, 0.4],
  [5.2, 4.1, 1.5, 0.1], [5.5, 4.2, 1.4, 0.2], [4.9, 3.1, 1.5, 0.2], [5.0, 3.2, 1.2, 0.2],
  [5.5, 3.5, 1.3, 0.2], [4.9, 3.6, 1.4, 0.1], [4.4, 3.0, 1.3, 0.2], [5.1, 3.4, 1.5, 0.2],
  [5.0, 3.5, 1.3, 0.3], [4.5, 2.3, 1.3, 0.3], [4.4, 3.2, 1.3, 0.2], [5.0, 3.5, 1.6, 0.6],
  [5.1, 3.8, 1.9, 0.4], [4.8, 3.0, 1.4, 0.3], [5.1, 3.8, 1.6, 0.2], [4.6, 3.2, 1.4, 0.2],
  [5.3, 3.7, 1.5, 0.2], [5.0, 3.3, 1.4, 0.2],
]

/// The same deterministic vectors as in the reference program.
private func waves(_ count: Int, dimension: Int = 3) -> [[Double]] {
  (1...count).map { k in
    let i = Double(k)
    let x = [
      sin(1.7 * i) + 0.5 * cos(0.3 * i * i), sin(2.9 * i * i) + 0.4 * pow(sin(1.7 * i), 2),
      cos(1.1 * i),
    ]
    return Array(x.prefix(dimension))
  }
}

@Suite struct MultivariateNormalityTests {
  // Korkmaz, Goksuluk & Zararsiz, "MVN: an R package for assessing multivariate normality",
  // The R Journal 6/2 (2014): b₁ = 3.079721, b₂ = 26.53766, HZ = 0.9488453, p = 0.04995356.
  @Test func matchesPublishedFigures() throws {
    let zirkler = try henzeZirkler(setosa)
    #expect(abs(zirkler.statistic - 0.9488453) < 5e-8)
    #expect(abs(zirkler.pValue - 0.04995356) < 5e-9)
    let skew = try mardiaSkewness(setosa)
    #expect(abs(skew.effectSize * skew.effectSize * 4 - 3.079721) < 5e-7)
    #expect(abs((try mardiaKurtosis(setosa).effectSize + 1) * 24 - 26.53766) < 5e-6)
  }

  // Reference: the pairwise O(n²) formulas in numpy, p-values by scipy.
  @Test func matchesReference() throws {
    func check(_ test: NormalityTest, _ statistic: Double, _ p: Double) {
      #expect(abs(test.statistic - statistic) < 1e-11, "\(test)")
      #expect(abs(test.pValue - p) < 1e-11, "\(test)")
    }
    check(try mardiaSkewness(waves(40)), 8.933110442410477, 0.5384632245907832)
    check(try mardiaKurtosis(waves(40)), -2.333582201973359, 0.0002828370513095744)
    check(try mardiaSkewness(waves(40, dimension: 2)), 3.0400556932745975, 0.5511446977699818)
    check(try mardiaKurtosis(waves(40, dimension: 2)), -2.4587235503637874, 1.8762573557267148e-6)
    // In one dimension scipy.stats.kurtosistest.
    check(
      try mardiaKurtosis(waves(40, dimension: 1)), -1.8025673755237748, 0.0003840681461205092)
    check(try henzeZirkler(waves(40)), 1.0225918080363212, 0.014246687234171973)
    check(try henzeZirkler(waves(40, dimension: 2)), 1.186866852447519, 0.005575915708182368)
    check(try henzeZirkler(waves(40, dimension: 1)), 0.8806069333783717, 0.02030321467635241)
  }

  @Test func effectSizesReduceToOneDimension() throws {
    let x = referenceSample
    let skew = try mardiaSkewness(x.map { [$0] })
    #expect(abs(skew.effectSize - abs(try skewnessTest(x).effectSize)) < 1e-13)
    let kurtosis = try mardiaKurtosis(x.map { [$0] })
    #expect(abs(kurtosis.effectSize - (try kurtosisTest(x).effectSize) / 3) < 1e-13)
  }

  @Test func areAffinelyInvariant() throws {
    let x = waves(40)
    let y = x.map { [1e5 + 3 * $0[0] - $0[1], 1e-4 * $0[1], $0[2] + $0[0] + 0.5 * $0[1]] }
    #expect(abs(try mardiaSkewness(x).statistic - mardiaSkewness(y).statistic) < 1e-8)
    #expect(abs(try mardiaKurtosis(x).statistic - mardiaKurtosis(y).statistic) < 1e-8)
    #expect(abs(try henzeZirkler(x).statistic - henzeZirkler(y).statistic) < 1e-8)
  }

  // p-values of 400 samples of correlated normal vectors are uniform at the 5σ level.
  @Test(arguments: [(2, 300), (4, 200)])
  func pValuesAreUniformUnderNormality(dimension: Int, count: Int) throws {
    let samples = (0..<400).map { normalVectors(count, dimension: dimension, seed: UInt64($0)) }
    let tests: [([[Double]]) throws -> NormalityTest] = [
      { try mardiaSkewness($0) }, { try mardiaKurtosis($0) }, { try henzeZirkler($0) },
    ]
    for test in tests {
      let results = try samples.map(test)
      let distance = try KolmogorovSmirnov(results.map(\.pValue)) { $0 }.distance
      #expect(distance < uniformityBound(400), "\(results[0].name): \(distance)")
    }
  }

  // The far tail too, where verdicts are made: of 20 000 samples p < 0.002 in no more than twice as many as it says, and
  // in no fewer than half, by 4σ (√80 = 8.9, √20 = 4.5). The normal law of Mardia's statistic would give 9 per mille.
  @Test func kurtosisKeepsItsLevelInTheTail() throws {
    let hits = try (0..<20_000).count {
      try mardiaKurtosis(normalVectors(100, dimension: 1, seed: UInt64(50_000 + $0))).pValue < 0.002
    }
    #expect(hits < 80 + 36 && hits > 20 - 18, "\(hits)")
  }

  // Uniform, skewed and heavy-tailed alternatives, 40 samples of 300 vectors each.
  @Test func havePower() throws {
    var found = [Int](repeating: 0, count: 5)
    for seed in 0..<40 as Range<UInt64> {
      let u = uniformSample(600, seed: seed)
      let square = (0..<300).map { [u[2 * $0], u[2 * $0 + 1]] }
      let skewed = square.map { [-log($0[0]), normalQuantile($0[1])] }
      let heavy = square.map { $0.map { studentQuantile($0, 3) } }
      if try mardiaKurtosis(square).pValue < 0.05 { found[0] += 1 }
      if try henzeZirkler(square).pValue < 0.05 { found[1] += 1 }
      if try mardiaSkewness(skewed).pValue < 0.05 { found[2] += 1 }
      if try henzeZirkler(skewed).pValue < 0.05 { found[3] += 1 }
      if try mardiaKurtosis(heavy).pValue < 0.05 { found[4] += 1 }
    }
    #expect(found.allSatisfy { $0 >= 38 }, "\(found)")
  }

  @Test func largeSamplesAreThinned() throws {
    let test = try henzeZirkler(normalVectors(900, dimension: 2, seed: 1), maximumSize: 300)
    #expect(test.sampleSize == 300 && test.pValue > 1e-6)
  }

  @Test func refuseBadInput() {
    let x = waves(40)
    let dependent = x.map { [$0[0], $0[1], $0[0] - 2 * $0[1]] }
    for test in [
      { try mardiaSkewness($0) }, { try mardiaKurtosis($0) }, { try henzeZirkler($0) },
    ] as [([[Double]]) throws -> NormalityTest] {
      #expect(throws: StatisticsError.degenerate) { try test(dependent) }
      #expect(throws: StatisticsError.tooFew(needed: 8, got: 0)) { try test([]) }
      #expect(throws: StatisticsError.tooFew(needed: 8, got: 5)) { try test(Array(x.prefix(5))) }
      #expect(throws: StatisticsError.notFinite) { try test(x + [[1, .nan, 2]]) }
      #expect(throws: StatisticsError.differentLengths) { try test(x + [[1, 2]]) }
      #expect(throws: StatisticsError.constant) { try test(x.map { [$0[0], 4] }) }
    }
  }
}
