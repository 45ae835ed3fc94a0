import CoarseGraining
import Dynamics
import LinearAlgebra
import Macroscope
import Statistics
import Testing

/// Each verdict with inputs on both sides of its limit.
@Suite struct VerdictsTests {
  /// The verdict of one check.
  private func verdict(
    _ check: String, _ judge: (inout Verdicts) -> Void
  ) throws -> Summary.Verdict {
    var verdicts = Verdicts()
    judge(&verdicts)
    return try #require(verdicts.list.first { $0.check == check }, "no verdict \(check)")
  }

  private func sinks(_ revivals: Int, curvature: Double? = nil) -> SinkReport {
    var report = SinkReport()
    report.revivals = revivals
    report.examinations = 100_000
    report.walkerTime = 100_000
    report.steepestCurvature = curvature
    return report
  }

  @Test(arguments: [(0, 10.0, true), (9, 10.0, true), (11, 10.0, false), (2, 100, false)])
  func trappedWalkers(revivals: Int, relaxation: Double, passes: Bool) throws {
    let verdict = try verdict("trapped_walkers") {
      $0.judgeSinks(sinks(revivals, curvature: 1000), relaxation: relaxation)
    }
    #expect(verdict.passed == passes)
    #expect(verdict.message.contains("\(revivals) walkers"))
    #expect(verdict.message.contains("sampling.step ≥ 0.101") == !passes)
  }

  /// A correlation must be both large and significant to fail.
  @Test(arguments: [
    (0.04, 0.001, true), (-0.04, 0.001, true), (0.06, 0.001, false), (-0.2, 0.001, false),
    (0.06, 0.02, true), (-0.2, 0.04, false), (0.06, .nan, false),
  ])
  func whiteNoise(correlation: Double, error: Double, passes: Bool) throws {
    let verdict = try verdict("white_noise") {
      $0.judgeColour(Estimate(value: correlation, standardError: error))
    }
    #expect(verdict.passed == passes)
  }

  @Test func unknownColourHasNoVerdict() {
    var verdicts = Verdicts()
    verdicts.judgeColour(nil)
    verdicts.judgeColour(.undefined)
    #expect(verdicts.list.isEmpty)
  }

  @Test(arguments: [
    ([3.0, 2.9], true), ([3.19], true), ([2.81], true), ([3.0, 3.21], false), ([2.79, 3], false),
    ([.nan], false), ([3.0, .nan], false), ([.nan, 3.0], false),
  ])
  func kurtosis(values: [Double], passes: Bool) throws {
    let diagnostics = EquilibriumDiagnostics(
      kurtosis: values.map { Estimate(value: $0, standardError: 0.01) })
    #expect(try verdict("momentum_kurtosis") { $0.judgeNormality(diagnostics) }.passed == passes)
  }

  /// A test fails for a small p-value together with a large effect, not for either alone.
  @Test(arguments: [
    (0.5, 0.2, true), (1e-8, 0.05, true), (1e-8, 0.07, false), (1e-8, -0.07, false),
    (2e-3, 1, true),
  ])
  func normality(pValue: Double, effect: Double, passes: Bool) throws {
    func test(_ p: Double, _ effect: Double) -> NormalityTest {
      NormalityTest(
        name: "t", statistic: 1, pValue: p, effectSize: effect, sampleSize: 1000)
    }
    let diagnostics = EquilibriumDiagnostics(
      tests: [
        ("anderson_darling[x]", "x", test(pValue, effect)), ("mardia", nil, test(0.4, 0.01)),
      ])
    let verdict = try verdict("momentum_normality") { $0.judgeNormality(diagnostics) }
    #expect(verdict.passed == passes)
    #expect(verdict.message.contains("anderson_darling[x]") == (pValue < 0.4))
  }

  @Test(arguments: [
    ([1.0, 1.099], true), ([1.101, 1.0], false), ([1.0, .nan], false), ([.nan, 1.0], false),
  ])
  func splitRHat(values: [Double], passes: Bool) throws {
    let diagnostics = EquilibriumDiagnostics(splitRHat: values)
    let verdict = try verdict("split_r_hat") {
      $0.judgeMixing(diagnostics, burnInTime: 100, coordinates: ["x", "y"])
    }
    #expect(verdict.passed == passes)
  }

