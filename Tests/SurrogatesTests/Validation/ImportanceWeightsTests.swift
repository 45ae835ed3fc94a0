import Foundation
import Statistics
import Surrogates
import Testing

@Suite("Importance weights")
struct ImportanceWeightsTests {
  /// Samples of N(0, 1) and the log ratios to N(0, s²).
  private static func gaussian(_ count: Int, target s: Double, seed: UInt64) -> (
    x: [Double], energies: [Double], logRatios: [Double]
  ) {
    let x = ValidationSamples.normals(count, seed: seed)
    let energies = x.map { 0.5 * $0 * $0 }
    return (x, energies, energies.map { $0 * (1 - 1 / (s * s)) })
  }

  @Test("means and effective sample size of a colder and a warmer law", arguments: [0.6, 1, 1.2])
  func gibbs(s: Double) throws {
    let n = 40_000
    let (x, energies, _) = Self.gaussian(n, target: s, seed: 2)
    let weights = try ImportanceWeights(
      source: energies, target: energies, targetTemperature: s * s)
    #expect(abs(weights.weights.reduce(0, +) - 1) < 1e-11)
    // Within 5 standard errors.
    let square = try weights.mean(of: x.map { $0 * $0 })
    #expect(ValidationSamples.agrees(square, with: s * s, within: 5))
    // n (E w)²/E w² = n s √(2 − s²); the sum of w² has heavy tails of its own for s > 1.
    let expected = Double(n) * s * (2 - s * s).squareRoot()
    #expect(abs(weights.effectiveSampleSize / expected - 1) < 0.05)
    #expect(weights.warnings(minimumEffectiveSize: 1000).isEmpty)
  }

  @Test("a tail without variance is noticed")
  func heavyTail() throws {
    // w = exp(½x²(1 − 1/s²)) has the tail index k = 1 − 1/s², slowly approached.
    let (_, _, ratios) = Self.gaussian(200_000, target: 8, seed: 3)
    let weights = try ImportanceWeights(logRatios: ratios)
    #expect(weights.tailShape > 0.7)
    let warnings = weights.warnings(minimumEffectiveSize: 100_000)
    #expect(warnings.count == 2)
    #expect(warnings.last?.contains("k̂") == true)
    // Weights that are bounded have a shape below zero.
    let (_, _, narrow) = Self.gaussian(20_000, target: 0.5, seed: 3)
    #expect(try ImportanceWeights(logRatios: narrow).tailShape < 0)
  }

  @Test("Pareto smoothing as an independent program does it")
  func reference() throws {
    // Figures of a NumPy implementation of the published algorithm.
    let pareto = (1...800).map { i in
      -0.9 * log(1 - (Double(i) * 0.6180339887498949).truncatingRemainder(dividingBy: 1))
    }
    let smoothed = try ImportanceWeights(logRatios: pareto)
    #expect(abs(smoothed.tailShape - 0.783199841650908) < 1e-9)
    #expect(abs(smoothed.effectiveSampleSize - 52.45703337497704) < 1e-7)
    #expect(abs((smoothed.weights.max() ?? 0) - 0.10531183160721817) < 1e-10)
    let bounded = (1...1000).map { i in
      let s = 3 * sin(0.37 * Double(i * i))
      return -0.5 * s * s
    }
    let short = try ImportanceWeights(logRatios: bounded)
    #expect(abs(short.tailShape + 1.4165280142344843) < 1e-9)
    #expect(abs(short.effectiveSampleSize - 415.18396580967254) < 1e-6)
    #expect(abs((short.weights.max() ?? 0) - 0.003518066872160674) < 1e-11)
  }

