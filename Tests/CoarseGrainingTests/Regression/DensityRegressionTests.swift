import CoarseGraining
import Foundation
import Testing

@Suite struct DensityRegressionTests {
  static let line = UniformAxis(lower: -2, upper: 2, count: 400)

  static func fit(
    _ law: TestLaw, axes: [UniformAxis] = [line], perCohort: Int, cohorts: Int = 32, seed: UInt64
  ) throws -> EffectivePotential {
    let histogram = Histogram(axes: axes, components: Array(axes.indices), cohorts: cohorts)
    independentSamples(of: law, into: histogram, perCohort: perCohort, seed: seed)
    return try DensityRegression().fit(
      SampledData(histogram: histogram),
      temperature: .exact(law.temperature, cohorts: cohorts))
  }

  static func reference(_ law: TestLaw, _ axes: [UniformAxis]) -> [Double] {
    guard axes.count == 2 else { return axes[0].centers.map { law.value([$0]) } }
    return axes[0].centers.flatMap { x in axes[1].centers.map { law.value([x, $0]) } }
  }

  /// A harmonic well is in the null space of the penalty, so the best fit is the parametric one.
  ///
  /// With z = x/σ, the coefficient of z has variance T²/N, that of z² has T²/(2N). Over V < 4T, which is
  /// |z| < √8 =: a, the mean of z² is a²/3 = 8/3 and its variance a⁴·4/45 = 256/45, so the mean square
  /// error is T² (8/3 + 128/45) / N.
  @Test(arguments: [500, 5000, 50000]) func harmonicWellHasNoSmoothingBias(
    _ perCohort: Int
  ) throws {
    let law = TestLaw.harmonic(stiffness: 1, temperature: 0.25)
    let grid = UniformAxis(lower: -2, upper: 2, count: 400)
    let comparisons = try (0..<8).map { seed in
      try Self.fit(law, perCohort: perCohort, seed: UInt64(seed))
        .compare(to: Self.reference(law, [grid]), on: [grid])
    }
    let meanSquare = comparisons.reduce(0) { $0 + $1.rmse.value * $1.rmse.value } / 8
    let parametric = (8.0 / 3 + 128.0 / 45) / Double(32 * perCohort)
    // Sixteen squared normals have a relative deviation of √(2/16) = 0.35; three of them, times 1.5 for
    // the parameters that the choice of λ leaves free.
    #expect((meanSquare / parametric).squareRoot() / law.temperature < (1.5 * 2.05).squareRoot())
  }

  /// With the smoothing of least risk about 15 parameters are determined; the mean square error is
  /// below that of 30 parameters on N samples, each of relative weight e⁴/4 at worst.
  @Test(arguments: [1000, 10000]) func doubleWellIsFound(_ perCohort: Int) throws {
    let law = TestLaw.doubleWell(temperature: 0.25)
    let grid = UniformAxis(lower: -2, upper: 2, count: 400)
    for seed in 0..<4 {
      let potential = try Self.fit(law, perCohort: perCohort, seed: UInt64(seed))
      let result = potential.compare(to: Self.reference(law, [grid]), on: [grid])
      let bound = (30 * (exp(4.0) / 4) / Double(32 * perCohort)).squareRoot()
      #expect(result.rmse.value < bound * law.temperature)
      // The bands know about it: a mean square of 15 deviations exceeds 4, or is below 0.08, once in 10⁶.
      #expect(result.rmsInStandardErrors < 2)
      #expect((0.28...2).contains(result.rmse.value / result.expectedRMSE))
    }
  }

  @Test func smoothingFollowsTheData() throws {
    let straight = try Self.fit(
      .harmonic(stiffness: 1, temperature: 0.25), perCohort: 3000, seed: 1)
    let bent = try Self.fit(.doubleWell(temperature: 0.25), perCohort: 3000, seed: 1)
    #expect(straight.statistics.smoothing > 1e4 * bent.statistics.smoothing)
    let parameters = try #require(straight.statistics.effectiveParameters)
    #expect(parameters > 1 && parameters < 5)
  }

