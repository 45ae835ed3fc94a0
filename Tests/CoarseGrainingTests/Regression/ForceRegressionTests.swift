import CoarseGraining
import Foundation
import LinearAlgebra
import Testing

@Suite struct ForceRegressionTests {
  /// Samples of a law with gradients ∇V + noise, in cohorts.
  static func sampled(
    _ law: TestLaw, bases: [BSplineBasis], perCohort: Int, cohorts: Int = 32, noise: Double,
    seed: UInt64
  ) -> ForceNormalEquations {
    let equations = ForceNormalEquations(bases: bases, cohorts: cohorts)
    var draws = (0..<cohorts).map { Draws(seed: seed, stream: $0) }
    accumulate(
      forces: equations, dimension: law.dimension,
      samplesPerCohort: [Int](repeating: perCohort, count: cohorts)
    ) { cohort, _ in
      let q = law.draw(&draws[cohort])
      return (q, law.gradient(q).map { $0 + noise * draws[cohort].normal() })
    }
    return equations
  }

  static func fit(
    _ equations: ForceNormalEquations, temperature: Double
  ) throws -> EffectivePotential {
    try ForceRegression().fit(
      SampledData(forces: equations), temperature: .exact(temperature, cohorts: equations.cohorts))
  }

  /// The same least-squares problem, dense, by LAPACK's QR, where data fill all cells (so that the ridge
  /// has nothing to do). Coefficients are compared up to a constant.
  @Test(arguments: [1, 2]) func agreesWithDenseLeastSquares(_ dimension: Int) throws {
    let bases = ForceNormalEquationsTests.bases[dimension - 1]
    let inside = ForceNormalEquationsTests.samples(bases, count: 4000, seed: 9)
      .filter { ForceNormalEquationsTests.isInside(bases, $0.q) }
    let count = inside.count / 2 * 2
    let samples = Array(inside.prefix(count))
    let equations = ForceNormalEquationsTests.accumulated(
      bases, samples, cohorts: [count / 2, count / 2])
    // At T = 1e6 the prior is so wide that it does not matter.
    let fitted = try Self.fit(equations, temperature: 1e6).spline.coefficients
    let size = fitted.count
    var rows: [[Double]] = []
    var observations: [Double] = []
    for sample in samples {
      for (row, g) in zip(ForceNormalEquationsTests.rows(bases, sample.q), sample.g) {
        // The last coefficient is the gauge.
        rows.append(Array(row.prefix(size - 1)))
        observations.append(g)
      }
    }
    let dense = try WeightedLeastSquares(
      design: Matrix(rows: rows), observations: observations,
      weights: [Double](repeating: 1, count: observations.count))
    let solution = dense.solution + [0]
    let scale = solution.map(abs).max() ?? 0
    let errors = (0..<size).map { abs(fitted[$0] - fitted[size - 1] - solution[$0]) }
    #expect((errors.max() ?? .nan) < 1e-6 * scale)
  }

  @Test func potentialInTheSplineSpaceIsExactWithoutNoise() throws {
    let law = TestLaw.harmonic(stiffness: 3, temperature: 0.25)
    let basis = BSplineBasis(lower: -1, upper: 1, intervals: 20)
    let equations = Self.sampled(law, bases: [basis], perCohort: 500, noise: 0, seed: 1)
    let potential = try Self.fit(equations, temperature: 0.25)
    for x in stride(from: -1.0, through: 1.0, by: 0.05) {
      let rise = potential.difference(from: [0], to: [x])
      #expect(abs(rise.value - law.value([x])) < 1e-9)
      #expect(rise.standardError < 1e-9)
      #expect(abs(potential.gradient(at: [x])[0].value - 3 * x) < 1e-7)
    }
    let r2 = try #require(potential.statistics.rSquared)
    #expect(abs(r2 - 1) < 1e-12)
  }