  @Test("the shape of a Pareto law is found", arguments: [-0.3, 0.2, 0.8])
  func shape(k: Double) {
    let n = 5000
    let generator = Philox(seed: 4, stream: 0)
    let excesses = (0..<n).map { i in
      2 * expm1(-k * log(generator.uniform(UInt64(i), 0))) / k
    }
    let law = GeneralisedPareto(ascending: excesses.sorted())
    // The estimator's standard error is (1 + k)/√n, σ √(2(1 + k)/n); within 4, and its bias of 10/n.
    let root = Double(n).squareRoot()
    #expect(abs(law.shape - k) < 5 * (1 + k) / root + 10 / Double(n))
    #expect(abs(law.scale - 2) < 5 * 2 * (2 * (1 + k)).squareRoot() / root)
    // 90 % of the excesses are below the 90 % quantile: within 5 binomial errors and that of the fit.
    let below = Double(excesses.count { $0 <= law.quantile(0.9) }) / Double(n)
    #expect(abs(below - 0.9) < 8 * (0.09 / Double(n)).squareRoot())
  }

  @Test("the treatments differ in the largest weights only")
  func treatments() throws {
    var (_, _, ratios) = Self.gaussian(2000, target: 2, seed: 5)
    // One that is truncated in any case.
    ratios[7] = (ratios.max() ?? 0) + 3
    let raw = try ImportanceWeights(logRatios: ratios, treatment: .raw)
    let shifted = try ImportanceWeights(logRatios: ratios.map { $0 + 700 }, treatment: .raw)
    let truncated = try ImportanceWeights(logRatios: ratios, treatment: .truncated)
    let smoothed = try ImportanceWeights(logRatios: ratios, treatment: .paretoSmoothed)
    for (a, b) in zip(raw.weights, shifted.weights) { #expect(abs(a / b - 1) < 1e-9) }
    #expect(raw.tailShape == smoothed.tailShape)
    let scale = truncated.weights[0] / raw.weights[0]
    let limit = scale / Double(2000).squareRoot()
    #expect((truncated.weights.max() ?? 1) <= limit * (1 + 1e-12))
    #expect((raw.weights.max() ?? 0) > 1 / Double(2000).squareRoot())
    // Order is kept; all but the tail (135 weights) are in the same proportion.
    let order = raw.weights.indices.sorted { raw.weights[$0] < raw.weights[$1] }
    let sorted = order.map { smoothed.weights[$0] }
    #expect(sorted == sorted.sorted())
    let ratio = smoothed.weights[order[0]] / raw.weights[order[0]]
    for i in order.prefix(1865) {
      #expect(abs(smoothed.weights[i] / raw.weights[i] / ratio - 1) < 1e-9)
    }
  }

  @Test("errors of weighted means are honest, also for blocks")
  func honestErrors() throws {
    // Blocks of four equal samples; 300 repetitions, the mean square of the deviations within 5 of its errors.
    var squares: [Double] = []
    for seed in 0..<300 {
      let (x, _, ratios) = Self.gaussian(400, target: 0.8, seed: 50 + UInt64(seed))
      let fourfold = { (values: [Double]) in values.flatMap { [$0, $0, $0, $0] } }
      let weights = try ImportanceWeights(
        logRatios: fourfold(ratios), treatment: .raw, efficiency: 0.25)
      let mean = try weights.mean(
        of: fourfold(x.map { $0 * $0 }), blocks: SampleBlocks(labels: (0..<1600).map { $0 / 4 }))
      squares.append(mean.deviation(from: 0.64) * mean.deviation(from: 0.64))
      let single = try ImportanceWeights(logRatios: ratios, treatment: .raw)
      #expect(abs(weights.effectiveSampleSize / single.effectiveSampleSize - 1) < 1e-9)
    }
    let square = mean(ofIndependent: squares)
    #expect(ValidationSamples.agrees(square, with: 1, within: 5))
    #expect(square.standardError < 0.2)
  }

  @Test("impossible weights say why")
  func failures() throws {
    #expect(throws: ValidationError.notFinite("log ratios")) {
      try ImportanceWeights(logRatios: [0, .nan])
    }
    #expect(throws: ValidationError.notFinite("log ratios")) {
      try ImportanceWeights(logRatios: [-.infinity, -.infinity])
    }
    #expect(throws: ValidationError.notPositive("temperatures")) {
      try ImportanceWeights(source: [1], target: [1], targetTemperature: 0)
    }
    let some = try ImportanceWeights(logRatios: [0, -.infinity, 0])
    #expect(some.weights == [0.5, 0, 0.5] && some.tailShape.isNaN)
  }
}