  @Test(arguments: [(31.0, true), (29.0, false)]) func burnIn(time: Double, passes: Bool) throws {
    let diagnostics = EquilibriumDiagnostics(slowestTime: Estimate(value: 10, standardError: 1))
    let verdict = try verdict("burn_in") {
      $0.judgeMixing(diagnostics, burnInTime: time, coordinates: ["x"])
    }
    #expect(verdict.passed == passes)
  }

  /// A drift must be both large and significant to fail.
  @Test(arguments: [
    (0.09, 0.001, true), (0.2, 0.06, true), (0.2, 0.01, false), (-0.2, 0.01, false),
  ])
  func stationarity(drift: Double, error: Double, passes: Bool) throws {
    let diagnostics = EquilibriumDiagnostics(
      drift: [Estimate(value: drift, standardError: error)])
    let verdict = try verdict("stationarity") {
      $0.judgeMixing(diagnostics, burnInTime: 100, coordinates: ["x"])
    }
    #expect(verdict.passed == passes)
  }

  /// So must a change of the spread, which an oscillation off equilibrium shows alone.
  @Test(arguments: [(0.09, 0.001, true), (-0.2, 0.06, true), (-0.2, 0.01, false)])
  func stationarityOfTheSpread(change: Double, error: Double, passes: Bool) throws {
    let diagnostics = EquilibriumDiagnostics(
      drift: [Estimate(value: 0.01, standardError: 0.01)],
      spreadDrift: [Estimate(value: change, standardError: error)])
    let verdict = try verdict("stationarity") {
      $0.judgeMixing(diagnostics, burnInTime: 100, coordinates: ["x"])
    }
    #expect(verdict.passed == passes)
    #expect(verdict.message.contains("the deviation of x changes by"))
  }

  @Test(arguments: [
    (Matrix.diagonal([1.03, 0.97]), 0.01, true), (Matrix.diagonal([1.05, 1]), 0.001, false),
    // Within 2.71 standard errors of the limit: 1 % of three entries.
    (Matrix.diagonal([1.066, 1]), 0.01, true), (Matrix.diagonal([1.068, 1]), 0.01, false),
    (Matrix(rows: [[1, 0.068], [0.068, 1]]), 0.01, false),
    (Matrix(rows: [[1, -0.03], [-0.03, 1]]), 0.01, true),
    // Not shown when the errors are as large as the limit.
    (Matrix.identity(2), 0.039, true), (Matrix.identity(2), 0.041, false),
    (Matrix(rows: [[1, .nan], [.nan, 1]]), 0.01, false), (Matrix.identity(2), .nan, false),
  ])
  func thermalMomenta(shape: Matrix, error: Double, passes: Bool) throws {
    let temperature = 2.5
    let covariance = CovarianceEstimate(
      value: temperature * shape,
      standardErrors: Matrix(rows: 2, columns: 2, repeating: temperature * error))
    let verdict = try verdict("thermal_momenta") {
      $0.judgeIsotropy(covariance, temperature: temperature)
    }
    #expect(verdict.passed == passes, "\(verdict.message)")
  }

  /// χ² of one degree of freedom at p = 10⁻⁴ is 15.1.
  @Test(arguments: [(0.5, true), (15.0, true), (15.3, false)])
  func sweepConsistency(chiSquared: Double, passes: Bool) throws {
    let sweep = try NoiseCovariance(
      method: .massSweep, value: .identity(2),
      standardErrors: Matrix(rows: 2, columns: 2, repeating: 0.01), chiSquared: chiSquared,
      degreesOfFreedom: 1)
    let check = NoiseCrossCheck(identity: sweep, residual: nil)
    #expect(try verdict("sweep_consistency") { $0.judgeNoise(check) }.passed == passes)
    #expect(check.differenceInSigma == nil)
  }