  @Test func anisotropicGaussianInTwoCoordinates() throws {
    let law = TestLaw.anisotropic(temperature: 1)
    let box = [
      UniformAxis(lower: -3.5, upper: 3.5, count: 128),
      UniformAxis(lower: -4, upper: 4, count: 128),
    ]
    let potential = try Self.fit(law, axes: box, perCohort: 10000, seed: 2)
    let grid = box.map { UniformAxis(lower: $0.lower, upper: $0.upper, count: 100) }
    let result = potential.compare(to: Self.reference(law, grid), on: grid)
    // Five parameters of the Gaussian (the null space has nine): the worst direction grows as V/T ≤ 4, so
    // the mean square is below 9 · 4² / N, and twice that for the noise of a single run.
    #expect(result.rmse.value < (2 * 9 * 16 / 320_000.0).squareRoot())
    #expect(result.rmsInStandardErrors < 2)
  }

  @Test func twoWellsInTwoCoordinates() throws {
    let law = TestLaw.twoWells(temperature: 0.3)
    let box = [
      UniformAxis(lower: -2, upper: 2, count: 128),
      UniformAxis(lower: -3, upper: 3, count: 128),
    ]
    let potential = try Self.fit(law, axes: box, perCohort: 20000, seed: 3)
    let grid = box.map { UniformAxis(lower: $0.lower, upper: $0.upper, count: 100) }
    let result = potential.compare(to: Self.reference(law, grid), on: grid)
    let parameters = try #require(potential.statistics.effectiveParameters)
    let bound = (parameters * (exp(4.0) / 4) / 640_000).squareRoot()
    #expect(result.rmse.value < bound * law.temperature)
    #expect(result.rmsInStandardErrors < 1.3)
    #expect(abs(result.rmse.value / result.expectedRMSE - 1) < 0.4)
  }

  /// Bins as wide as the law itself: the density at their centres is far from their mean.
  @Test func wideBinsAreIntegratedOver() throws {
    let law = TestLaw.harmonic(stiffness: 1, temperature: 0.01)
    let axis = UniformAxis(lower: -0.5, upper: 0.5, count: 20)
    // Expected counts: exact integrals of the Gaussian, in two equal cohorts.
    let edges = (0...20).map { erf((-0.5 + 0.05 * Double($0)) / (0.1 * 2.0.squareRoot())) }
    let counts = zip(edges.dropFirst(), edges).map { 1e7 * ($0 - $1) }
    let spline = try DensityRegression(intervals: [8]).fit(
      snapshot: HistogramSnapshot(axes: [axis], counts: counts), smoothing: 1,
      temperature: law.temperature)
    let rise = spline.value(at: [0.2]) - spline.value(at: [0])
    // Without the correction the stiffness would be too low by w²/(12σ²) = 2 %.
    #expect(abs(rise / law.value([0.2]) - 1) < 0.002)
  }