  @Test func doubleWellIsFoundWithItsNoise() throws {
    let law = TestLaw.doubleWell(temperature: 0.25)
    let axis = UniformAxis(lower: -2, upper: 2, count: 400)
    let basis = BSplineBasis(on: axis, intervals: 40)
    let noise = 2.0
    for seed in 0..<4 {
      let equations = Self.sampled(
        law, bases: [basis], perCohort: 4000, noise: noise, seed: UInt64(seed))
      let potential = try Self.fit(equations, temperature: 0.25)
      let result = potential.compare(
        to: axis.centers.map { law.value([$0]) }, on: [axis])
      // V is an integral of slopes that carry noise σ/√(ρN) per unit length: over V < 4T its variance is at most
      // σ² ∫dx/(Nρ) ≤ σ² L² e⁴ / N with L = 2.8; a quarter of that for V minus its mean.
      let bound = noise * 2.8 * (exp(4.0) / 128_000 / 4).squareRoot()
      #expect(result.rmse.value < 2 * bound)
      // The depth of one well against the other is one normal number, and in all points: 5 standard errors.
      #expect(result.rmsInStandardErrors < 5)
      let covariance = try #require(potential.statistics.residualCovariance)
      // The relative error of a variance of n normals is √(2/n).
      let expected = noise * noise
      let error = expected * (2.0 / 128_000).squareRoot()
      #expect(abs(covariance.value[0, 0] - expected) < 5 * error)
      #expect(abs(covariance.standardErrors[0, 0] / error - 1) < 0.5)
      let r2 = try #require(potential.statistics.rSquared)
      #expect(r2 > 0 && r2 < 1)
    }
  }

  @Test func twoWellsInTwoCoordinates() throws {
    let law = TestLaw.twoWells(temperature: 0.3)
    let box = [
      UniformAxis(lower: -2, upper: 2, count: 100), UniformAxis(lower: -3, upper: 3, count: 100),
    ]
    let bases = box.map { BSplineBasis(on: $0, intervals: 20) }
    let equations = Self.sampled(law, bases: bases, perCohort: 8000, noise: 1, seed: 11)
    let potential = try Self.fit(equations, temperature: 0.3)
    let reference = box[0].centers.flatMap { x in box[1].centers.map { law.value([x, $0]) } }
    let result = potential.compare(to: reference, on: box)
    // 256 000 samples of noise 1 over a region of size ~3: rmse ≈ σ L/√N up to a logarithm.
    #expect(result.rmse.value < 4 * 3 / 256_000.0.squareRoot())
    #expect(result.rmsInStandardErrors < 5)
    let covariance = try #require(potential.statistics.residualCovariance)
    for i in 0..<2 {
      for j in 0..<2 {
        let difference = covariance.value[i, j] - (i == j ? 1 : 0)
        // Splines on knots 0.2 and 0.3 apart leave V″″-terms of some 10⁻³ unexplained.
        #expect(abs(difference) < 5 * covariance.standardErrors[i, j] + 3e-3)
      }
    }
    #expect(potential.resolution == [0.2, 0.3])
  }

  @Test func emptyCellsAreBridgedSmoothly() throws {
    // Samples of a parabola on [-1, -0.4] and [0.4, 1] only, with a little noise.
    let basis = BSplineBasis(lower: -1.5, upper: 1.5, intervals: 30)
    let equations = ForceNormalEquations(bases: [basis], cohorts: 32)
    var draws = Draws(seed: 3)
    accumulate(
      forces: equations, dimension: 1, samplesPerCohort: [Int](repeating: 400, count: 32)
    ) { _, _ in
      let u = 1.2 * draws.uniform() - 0.6
      let x = u + (u < 0 ? -0.4 : 0.4)
      return ([x], [2 * x + 0.05 * draws.normal()])
    }
    let potential = try Self.fit(equations, temperature: 0.25)
    let deviations = stride(from: -1.4, through: 1.4, by: 0.1).map {
      abs(potential.gradient(at: [$0])[0].deviation(from: 2 * $0))
    }
    // Five standard errors, at 29 places, each known from 32 cohorts.
    #expect((deviations.max() ?? .nan) < 5)
    // In the gap the error is that of the extrapolation: small, and known.
    #expect(potential.gradient(at: [0])[0].standardError < 0.2)
    #expect(!potential.support.contains([0]) && potential.support.contains([0.7]))
    #expect(!potential.support.contains([1.2]) && !potential.support.contains([9]))
  }

