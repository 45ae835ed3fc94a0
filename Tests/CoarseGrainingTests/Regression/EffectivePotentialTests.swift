import CoarseGraining
import Foundation
import Statistics
import Testing

@Suite struct EffectivePotentialTests {
  static let axis = UniformAxis(lower: -2, upper: 2, count: 400)
  static let law = TestLaw.doubleWell(temperature: 0.25)

  /// Density and force fits of one set of samples, correlated through the cohorts' common noise.
  static func fits(
    seed: UInt64 = 1, cohorts: Int = 32
  ) throws -> (density: EffectivePotential, force: EffectivePotential) {
    let histogram = Histogram(axes: [axis], components: [0], cohorts: cohorts)
    let forces = ForceNormalEquations(
      bases: [BSplineBasis(on: axis, intervals: 40)], cohorts: cohorts)
    var draws = (0..<cohorts).map { Draws(seed: seed, stream: $0) }
    accumulate(
      histogram: histogram, forces: forces, dimension: 1,
      samplesPerCohort: [Int](repeating: 2000, count: cohorts)
    ) { cohort, _ in
      let q = law.draw(&draws[cohort])
      return (q, law.gradient(q).map { $0 + 2 * draws[cohort].normal() })
    }
    let data = SampledData(histogram: histogram, forces: forces)
    let temperature = TemperatureReplicates.exact(law.temperature, cohorts: cohorts)
    let regressors: [any EffectivePotentialRegressor] = [DensityRegression(), ForceRegression()]
    let fits = try regressors.map { try $0.fit(data, temperature: temperature) }
    return (fits[0], fits[1])
  }

  static var reference: [Double] { axis.centers.map { law.value([$0]) } }

  @Test func gaugeAndRegionAreAsStated() throws {
    let potential = try Self.fits().density
    #expect(potential.method == .density)
    let grid = potential.grid(on: [Self.axis])
    let supported = zip(grid.values, grid.isSupported).compactMap { $1 ? $0 : nil }
    #expect(supported.min() == 0)
    for (i, value) in grid.values.enumerated() {
      #expect(grid.region[i] == (grid.isSupported[i] && value <= 4 * 0.25))
    }
    #expect(potential.values(on: [Self.axis]) == grid.values)
    #expect(potential.standardErrors(on: [Self.axis]) == grid.standardErrors)
    #expect(potential.isSupported(on: [Self.axis]) == grid.isSupported)
    // The mean over the region has no error of its own: with one point, that point has none.
    var single = [Bool](repeating: false, count: 400)
    single[300] = true
    let pinned = potential.grid(on: [Self.axis], region: single)
    #expect(pinned.standardErrors[300] == 0)
    let x = Self.axis.centers
    let difference = potential.difference(from: [x[300]], to: [x[150]])
    #expect(abs(pinned.standardErrors[150] - difference.standardError) < 1e-12)
    #expect(abs(grid.values[150] - grid.values[300] - difference.value) < 1e-12)
  }

