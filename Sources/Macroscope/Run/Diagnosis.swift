import CoarseGraining
import Dynamics
import LinearAlgebra
import Statistics

/// The diagnostics of a run in the form that the summary takes, and the verdicts on them.
struct Diagnosis {
  let equilibrium: EquilibriumDiagnostics
  let verdicts: [Summary.Verdict]
  let sampling: Summary.Sampling
  let noise: Summary.NoiseCovariance?
  let calibration: Summary.Calibration
  let tests: [String: Summary.EquilibriumTest]

  init(scenario: Scenario, sampled: CalibratedSampling, analysis: PotentialAnalysis) throws {
    let run = sampled.run
    let names = scenario.potential.coordinateNames
    let equilibrium = try EquilibriumDiagnostics(run, coordinates: names)
    let momenta = run.map.hasMomentum ? try run.moments.momentumCovariance() : nil
    let temperature = run.temperature.value
    let identity =
      try sampled.sweep?.covariance
      ?? Self.singleRun(run, isCalibrated: scenario.calibration.enabled)
    let check = NoiseCrossCheck(identity: identity, residual: analysis.residualNoise)
    let balance = scenario.calibration.enabled ? try Self.balance(run) : nil

    // The temperature of a descent follows from its learning rate.
    let aim =
      scenario.calibration.enabled && run.map.hasMomentum ? scenario.calibration.temperature : nil
    var verdicts = Verdicts()
    let slowest = equilibrium.slowestTime.value
    let relaxation =
      slowest.isFinite
      ? slowest : run.map.hasMomentum ? 1 / scenario.sampling.friction : run.time
    let sinks = sampled.sinks
    verdicts.judgeSinks(sinks, relaxation: relaxation)
    verdicts.judgeColour(analysis.residualNoise?.lagOneCorrelation)
    if scenario.dimension > 1 {
      verdicts.judgeIsotropy(
        run.temperatureMatrix,
        temperature: aim ?? temperature, isDescent: !run.map.hasMomentum)
    }
    verdicts.judgeNormality(equilibrium)
    verdicts.judgeMixing(
      equilibrium, burnInTime: Double(run.burnInSteps) * run.map.step, coordinates: names)
    verdicts.judgeNoise(check)
    verdicts.judgePotential(
      analysis.fitted?.fits ?? [], grids: analysis.grids,
      consistency: analysis.fitted?.consistency, temperature: temperature)
    verdicts.judge(run.target)

    self.equilibrium = equilibrium
    self.verdicts = verdicts.list
    let integrator = scenario.sampling.integrator
    sampling = Summary.Sampling(
      integrator: integrator == .dampedVerlet ? nil : integrator.rawValue,
      walkers: scenario.sampling.walkers,
      steps: run.target == nil ? scenario.sampling.steps : run.burnInSteps + run.steps,
      targetError: run.target, step: scenario.sampling.step,
      gradientEvaluations: sampled.gradientEvaluations,
      trappedFraction: sinks.trappedFraction, escapeRate: sinks.escapeRate,
      suggestedStep: verdicts.hasPassed("trapped_walkers") ? nil : sinks.suggestedStep,
      autocorrelationTime: equilibrium.slowestTime,
      effectiveSamples: equilibrium.effectiveSamples, revivals: sinks.revivals)
    noise = Self.summary(
      check, runs: sampled.sweep?.runs.count ?? 0, balance: balance?.estimate)
    calibration = Summary.Calibration(
      enabled: scenario.calibration.enabled, temperature: aim,
      friction: run.map.friction?.rowArrays,
      preconditioner: run.map.preconditioner?.rowArrays, momentumCovariance: momenta?.estimates,
      temperatureMatrix: run.temperatureMatrix.estimates, iterations: sampled.iterations)
    tests = Dictionary(
      uniqueKeysWithValues: equilibrium.tests.map { key, component, test in
        (
          key,
          Summary.EquilibriumTest(
            statistic: test.statistic, pValue: test.pValue, effectSize: test.effectSize,
            component: component)
        )
      })
  }

  /// In one dimension a single run determines G, and so does a descent whose noise is isotropic in its
  /// metric.
  private static func singleRun(
    _ run: SampledRun, isCalibrated: Bool
  ) throws -> NoiseCovariance? {
    switch run.map {
    case .dampedVerlet(let map):
      guard map.dimension == 1 else { return nil }
      let identity = try DissipationIdentity(map)
      let estimate = identity.dissipation(run.moments) / identity.coefficients[0]
      return try NoiseCovariance(
        method: .singleRun, value: Matrix(rows: [[estimate.value]]),
        standardErrors: Matrix(rows: [[estimate.standardError]]))
    case .gradientDescent(let map):
      return map.dimension == 1 || isCalibrated
        ? try gradientBalanceCovariance(run.moments) : nil
    }
  }

  /// The balance of the calibrated run itself.
  private static func balance(_ run: SampledRun) throws -> NoiseCovariance {
    switch run.map {
    case .dampedVerlet(let map): try momentumBalanceCovariance(map, run.moments)
    case .gradientDescent: try gradientBalanceCovariance(run.moments)
    }
  }

  private static func summary(
    _ check: NoiseCrossCheck, runs: Int, balance: CovarianceEstimate?
  ) -> Summary.NoiseCovariance? {
    guard let adopted = check.identity?.estimate ?? check.residual?.estimate else { return nil }
    return Summary.NoiseCovariance(
      value: adopted.estimates,
      source: check.identity?.method.rawValue ?? "residual",
      sweep: check.identity.flatMap { sweep in
        guard sweep.method == .massSweep else { return nil }
        return Summary.NoiseCovariance.Sweep(
          value: sweep.estimate.estimates, chiSquared: sweep.chiSquared ?? .nan,
          degreesOfFreedom: sweep.degreesOfFreedom, pValue: sweep.pValue ?? .nan,
          massMatrices: runs, projected: sweep.projected)
      },
      residual: check.residual.map {
        Summary.NoiseCovariance.Residual(
          value: $0.estimate.estimates, lagOneCorrelation: $0.lagOneCorrelation,
          lagsSummed: $0.lagsSummed)
      },
      identity: balance?.estimates
        ?? (check.identity.map { $0.method != .massSweep } == true ? adopted.estimates : nil),
      differenceInSigma: check.differenceInSigma)
  }
}

extension SamplingMap {
  /// Γ; a descent has none.
  fileprivate var friction: Matrix? {
    if case .dampedVerlet(let map) = self { map.friction } else { nil }
  }

  /// D of a descent.
  fileprivate var preconditioner: Matrix? {
    if case .gradientDescent(let map) = self { map.preconditioner } else { nil }
  }
}

extension CovarianceEstimate {
  /// The entries as rows of estimates.
  var estimates: [[Estimate]] {
    (0..<value.rows).map { i in (0..<value.columns).map { self[i, $0] } }
  }
}
