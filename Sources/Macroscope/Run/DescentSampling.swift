import CoarseGraining
import Dynamics
import LinearAlgebra
import Potentials
import Statistics

/// Samples by gradient descent: above one dimension first a pilot run by plain descent, for the
/// preconditioner, then the run, and again with a better preconditioner while it is not yet thermal.
struct DescentSampling {
  let scenario: Scenario
  let potential: any Potential
  let options: RunOptions

  func sample(_ stopwatch: inout Stopwatch) throws -> CalibratedSampling {
    let sampling = scenario.sampling
    let calibration = scenario.calibration
    let isCalibrated = calibration.enabled && scenario.dimension > 1
    var preconditioner = Matrix.identity(scenario.dimension)
    var before: SinkReport?
    var evaluations = 0
    if isCalibrated {
      let pilot = try stopwatch.measure(.sweep) { try takePilot() }
      preconditioner = try PreconditionerCalibration.preconditioner(
        for: pilot.moments.meanGradientProduct())
      before = pilot.sinks
      evaluations += calibration.walkers * calibration.steps
    }
    var iteration = 0
    while true {
      if let round = try FinishedRound(
        options, round: iteration + 1, dimension: scenario.dimension)
      {
        preconditioner = round.matrix
        evaluations += round.gradientEvaluations
        iteration += 1
        continue
      }
      let map = try GradientDescent(step: sampling.step, preconditioner: preconditioner)
      let stage = SamplingStage(
        scenario: scenario, potential: potential, map: .gradientDescent(map),
        run: isCalibrated ? UInt64(2 + iteration) : 0, round: iteration + 1, options: options)
      let result = try stopwatch.measure(.sampling) { try stage.sample() }
      evaluations += result.gradientEvaluations
      iteration += 1
      let isDone =
        !isCalibrated || iteration > calibration.refinements
        || CalibratedSampling.isThermal(
          result.temperatureMatrix, temperature: result.temperature.value)
      if isDone {
        return CalibratedSampling(
          sweep: nil, run: result, sinks: before.map { result.sinks + $0 } ?? result.sinks,
          iterations: iteration, gradientEvaluations: evaluations)
      }
      preconditioner = try PreconditionerCalibration.preconditioner(
        for: result.moments.meanGradientProduct())
      FinishedRound(
        matrix: preconditioner, gradientEvaluations: result.gradientEvaluations
      ).enter(options, round: iteration)
    }
  }

  /// Plain descent, D = I: the gradients' second moments there are close to those that the calibrated run
  /// will have, as they consist of the noise for the most part.
  private func takePilot() throws -> (moments: WalkerMoments, sinks: SinkReport) {
    let sampling = scenario.sampling
    let calibration = scenario.calibration
    let burnIn = Int((sampling.burnIn * Double(calibration.steps)).rounded(.up))
    let map = try GradientDescent(step: sampling.step, dimension: scenario.dimension)
    let sampler = try EnsembleSampler(
      potential: potential, map: .gradientDescent(map), initial: sampling.initial,
      walkers: calibration.walkers, seed: sampling.seed, run: 1, threads: options.threads)
    let schedule = RecordSchedule(every: sampling.recordEvery)
    func report(_ done: Int) {
      options.progress(
        RunProgress(stage: .sweep, fraction: Double(done) / Double(calibration.steps)))
    }
    try sampler.advance(
      steps: burnIn, schedule: schedule, unit: options.unit("pilot.burn_in"),
      cancellation: options.cancellation, afterSegment: report)
    sampler.resetSinkReport()
    let moments = MomentAccumulator(layout: sampler.layout, dimension: scenario.dimension)
    try sampler.advance(
      steps: calibration.steps - burnIn, schedule: schedule, observers: [moments],
      unit: options.unit("pilot.recorded"), cancellation: options.cancellation
    ) { report(burnIn + $0) }
    return (moments.snapshot(), sampler.sinks)
  }
}