  @Test func comparisonWithAReferenceIgnoresConstants() throws {
    let potential = try Self.fits().force
    let plain = potential.compare(to: Self.reference, on: [Self.axis])
    let shifted = potential.compare(to: Self.reference.map { $0 + 17 }, on: [Self.axis])
    #expect(abs(plain.rmse.value - shifted.rmse.value) < 1e-12)
    #expect(plain.points == Self.reference.count { $0 <= 1 + (Self.reference.min() ?? 0) })
    #expect(plain.maxError >= plain.rmse.value)
    // By hand, from the values on the grid.
    let values = potential.values(on: [Self.axis])
    let region = EffectivePotential.region(of: Self.reference, temperature: 0.25)
    var errors = zip(zip(values, Self.reference).map { $0 - $1 }, region).compactMap {
      $1 ? $0 : nil
    }
    let mean = errors.reduce(0, +) / Double(errors.count)
    errors = errors.map { $0 - mean }
    let rmse = (errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)).squareRoot()
    #expect(abs(plain.rmse.value - rmse) < 1e-12)
    #expect(abs(plain.maxError - (errors.map(abs).max() ?? 0)) < 1e-12)
  }

  @Test func emptyRegionIsUndefinedNotACrash() throws {
    let potential = try Self.fits().force
    let nowhere = [Bool](repeating: false, count: 400)
    let result = potential.compare(to: Self.reference, on: [Self.axis], region: nowhere)
    #expect(result.points == 0 && result.rmse.value.isNaN && result.maxError.isNaN)
    let grid = potential.grid(on: [Self.axis], region: nowhere)
    #expect(grid.standardErrors.allSatisfy { $0.isFinite })
  }

  @Test func methodsAgreeWithinTheErrorsOfTheirDifference() throws {
    for seed in 1...4 {
      let (density, force) = try Self.fits(seed: UInt64(seed))
      let result = density.difference(from: force, on: [Self.axis])
      // The depth of one well against the other is one normal number, and in all points: 5 standard errors.
      #expect(result.rmsInStandardErrors < 5)
      #expect(result.rmse.value < 5 * result.expectedRMSE)
      let back = force.difference(from: density, on: [Self.axis])
      #expect(abs(back.rmse.value - result.rmse.value) < 1e-12)
      #expect(result.points > 100)
    }
  }

  @Test func aFitDoesNotDifferFromItself() throws {
    let density = try Self.fits().density
    let result = density.difference(from: density, on: [Self.axis])
    // Taken as independent, it would have the error √2 times its own.
    #expect(result.rmse.value == 0 && result.expectedRMSE == 0)
    let other = try Self.fits(cohorts: 16).density
    #expect(density.difference(from: other, on: [Self.axis]).expectedRMSE > 0)
  }

  @Test func residualsAreTheMicroGradients() throws {
    let force = try Self.fits().force
    let residuals = force.residuals(midpoints: [[0.5, 3, -1]], gradients: [[1, 2, 3]])
    #expect(abs(residuals[0][0] - (1 - force.spline.gradient(at: [0.5])[0])) < 1e-14)
    #expect(residuals[0][1].isNaN)
    #expect(abs(residuals[0][2] - 3) < 1)
    #expect(force.gradient(at: [0.5])[0].standardError > 0)
  }

  @Test func errorOfTheTemperatureEntersThatOfTheDensity() throws {
    let cohorts = 16
    let histogram = Histogram(axes: [Self.axis], components: [0], cohorts: cohorts)
    independentSamples(of: Self.law, into: histogram, perCohort: 20000, seed: 1)
    let changes = (0..<cohorts).map { 0.01 * cos(2.4 * Double($0)) }
    let exact = try DensityRegression().fit(
      histogram, temperature: .exact(0.25, cohorts: cohorts))
    let uncertain = try DensityRegression().fit(
      histogram, temperature: TemperatureReplicates(value: 0.25, replicates: changes))
    let (a, b) = ([0.0], [1.0])
    let plain = exact.difference(from: b, to: a)
    let with = uncertain.difference(from: b, to: a)
    #expect(with.value == plain.value)
    // V = T · (V/T): each replicate gains δT V/T.
    var variance = 0.0
    for (g, change) in changes.enumerated() {
      let spline = TensorSpline(bases: exact.spline.bases, coefficients: exact.replicates[g])
      let response = spline.value(at: a) - spline.value(at: b) + change * plain.value / 0.25
      variance += response * response
    }
    #expect(abs(with.standardError - variance.squareRoot()) < 1e-9 * with.standardError)
    #expect(with.standardError > 2 * plain.standardError)
  }

  @Test func temperatureOfCohortsHasTheErrorOfTheirMean() throws {
    let means = [1.0, 1.2, 0.9, 1.1]
    let equal = try TemperatureReplicates(means: means, weights: [5, 5, 5, 5])
    #expect(abs(equal.value - 1.05) < 1e-15)
    let variance = means.reduce(0) { $0 + ($1 - 1.05) * ($1 - 1.05) } / (4 * 3)
    #expect(abs(equal.estimate.standardError - variance.squareRoot()) < 1e-15)
    let gap = try TemperatureReplicates(means: [1, .nan, 2], weights: [1, 0, 3])
    #expect(gap.value == 1.75 && gap.replicates[1] == 0)
    #expect(throws: RegressionError.tooFewCohorts(found: 1)) {
      try TemperatureReplicates(means: [1, 2], weights: [1, 0])
    }
    #expect(throws: RegressionError.self) {
      try TemperatureReplicates(means: [1, 2], weights: [1])
    }
  }
}
