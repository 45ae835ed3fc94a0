import Foundation
import Statistics
import Testing

@Suite struct UnivariateNormalityTests {
  // Reference: scipy.stats.anderson; effect size: the Lilliefors distance in numpy.
  @Test func andersonDarlingMatchesReference() throws {
    let test = try andersonDarling(referenceSample)
    #expect(abs(test.statistic - 0.1657469664627058) < 1e-12)
    #expect(abs(test.effectSize - 0.08135734838937436) < 1e-13)
    #expect(abs(try andersonDarling(sineSample(1000)).statistic - 9.151093582371686) < 1e-8)
    #expect(
      abs(try andersonDarling(referenceSample.map(exp)).statistic - 5.810571392715492) < 1e-10)
  }

  // The p-values of D'Agostino & Stephens' table 4.7: percentage points of the modified statistic.
  @Test(arguments: [(0.631, 0.10), (0.752, 0.05), (0.873, 0.025), (1.035, 0.01)])
  func andersonDarlingPercentagePoints(point: Double, level: Double) throws {
    // Mix normal scores with a uniform grid until the modified statistic hits the point.
    let n = 200
    func sample(_ t: Double) -> [Double] {
      (1...n).map {
        let p = (Double($0) - 0.5) / Double(n)
        return (1 - t) * normalQuantile(p) + t * 4 * (p - 0.5)
      }
    }
    func modified(_ t: Double) throws -> Double {
      try andersonDarling(sample(t)).statistic * (1 + 0.75 / 200 + 2.25 / 40_000)
    }
    var (low, high) = (0.0, 1.0)
    for _ in 0..<60 {
      let middle = 0.5 * (low + high)
      if try modified(middle) < point { low = middle } else { high = middle }
    }
    #expect(abs(try andersonDarling(sample(low)).pValue / level - 1) < 0.03)
  }

  // Reference: scipy.stats.shapiro (the original Fortran of AS R94).
  @Test func shapiroWilkMatchesReference() throws {
    func check(_ x: [Double], _ w: Double, _ p: Double) throws {
      let test = try shapiroWilk(x)
      #expect(abs(test.statistic - w) < 1e-9)
      #expect(abs(test.pValue - p) < 1e-6 * max(p, 1e-3))
      #expect(abs(test.effectSize - (1 - w)) < 1e-9)
    }
    try check(referenceSample, 0.9864333639576818, 0.9798030641404121)
    try check(Array(referenceSample[0..<3]), 0.8709677419354838, 0.2982758521542357)
    try check(Array(referenceSample[0..<5]), 0.9733503278024416, 0.8962890711823241)
    try check(Array(referenceSample[0..<10]), 0.9909044001834699, 0.9977856100712135)
    try check(referenceSample.map(exp), 0.3783805246871875, 4.494714947738568e-09)
    try check(sineSample(1000), 0.9668901590991665, 2.6247372184242306e-14)
    try check(sineSample(2000), 0.9837157769578292, 2.5074906623121587e-14)
  }

  @Test func shapiroWilkThinsLargeSamplesAndSaysSo() throws {
    let test = try shapiroWilk(normalSample(12_000, seed: 1))
    #expect(test.sampleSize == 5000 && test.pValue > 1e-3)
    #expect(try shapiroWilk(normalSample(5000, seed: 1)).sampleSize == 5000)
  }

  // Reference: scipy.stats.skewtest, kurtosistest, normaltest, jarque_bera.
  @Test func momentTestsMatchReference() throws {
    func check(_ test: NormalityTest, _ statistic: Double, _ p: Double) {
      #expect(abs(test.statistic - statistic) < 1e-12)
      #expect(abs(test.pValue - p) < 1e-12)
    }
    check(try skewnessTest(referenceSample), 0.8954129415629836, 0.37056638508361817)
    check(try kurtosisTest(referenceSample), 0.8701752207289464, 0.3842046553294286)
    check(try dAgostinoPearson(referenceSample), 1.5589692506891457, 0.45864232303465335)
    check(try jarqueBera(referenceSample), 0.6416385901518878, 0.7255543503884165)
    #expect(abs(try skewnessTest(referenceSample).effectSize - 0.37843263025625823) < 1e-14)
    #expect(abs(try kurtosisTest(referenceSample).effectSize - 0.2622852790020982) < 1e-14)
  }

  // p-values of 500 normal samples of 200 are uniform at the 5σ level of Kolmogorov's test.
  @Test func pValuesAreUniformUnderNormality() throws {
    let tests: [@Sendable ([Double]) throws -> NormalityTest] = [
      { try andersonDarling($0) }, { try shapiroWilk($0) }, { try skewnessTest($0) },
      { try kurtosisTest($0) }, { try dAgostinoPearson($0) },
    ]
    for test in tests {
      let results = try (0..<500).map {
        try test(normalSample(200, seed: UInt64($0)).map { 7 + 0.01 * $0 })
      }
      let distance = try KolmogorovSmirnov(results.map(\.pValue)) { $0 }.distance
      #expect(distance < uniformityBound(500), "\(results[0].name): \(distance)")
    }
  }

  // Jarque–Bera is asymptotic: 300 samples of 4000.
  @Test func jarqueBeraIsUniformForLargeSamples() throws {
    let p = try (0..<300).map { try jarqueBera(normalSample(4000, seed: UInt64($0))).pValue }
    #expect(try KolmogorovSmirnov(p) { $0 }.distance < uniformityBound(300))
  }

  // Over 100 samples of 200: the uniform law is always found out, Student's t₃ nearly always.
  @Test func havePower() throws {
    let tests: [@Sendable ([Double]) throws -> NormalityTest] = [
      { try andersonDarling($0) }, { try shapiroWilk($0) }, { try kurtosisTest($0) },
      { try dAgostinoPearson($0) },
    ]
    for test in tests {
      var (uniform, heavy) = (0, 0)
      for seed in 0..<100 as Range<UInt64> {
        if try test(uniformSample(200, seed: seed)).pValue < 0.05 { uniform += 1 }
        let student = uniformSample(200, seed: seed).map { studentQuantile($0, 3) }
        if try test(student).pValue < 0.05 { heavy += 1 }
      }
      #expect(uniform >= 95 && heavy >= 90, "\(uniform) \(heavy)")
    }
  }

  @Test func areInvariantAndBounded() throws {
    let x = normalSample(100, seed: 8)
    let y = x.map { -1e6 + 1e-3 * $0 }
    #expect(abs(try andersonDarling(x).statistic - andersonDarling(y).statistic) < 1e-6)
    #expect(abs(try shapiroWilk(x).statistic - shapiroWilk(y).statistic) < 1e-6)
    // Far outliers: no overflow, a p-value that is tiny but a number.
    let outlier = x + [1e12]
    for test in [try andersonDarling(outlier), try shapiroWilk(outlier), try jarqueBera(outlier)] {
      #expect(test.statistic.isFinite && test.pValue >= 0 && test.pValue < 1e-10)
    }
  }

  @Test func refuseBadInput() {
    #expect(throws: StatisticsError.tooFew(needed: 8, got: 2)) { try andersonDarling([1, 2]) }
    #expect(throws: StatisticsError.tooFew(needed: 3, got: 0)) { try shapiroWilk([]) }
    #expect(throws: StatisticsError.constant) { try shapiroWilk([1, 1, 1]) }
    #expect(throws: StatisticsError.notFinite) { try shapiroWilk([1, .nan, 1]) }
    #expect(throws: StatisticsError.constant) {
      try andersonDarling([Double](repeating: 2, count: 50))
    }
    #expect(throws: StatisticsError.tooFew(needed: 20, got: 19)) {
      try kurtosisTest(Array(referenceSample.prefix(19)))
    }
  }

  @Test func codesWithSnakeCase() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let test = NormalityTest(
      name: "t", statistic: 1.5, pValue: .nan, effectSize: 0.25, sampleSize: 9)
    let text = String(decoding: try encoder.encode(test), as: UTF8.self)
    #expect(
      text
        == #"{"effect_size":0.25,"name":"t","p_value":null,"sample_size":9,"statistic":1.5}"#)
    let back = try JSONDecoder().decode(NormalityTest.self, from: Data(text.utf8))
    #expect(back.statistic == 1.5 && back.pValue.isNaN && back.sampleSize == 9)
  }
}