  @Test func emptyBinsAreData() throws {
    // The wells at ±1 at T = 0.05 are 20T apart: nothing lies between them.
    let law = TestLaw.doubleWell(temperature: 0.05)
    let potential = try Self.fit(law, perCohort: 500, seed: 4)
    let grid = potential.grid(on: [Self.line])
    let middle = 200
    #expect(
      grid.values.allSatisfy { $0.isFinite } && grid.standardErrors.allSatisfy { $0.isFinite })
    #expect(!grid.isSupported[middle] && grid.isSupported[300] && !grid.isSupported[399])
    // 16 000 samples and none within: V is above the wells by several T.
    #expect(grid.values[middle] > 4 * law.temperature)
  }

  /// A snapshot is fitted with the best smoothing alone, the whole with the average over all: closer than an error.
  @Test func snapshotsGiveNearlyTheSameCurve() throws {
    let law = TestLaw.doubleWell(temperature: 0.25)
    let histogram = Histogram(axes: [Self.line], components: [0], cohorts: 16)
    independentSamples(of: law, into: histogram, perCohort: 4000, seed: 5)
    let regression = DensityRegression()
    let full = try regression.fit(histogram, temperature: .exact(0.25, cohorts: 16))
    let quick = try regression.fit(
      snapshot: histogram.snapshot(), smoothing: full.statistics.smoothing, temperature: 0.25)
    for x in stride(from: -1.3, through: 1.3, by: 0.1) {
      let rise = full.difference(from: [0.9], to: [x])
      let other = quick.value(at: [x]) - quick.value(at: [0.9])
      #expect(abs(rise.value - other) < rise.standardError + 1e-6)
    }
  }

  @Test func failuresAreTyped() throws {
    let law = TestLaw.doubleWell(temperature: 0.25)
    let regression = DensityRegression()
    let single = Histogram(axes: [Self.line], components: [0], cohorts: 1)
    independentSamples(of: law, into: single, perCohort: 100, seed: 1)
    #expect(throws: RegressionError.tooFewCohorts(found: 1)) {
      try regression.fit(single, temperature: .exact(1, cohorts: 1))
    }
    // Two cohorts, but one is empty.
    let half = Histogram(axes: [Self.line], components: [0], cohorts: 2)
    accumulate(histogram: half, dimension: 1, samplesPerCohort: [50, 0]) { _, k in
      ([Double(k) / 50], nil)
    }
    #expect(throws: RegressionError.tooFewCohorts(found: 1)) {
      try regression.fit(half, temperature: .exact(1, cohorts: 2))
    }
    let far = Histogram(axes: [Self.line], components: [0], cohorts: 4)
    accumulate(histogram: far, dimension: 1, samplesPerCohort: [5, 5, 5, 5]) { _, _ in ([7], nil) }
    #expect(throws: RegressionError.noSamplesInDomain(outside: 20)) {
      try regression.fit(far, temperature: .exact(1, cohorts: 4))
    }
    accumulate(histogram: far, dimension: 1, samplesPerCohort: [0, 1, 0, 0]) { _, _ in
      ([.nan], nil)
    }
    #expect(throws: RegressionError.notFinite(samples: 1)) {
      try regression.fit(far, temperature: .exact(1, cohorts: 4))
    }
    #expect(throws: RegressionError.missingData("a histogram")) {
      try regression.fit(SampledData(), temperature: .exact(1, cohorts: 4))
    }
    #expect(throws: RegressionError.self) {
      try regression.fit(half, temperature: .exact(1, cohorts: 3))
    }
    #expect(throws: RegressionError.self) {
      try DensityRegression(intervals: [4, 4]).fit(half, temperature: .exact(1, cohorts: 2))
    }
  }

  /// Hardly any data: fewer than three bins are refused, three give a finite fit.
  @Test func minimalDataGivesAFiniteFitOrATypedError() throws {
    let histogram = Histogram(axes: [Self.line], components: [0], cohorts: 2)
    let points = [[0.3, 0.5], [0.3, 0.3], [0.1, 0.1]]
    for (k, pair) in points.enumerated() {
      accumulate(histogram: histogram, dimension: 1, samplesPerCohort: [1, 1]) { cohort, _ in
        ([pair[cohort]], nil)
      }
      if k < 2 {
        #expect(throws: RegressionError.degenerate(coordinate: 0, bins: 2)) {
          try DensityRegression().fit(histogram, temperature: .exact(0.25, cohorts: 2))
        }
      }
    }
    let potential = try DensityRegression().fit(
      histogram, temperature: .exact(0.25, cohorts: 2))
    let grid = potential.grid(on: [Self.line])
    #expect(grid.values.allSatisfy { $0.isFinite })
    #expect(grid.isSupported.allSatisfy { !$0 })
    #expect(grid.values.min() == 0)
  }
}