  @Test func ridgeDoesNotBiasWhereThereAreData() throws {
    let law = TestLaw.doubleWell(temperature: 0.25)
    let basis = BSplineBasis(lower: -2, upper: 2, intervals: 40)
    let equations = Self.sampled(law, bases: [basis], perCohort: 2000, noise: 2, seed: 5)
    let with = try Self.fit(equations, temperature: 0.25)
    let without = try Self.fit(equations, temperature: 1e5)
    for x in stride(from: -1.3, through: 1.3, by: 0.1) {
      let a = with.difference(from: [1], to: [x])
      let b = without.difference(from: [1], to: [x])
      #expect(abs(a.value - b.value) < 0.05 * a.standardError + 1e-9)
    }
  }

  @Test func snapshotIsTheFitItself() throws {
    let law = TestLaw.doubleWell(temperature: 0.25)
    let basis = BSplineBasis(lower: -2, upper: 2, intervals: 30)
    let equations = Self.sampled(law, bases: [basis], perCohort: 100, noise: 1, seed: 6)
    let quick = try ForceRegression().fit(snapshot: equations.snapshot(), temperature: 0.25)
    let full = try Self.fit(equations, temperature: 0.25)
    #expect(quick == full.spline)
  }

  @Test func threadsDoNotMatter() throws {
    let law = TestLaw.doubleWell(temperature: 0.25)
    let basis = BSplineBasis(lower: -2, upper: 2, intervals: 30)
    let data = SampledData(
      forces: Self.sampled(law, bases: [basis], perCohort: 100, noise: 1, seed: 6))
    let temperature = TemperatureReplicates.exact(0.25, cohorts: data.forces?.cohorts ?? 0)
    let fits = try [1, 3].map {
      try ForceRegression(threads: $0).fit(data, temperature: temperature)
    }
    #expect(fits[0].spline == fits[1].spline)
    #expect(fits[0].replicates == fits[1].replicates)
    #expect(
      fits[0].statistics.residualCovariance?.value == fits[1].statistics.residualCovariance?.value)
  }

  @Test func failuresAreTyped() throws {
    let basis = BSplineBasis(lower: -2, upper: 2, intervals: 10)
    let law = TestLaw.harmonic(stiffness: 1, temperature: 0.1)
    let single = Self.sampled(law, bases: [basis], perCohort: 50, cohorts: 1, noise: 1, seed: 1)
    #expect(throws: RegressionError.tooFewCohorts(found: 1)) {
      try Self.fit(single, temperature: 1)
    }
    let far = ForceNormalEquations(bases: [basis], cohorts: 4)
    accumulate(forces: far, dimension: 1, samplesPerCohort: [3, 3, 3, 3]) { _, _ in ([9], [1]) }
    #expect(throws: RegressionError.noSamplesInDomain(outside: 12)) {
      try Self.fit(far, temperature: 1)
    }
    accumulate(forces: far, dimension: 1, samplesPerCohort: [1]) { _, _ in ([0], [.nan]) }
    #expect(throws: RegressionError.notFinite(samples: 1)) { try Self.fit(far, temperature: 1) }
    #expect(throws: RegressionError.missingData("gradients along the run")) {
      try ForceRegression().fit(SampledData(), temperature: .exact(1, cohorts: 4))
    }
    #expect(throws: RegressionError.self) {
      try ForceRegression().fit(SampledData(forces: far), temperature: .exact(1, cohorts: 3))
    }
  }

  @Test func oneSamplePerCohortGivesAFiniteFit() throws {
    let bases = ForceNormalEquationsTests.bases[1]
    let equations = ForceNormalEquations(bases: bases, cohorts: 2)
    accumulate(forces: equations, dimension: 2, samplesPerCohort: [1, 1]) { _, _ in
      ([0.1, 0.2], [1, -1])
    }
    let potential = try Self.fit(equations, temperature: 1)
    #expect(potential.spline.coefficients.allSatisfy { $0.isFinite })
  }
}