  /// Both the significance and the size of a difference count.
  @Test(arguments: [(1.0, 0.01, true), (1.09, 0.001, true), (1.3, 0.2, true), (1.3, 0.01, false)])
  func noiseEstimators(value: Double, error: Double, passes: Bool) throws {
    // Residuals ±1: G = 1 with next to no error.
    let residual = try ResidualNoiseCovariance(
      residuals: (0..<4000).map { $0 % 2 == 0 ? 1 : -1 }, window: 1, dimension: 1, cohorts: 8
    ) { $0 % 8 }
    let identity = try NoiseCovariance(
      method: .singleRun, value: Matrix(rows: [[value]]), standardErrors: Matrix(rows: [[error]]))
    let check = NoiseCrossCheck(identity: identity, residual: residual)
    #expect(try verdict("noise_estimators") { $0.judgeNoise(check) }.passed == passes)
    let sigma = try #require(check.differenceInSigma)
    let expected = (value - 1) / error
    #expect(abs(abs(sigma[0][0]) - expected) <= 1e-6 * expected)
  }

  /// V = x²/2 · `scale` on [−3, 3], every coefficient shifted by `error` in the one replicate that
  /// alternates in sign.
  private func potential(
    scale: Double, error: Double, method: EffectivePotential.Method = .density
  ) -> EffectivePotential {
    let basis = BSplineBasis(lower: -3, upper: 3, intervals: 12)
    let spacing = basis.spacing
    // The coefficients of a quadratic: x_i² − s²/3 at the centres x_i of the splines.
    let coefficients = (0..<basis.count).map { i -> Double in
      let x = basis.lower + Double(i - 1) * spacing
      return scale / 2 * (x * x - spacing * spacing / 3)
    }
    let support = UniformAxis(lower: -3, upper: 3, count: 12)
    let counts = HistogramSnapshot(
      axes: [support], counts: [Double](repeating: 100, count: 12)
    ).samples
    let replicate = (0..<basis.count).map { $0 < basis.count / 2 ? error : -error }
    return EffectivePotential(
      method: method, spline: TensorSpline(bases: [basis], coefficients: coefficients),
      replicates: [replicate], temperature: .exact(1),
      support: SampledSupport(
        axes: [support], effectiveSamples: [Double](repeating: 100, count: 12)),
      statistics: .init(samples: counts, smoothing: 0))
  }

  private let axes = [UniformAxis(lower: -3, upper: 3, count: 60)]

  @Test(arguments: [(0.02, true), (0.24, true), (0.4, false)])
  func precision(error: Double, passes: Bool) throws {
    let fit = potential(scale: 1, error: error)
    let verdict = try verdict("precision_density") {
      $0.judgePotential([fit], grids: [fit.grid(on: axes)], consistency: nil, temperature: 1)
    }
    #expect(verdict.passed == passes, "\(verdict.message)")
  }

  /// A difference counts as far as the errors do not explain it.
  @Test(arguments: [(1.05, 1e-4, true), (1.3, 1e-4, false), (1.3, 0.3, true)])
  func consistency(scale: Double, error: Double, passes: Bool) throws {
    let density = potential(scale: scale, error: error)
    let force = potential(scale: 1, error: -error, method: .force)
    let difference = density.difference(from: force, on: axes)
    let verdict = try verdict("consistency") {
      $0.judgePotential([], grids: [], consistency: difference, temperature: 1)
    }
    #expect(verdict.passed == passes, "\(verdict.message)")
  }

  /// Whatever fails says what to do.
  @Test func failuresCarryACure() {
    var verdicts = Verdicts()
    verdicts.judgeSinks(sinks(1000), relaxation: 10)
    verdicts.judgeColour(Estimate(value: 0.5, standardError: 0.01))
    verdicts.judgeIsotropy(
      CovarianceEstimate(value: .diagonal([1, 2]), standardErrors: Matrix(rows: 2, columns: 2)),
      temperature: 1)
    #expect(verdicts.list.count == 3)
    for verdict in verdicts.list {
      #expect(!verdict.passed && verdict.message.contains(": "))
    }
    #expect(verdicts.list[0].message.contains("a larger sampling.step would cure it"))
  }
}
