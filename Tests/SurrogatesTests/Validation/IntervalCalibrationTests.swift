import Foundation
import LinearAlgebra
import Statistics
import Surrogates
import Testing

@Suite("Calibration of intervals")
struct IntervalCalibrationTests {
  /// Targets y of law N(0, 1) (or another), with mean 0 and one σ predicted for all.
  private static func constant(
    _ deviation: Double, targets: [Double], perBlock: Int = 1
  ) throws -> IntervalCalibration {
    try IntervalCalibration(
      means: targets.map { _ in 0 }, deviations: targets.map { _ in deviation }, targets: targets,
      blocks: SampleBlocks(labels: targets.indices.map { $0 / perBlock }))
  }

  @Test("coverage of a Gaussian law in closed form", arguments: [0.5, 1, 2])
  func gaussian(deviation: Double) throws {
    let n = 20_000
    let calibration = try Self.constant(
      deviation, targets: ValidationSamples.normals(n, seed: 1))
    for point in calibration.coverageCurve() {
      let width = deviation * normalQuantile(0.5 + 0.5 * point.nominal)
      let expected = erf(width * 0.5.squareRoot())
      // Within 5 binomial errors, and as many samples where hardly any are outside.
      let error = (expected * (1 - expected) / Double(n)).squareRoot() + 1 / Double(n)
      #expect(abs(point.observed.value - expected) < 5 * error)
    }
    let factor = calibration.recalibrationFactor()
    #expect(ValidationSamples.agrees(factor, with: 1 / deviation, within: 5))
    // Known density of the quantile: SE = √(p(1−p)/n)/(2φ(1.645)) / 1.645. A density is known to 10 % or so: the mean
    // over sixteen draws, within 5 of its errors and a bias of 5 %.
    let error = (0.09 / Double(n)).squareRoot() / (2 * 0.103136 * 1.644854) / deviation
    let ratios = try (1...16).map { seed in
      try Self.constant(deviation, targets: ValidationSamples.normals(n, seed: seed))
        .recalibrationFactor().standardError / error
    }
    let ratio = mean(ofIndependent: ratios)
    #expect(abs(ratio.value - 1) < 5 * ratio.standardError + 0.05)
    #expect(ratio.standardError < 0.06)
    // ∫|C(p) − p| dp with C(p) = P(|Z| ≤ σ z_p): |½ − (2/π) arctan σ|.
    let distance = abs(0.5 - 2 / Double.pi * atan(deviation))
    let found = calibration.expectedCalibrationError
    if deviation == 1 {
      #expect(found.value < 3 * calibration.calibrationErrorFloor)
    } else {
      #expect(ValidationSamples.agrees(found, with: distance, within: 5))
    }
    let likelihood = 0.5 * log(2 * Double.pi) + log(deviation) + 0.5 / (deviation * deviation)
    #expect(
      ValidationSamples.agrees(calibration.negativeLogLikelihood, with: likelihood, within: 5))
  }

  @Test("a heavy-tailed law of variance one: right on average, wrong at every level")
  func heavyTailed() throws {
    let calibration = try Self.constant(
      1, targets: ValidationSamples.heavyTailed(40_000, seed: 5))
    // P(|t₃|/√3 ≤ 1.6449) and t₃(0.95)/√3/1.6449, by SciPy. Within 5 standard errors.
    #expect(
      ValidationSamples.agrees(
        calibration.coverage(level: 0.9), with: 0.9348358577305852, within: 5))
    #expect(
      ValidationSamples.agrees(
        calibration.recalibrationFactor(), with: 0.82604007452144, within: 5))
    #expect(calibration.expectedCalibrationError.value > 10 * calibration.calibrationErrorFloor)
  }

  @Test("the noise of the targets is not the model's")
  func noisyTargets() throws {
    // σ is half of what it should be; the targets' noise is three times the model's error, and known.
    let n = 200_000
    let noise = ValidationSamples.normals(n, seed: 6)
    let errors = ValidationSamples.normals(n, seed: 7)
    let calibration = try IntervalCalibration(
      means: errors, deviations: [Double](repeating: 0.5, count: n),
      targets: noise.map { 3 * $0 }, targetVariances: [Double](repeating: 9, count: n),
      blocks: .independent(n))
    let factor = calibration.recalibrationFactor()
    #expect(ValidationSamples.agrees(factor, with: 2, within: 5))
    #expect(factor.standardError < 0.1)
    let after = calibration.recalibrated(by: 2)
    #expect(ValidationSamples.agrees(after.coverage(level: 0.9), with: 0.9, within: 5))
    #expect(ValidationSamples.agrees(after.summary().meanSquare, with: 1, within: 5))
    // Noise that is larger than the residuals explains them alone.
    let none = try IntervalCalibration(
      means: [0, 0, 0], deviations: [1, 1, 1], targets: [0.1, -0.2, 0.3],
      targetVariances: [4, 4, 4], blocks: .independent(3))
    #expect(none.recalibrationFactor().value == 0)
  }

  @Test("repeated samples in a block say nothing new")
  func blocks() throws {
    let targets = ValidationSamples.normals(300, seed: 8)
    let single = try Self.constant(1, targets: targets)
    let repeated = try Self.constant(
      1, targets: targets.flatMap { [Double](repeating: $0, count: 10) }, perBlock: 10)
    let (a, b) = (single.coverage(level: 0.7), repeated.coverage(level: 0.7))
    #expect(abs(a.value - b.value) < 1e-12 && abs(a.standardError - b.standardError) < 1e-12)
    let (c, d) = (single.expectedCalibrationError, repeated.expectedCalibrationError)
    #expect(abs(c.value - d.value) < 1e-3 && abs(c.standardError / d.standardError - 1) < 0.01)
  }

  @Test("errors of factor and calibration error are honest for blocks")
  func honestErrors() throws {
    // Blocks of five share a random scale. 300 repetitions: the mean square of the deviations in standard errors is one
    // within 5 of its own errors.
    let truth = 400_000
    func targets(_ count: Int, seed: UInt64) -> [Double] {
      let scales = ValidationSamples.normals(count / 5, seed: seed, stream: 4)
      let normals = ValidationSamples.normals(count, seed: seed, stream: 5)
      return normals.indices.map { normals[$0] * exp(0.5 * scales[$0 / 5]) }
    }
    let reference = try Self.constant(0.8, targets: targets(truth, seed: 1), perBlock: 5)
    let factor = reference.recalibrationFactor().value
    let distance = reference.expectedCalibrationError.value
    var squares = (factor: [Double](), distance: [Double]())
    for seed in 0..<300 {
      let one = try Self.constant(
        0.8, targets: targets(1000, seed: 1000 + UInt64(seed)), perBlock: 5)
      let a = one.recalibrationFactor().deviation(from: factor)
      let b = one.expectedCalibrationError.deviation(from: distance)
      squares.factor.append(a * a)
      squares.distance.append(b * b)
    }
    for squares in [squares.factor, squares.distance] {
      let square = mean(ofIndependent: squares)
      #expect(ValidationSamples.agrees(square, with: 1, within: 5))
      #expect(square.standardError < 0.6)
    }
  }

  @Test("each block is judged with the factor of the others")
  func crossRecalibration() throws {
    let targets = ValidationSamples.heavyTailed(120, seed: 9)
    let labels = targets.indices.map { $0 * $0 % 7 }
    let calibration = try IntervalCalibration(
      means: targets.map { _ in 0 }, deviations: targets.map { _ in 0.4 }, targets: targets,
      blocks: SampleBlocks(labels: labels))
    var covered = 0.0
    for label in Set(labels) {
      let others = targets.indices.filter { labels[$0] != label }
      let rest = try IntervalCalibration(
        means: others.map { _ in 0 }, deviations: others.map { _ in 0.4 },
        targets: others.map { targets[$0] }, blocks: .independent(others.count))
      let factor = rest.recalibrationFactor().value
      for (sample, target) in targets.enumerated() where labels[sample] == label {
        covered += abs(target) <= factor * 0.4 * normalQuantile(0.95) ? 1 : 0
      }
    }
    #expect(abs(calibration.coverageAfterRecalibration().value - covered / 120) < 1e-12)
    #expect(
      try Self.constant(1, targets: [1, 2], perBlock: 2).coverageAfterRecalibration().value.isNaN)
  }

  @Test("the calibration error is the integral of the distance from the diagonal")
  func calibrationErrorIntegral() throws {
    let targets = [0.1, -0.3, 0.35, 1.8, -2.5, 0.9, 0.02]
    let calibration = try Self.constant(0.7, targets: targets)
    let levels = targets.map { erf(abs($0) / 0.7 * 0.5.squareRoot()) }
    let steps = 200_000
    let integral = (0..<steps).reduce(0.0) { sum, k in
      let p = (Double(k) + 0.5) / Double(steps)
      return sum + abs(Double(levels.count { $0 <= p }) / 7 - p) / Double(steps)
    }
    #expect(abs(calibration.expectedCalibrationError.value - integral) < 1e-5)
  }

  @Test("groups show what the average hides")
  func groups() throws {
    // Scale 0 scatters by ½, scale 1 by √7/2: of mean square one together.
    let n = 20_000
    let normals = ValidationSamples.normals(n, seed: 12)
    let scales = (0..<n).map { $0 % 2 }
    let targets = normals.indices.map { (scales[$0] == 0 ? 0.5 : 1.75.squareRoot()) * normals[$0] }
    let calibration = try Self.constant(1, targets: targets)
    #expect(ValidationSamples.agrees(calibration.summary().meanSquare, with: 1, within: 5))
    let groups = try calibration.summaries(by: scales)
    #expect(groups.map(\.label) == [0, 1])
    for (group, square) in zip(groups, [0.25, 1.75]) {
      #expect(group.summary.samples == n / 2 && group.summary.blocks == n / 2)
      #expect(ValidationSamples.agrees(group.summary.meanSquare, with: square, within: 5))
      #expect(ValidationSamples.agrees(group.summary.mean, with: 0, within: 5))
      let coverage = erf(normalQuantile(0.95) / (2 * square).squareRoot())
      #expect(ValidationSamples.agrees(group.summary.coverage, with: coverage, within: 5))
    }
  }

  @Test("bins of the prediction tell whether it knows where errors are large")
  func bins() throws {
    let n = 20_000
    let normals = ValidationSamples.normals(n, seed: 13)
    let actual = (0..<n).map { 0.2 + Double($0 % 10) }
    let targets = zip(normals, actual).map { $0 * $1 }
    func bins(_ deviations: [Double]) throws -> DeviationBins {
      try IntervalCalibration(
        means: targets.map { _ in 0 }, deviations: deviations, targets: targets,
        blocks: .independent(n)
      ).deviationBins(10)
    }
    let right = try bins(actual)
    for bin in right.bins {
      #expect(bin.samples == n / 10)
      #expect(ValidationSamples.agrees(bin.observed, with: bin.predicted, within: 5))
    }
    #expect(right.range > 40)
    // Mean of |N(0, 1/(2·2000))|: 0.013; a factor of two on every σ gives ½.
    #expect(right.normalisedError < 0.03)
    #expect(abs(try bins(actual.map { 2 * $0 }).normalisedError - 0.5) < 0.02)
    #expect(throws: ValidationError.tooFewSamples(needed: 3, found: 1)) {
      try Self.constant(1, targets: [1]).deviationBins(3)
    }
  }

  @Test("impossible predictions say why")
  func failures() {
    #expect(throws: ValidationError.notPositive("standard deviations")) {
      try IntervalCalibration(
        means: [0], deviations: [0], targets: [0], blocks: .independent(1))
    }
    #expect(throws: ValidationError.mismatch(what: "targets", expected: 2, found: 1)) {
      try IntervalCalibration(
        means: [0, 0], deviations: [1, 1], targets: [0], blocks: .independent(2))
    }
    #expect(throws: ValidationError.tooFewSamples(needed: 1, found: 0)) {
      try IntervalCalibration(means: [], deviations: [], targets: [], blocks: .independent(0))
    }
  }
}
