import Foundation
import LinearAlgebra
import Statistics
import Surrogates
import Testing

@Suite("Density ratios by classification")
struct DensityRatioTests {
  private static func gaussian(
    _ count: Int, dimension: Int, seed: UInt64, mean: Double = 0, deviation: Double = 1
  ) -> Matrix {
    ValidationSamples.cloud(count, dimension: dimension, seed: seed)
      .mapElements { mean + deviation * $0 }
  }

  @Test("the ratio of two Gaussians is found within its error", arguments: [1, 2, 4])
  func gaussians(dimension: Int) throws {
    // More of the source than of the target: the constant knows.
    let source = Self.gaussian(6000, dimension: dimension, seed: 1)
    let target = Self.gaussian(3000, dimension: dimension, seed: 2, mean: 0.4, deviation: 0.8)
    let ratio = try DensityRatio(source: source, target: target)
    for x in [-1, -0.3, 0, 0.5, 1.2] {
      let q = [Double](repeating: x, count: dimension)
      let z = (x - 0.4) / 0.8
      let exact = Double(dimension) * (0.5 * x * x - 0.5 * z * z - log(0.8))
      // Within 5 standard errors.
      #expect(ValidationSamples.agrees(ratio.logRatio(at: q), with: exact, within: 5))
      #expect(ratio.logRatio(at: q).standardError < 0.3)
      #expect(abs(ratio.logRatios(at: Matrix(rows: [q]))[0] - ratio.logRatio(at: q).value) < 1e-12)
    }
  }

  @Test("errors of the ratio are honest")
  func honestErrors() throws {
    // 200 repetitions: variance one within 4 √(2/200).
    var squares = 0.0
    for seed in 0..<200 {
      let ratio = try DensityRatio(
        source: Self.gaussian(300, dimension: 1, seed: 10 + UInt64(seed)),
        target: Self.gaussian(200, dimension: 1, seed: 1000 + UInt64(seed), mean: 0.5), degree: 1)
      let deviation = ratio.logRatio(at: [0.8]).deviation(from: 0.5 * 0.8 - 0.125)
      squares += deviation * deviation / 200
    }
    #expect(abs(squares - 1) < 0.4)
  }

  @Test("weights from the ratio carry means over")
  func reweighting() throws {
    let source = Self.gaussian(20_000, dimension: 2, seed: 3)
    let target = Self.gaussian(20_000, dimension: 2, seed: 4, mean: 0.3, deviation: 0.9)
    let ratio = try DensityRatio(source: source, target: target)
    let weights = try ImportanceWeights(logRatios: ratio.logRatios(at: source))
    let mean = try weights.mean(of: source.rowArrays.map { $0[0] * $0[0] })
    // E x² = 0.81 + 0.09; the ratio's own error is about as large as that of the mean, so within 6.
    #expect(ValidationSamples.agrees(mean, with: 0.9, within: 6))
    #expect(weights.warnings(minimumEffectiveSize: 5000).isEmpty)
    #expect(abs(ratio.coverage.value - 1) < 0.05 && ratio.warning == nil)
  }

  @Test("laws without overlap give finite ratios and a warning")
  func separable() throws {
    let source = Self.gaussian(500, dimension: 2, seed: 5)
    let target = Self.gaussian(500, dimension: 2, seed: 6, mean: 50)
    let ratio = try DensityRatio(source: source, target: target)
    let ratios = ratio.logRatios(at: source)
    #expect(ratios.allSatisfy { $0.isFinite })
    #expect(ratio.coverage.value < 0.01)
    #expect(ratio.warning?.contains("covers only 0 %") == true)
  }

  @Test("impossible samples say why")
  func failures() {
    let cloud = Self.gaussian(10, dimension: 2, seed: 1)
    #expect(throws: ValidationError.mismatch(what: "coordinates", expected: 2, found: 1)) {
      try DensityRatio(source: cloud, target: Matrix(rows: 5, columns: 1))
    }
    #expect(throws: ValidationError.tooFewSamples(needed: 2, found: 1)) {
      try DensityRatio(source: cloud, target: Matrix(rows: [[1, 2]]))
    }
  }
}
