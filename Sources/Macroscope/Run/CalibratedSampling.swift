import CoarseGraining
import Dynamics
import LinearAlgebra
import Potentials
import Statistics

/// The first stages of a run: sweep (or pilot run), calibration, sampling, and sampling again while the
/// run is not yet thermal.
struct CalibratedSampling {
  let sweep: MassSweep.Result?
  let run: SampledRun
  /// Trapped walkers of the run, and of all that went before it.
  let sinks: SinkReport
  /// Sampling runs made: 1 when the first calibration held.
  let iterations: Int
  /// Evaluations of ∇f over all runs.
  let gradientEvaluations: Int

  init(
    scenario: Scenario, potential: any Potential, options: RunOptions, stopwatch: inout Stopwatch
  ) throws {
    let sampling = scenario.sampling
    guard sampling.integrator == .dampedVerlet else {
      self = try DescentSampling(scenario: scenario, potential: potential, options: options)
        .sample(&stopwatch)
      return
    }
    let d = scenario.dimension
    var evaluations = 0
    let isotropic = sampling.friction * Matrix.identity(d)
    guard scenario.calibration.enabled, d > 1 else {
      let map = try DampedVerlet(step: sampling.step, friction: isotropic)
      let stage = SamplingStage(
        scenario: scenario, potential: potential, map: .dampedVerlet(map), run: 0,
        options: options)
      run = try stopwatch.measure(.sampling) { try stage.sample() }
      sweep = nil
      sinks = run.sinks
      iterations = 1
      gradientEvaluations = run.gradientEvaluations
      return
    }
    let plan = Self.plan(scenario, threads: options.threads)
    let sweep = try stopwatch.measure(.sweep) {
      try plan.run(
        potential, unit: options.unit("sweep"), cancellation: options.cancellation
      ) { fraction in
        options.progress(RunProgress(stage: .sweep, fraction: fraction))
      }
    }
    evaluations += sweep.runs.count * plan.walkers * (plan.burnInSteps + plan.steps)
    let calibration = FrictionCalibration(
      temperature: scenario.calibration.temperature, step: sampling.step)
    var covariance = sweep.covariance.matrix
    var iteration = 0
    while true {
      if let round = try FinishedRound(options, round: iteration + 1, dimension: d) {
        covariance = round.matrix
        evaluations += round.gradientEvaluations
        iteration += 1
        continue
      }
      let friction: Matrix
      do {
        friction = try calibration.friction(for: covariance)
      } catch CalibrationError.noNoise where iteration == 0 && sweep.covariance.projected {
        // The sweep was too short to tell a noise that is positive; the run itself can.
        friction = isotropic
      }
      let map = try DampedVerlet(step: sampling.step, friction: friction)
      let stage = SamplingStage(
        scenario: scenario, potential: potential, map: .dampedVerlet(map),
        run: UInt64(sweep.runs.count + 1 + iteration), round: iteration + 1, options: options)
      let result = try stopwatch.measure(.sampling) { try stage.sample() }
      evaluations += result.gradientEvaluations
      iteration += 1
      let isDone =
        iteration > scenario.calibration.refinements
        || Self.isThermal(result.temperatureMatrix, temperature: calibration.temperature)
      // What this run says of the noise does not depend on its friction being right.
      guard !isDone, let noise = result.residualNoise(threads: options.threads) else {
        run = result
        break
      }
      covariance = noise.estimate.value
      FinishedRound(matrix: covariance, gradientEvaluations: result.gradientEvaluations)
        .enter(options, round: iteration)
    }
    self.sweep = sweep
    sinks = sweep.runs.reduce(run.sinks) { $0 + $1.sinks }
    iterations = iteration
    gradientEvaluations = evaluations
  }

  /// From its parts.
  init(
    sweep: MassSweep.Result?, run: SampledRun, sinks: SinkReport, iterations: Int,
    gradientEvaluations: Int
  ) {
    self.sweep = sweep
    self.run = run
    self.sinks = sinks
    self.iterations = iterations
    self.gradientEvaluations = gradientEvaluations
  }

  /// Whether the temperature matrix is T·I within 2 % or three standard errors of every entry.
  static func isThermal(_ covariance: CovarianceEstimate, temperature: Double) -> Bool {
    let d = covariance.value.rows
    return (0..<d).allSatisfy { i in
      (0...i).allSatisfy { j in
        let deviation = abs(covariance.value[i, j] - (i == j ? temperature : 0))
        return deviation <= max(0.02 * temperature, 3 * covariance.standardErrors[i, j])
      }
    }
  }

  private static func plan(_ scenario: Scenario, threads: Int) -> MassSweep {
    let sampling = scenario.sampling
    let calibration = scenario.calibration
    let burnIn = Int((sampling.burnIn * Double(calibration.steps)).rounded(.up))
    return MassSweep(
      step: sampling.step, friction: sampling.friction,
      design: scenario.massMatrixDesign,
      initial: sampling.initial, walkers: calibration.walkers, burnInSteps: burnIn,
      steps: calibration.steps - burnIn, recordEvery: sampling.recordEvery, seed: sampling.seed,
      threads: threads)
  }
}

extension Scenario {
  /// The masses of the sweep.
  var massMatrixDesign: MassMatrixDesign {
    calibration.inverseMasses.map(MassMatrixDesign.init)
      ?? MassMatrixDesign(
        dimension: dimension, contrast: calibration.massContrast,
        coupling: calibration.massCoupling)
  }
}
