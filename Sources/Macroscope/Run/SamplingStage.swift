import CoarseGraining
import Dynamics
import Foundation
import LinearAlgebra
import Potentials
import Statistics

/// Runs one ensemble: a burn-in that also finds what the accumulators need to know (temperature,
/// domain), then the recorded part.
struct SamplingStage {
  let scenario: Scenario
  let potential: any Potential
  let map: SamplingMap
  /// Tells apart the runs of one seed.
  let run: UInt64
  /// Which attempt at a thermal run this is, from 1; shown to the user only.
  var round = 1
  let options: RunOptions

  private var unit: WorkUnit? { options.unit("sampling.\(round)") }

  func sample() throws -> SampledRun {
    let sampling = scenario.sampling
    let sampler = try EnsembleSampler(
      potential: potential, map: map, initial: sampling.initial,
      walkers: sampling.walkers, seed: sampling.seed, run: run, threads: options.threads)
    let axes = FitAxes(try burnIn(sampler), scenario: scenario, step: map.step)
    let d = scenario.dimension
    let plan = RecordPlan(sampling)
    let schedule = plan.schedule
    let moments = MomentAccumulator(layout: sampler.layout, dimension: d)
    let observer = makeObserver(axes, cohorts: sampler.layout.cohorts)
    let burnInForces = try replayBurnIn(axes, cohorts: sampler.layout.cohorts)
    let samples = SampleStore(
      layout: sampler.layout, dimension: d, schedule: schedule, records: plan.storedRecords)
    let traces = TraceRecorder(layout: sampler.layout, dimension: d, records: plan.tracedRecords)
    let convergence = ConvergenceRecorder(
      map: map, steps: plan.steps, ladder: plan.ladder, moments: moments, observer: observer,
      burnInForces: burnInForces, hasHistogram: d <= 2)
    let watch = makeWatch(plan, axes, moments, observer, burnInForces, convergence)

    sampler.resetSinkReport()
    let steps = try sampler.advance(
      steps: plan.steps, schedule: schedule, observers: [moments, observer, samples, traces],
      others: [convergence] + (watch.map { [$0] } ?? []), unit: unit?.part("recorded"),
      cancellation: options.cancellation
    ) { done in
      report(.sampling, done, watch.map { max(done, $0.expected) } ?? plan.steps)
      convergence.note(done)
      let next = plan.records(after: done + plan.segment)
      samples.makeRoom(forRecords: next)
      traces.makeRoom(forRecords: next)
    } isEnough: { done in
      watch?.isReached(after: done) ?? false
    }
    samples.close(afterRecords: plan.records(after: steps))
    traces.close(afterRecords: plan.records(after: steps))
    let total = moments.snapshot()
    return SampledRun(
      map: map, layout: sampler.layout, axes: axes.bins, domain: axes.domain,
      intervals: axes.intervals, moments: total,
      firstHalf: convergence.firstHalf(of: steps) ?? total, observer: observer,
      burnInForces: burnInForces,
      samples: samples, traces: traces,
      schedule: schedule, sinks: sampler.sinks, checkpoints: convergence.checkpoints,
      finalMomenta: map.hasMomentum
        ? (0..<sampling.walkers).map { sampler.state(ofWalker: $0).p } : [],
      burnInSteps: sampling.burnInSteps, steps: steps,
      target: watch?.conclusion(after: steps, method: scenario.targetMethod),
      auxiliarySteps: scenario.auxiliarySamplingSteps,
      temperature: try total.temperatureReplicates(map),
      temperatureMatrix: try CovarianceEstimate(
        ofIndependentMatrices: total.configurationalTemperatureMatrices(map)))
  }

  /// Looks at V while the run lasts, where the scenario asks for an error.
  private func makeWatch(
    _ plan: RecordPlan, _ axes: FitAxes, _ moments: MomentAccumulator,
    _ observer: PotentialObserver, _ burnInForces: ForceNormalEquations?,
    _ convergence: ConvergenceRecorder
  ) -> TargetWatch? {
    guard let ladder = plan.ladder, let target = scenario.sampling.targetError else { return nil }
    let method = scenario.targetMethod
    let intervals = axes.intervals
    return TargetWatch(
      scenario, target: target, ladder: ladder,
      grid: FittedPotentials.grid(axes.domain, scenario.regression.grid)
    ) { [map, scenario, threads = options.threads] in
      let seen = moments.snapshot()
      return try FittedPotentials.fit(
        method,
        to: SampledData(
          histogram: observer.histograms.first, forces: observer.forces?.union(burnInForces)),
        density: DensityRegression(intervals: intervals),
        temperature: seen.temperatureReplicates(map),
        calibrated: seen.calibratedTemperatures(map, scenario), threads: threads)
    } splitRHat: { done in
      let seen = moments.snapshot()
      guard let half = convergence.firstHalf(of: done) else { return .nan }
      let values = (0..<seen.dimension).map {
        EquilibriumDiagnostics.splitRHat(seen, firstHalf: half, $0)
      }
      return Verdicts.worst(values).map { values[$0] } ?? .nan
    }
  }

  /// Takes the burn-in steps; the second half is watched. Without a burn-in, a tenth of the run on
  /// an ensemble of its own stands in, so that no recorded step is lost.
  private func burnIn(_ sampler: EnsembleSampler) throws -> FitAxes.Pilot {
    let sampling = scenario.sampling
    let schedule = RecordSchedule(every: sampling.recordEvery)
    guard sampling.burnInSteps > 0 else {
      let pilot = try EnsembleSampler(
        potential: potential, map: map, initial: sampling.initial,
        walkers: sampling.walkers, seed: sampling.seed, run: run | 1 << 32,
        threads: options.threads)
      return try watch(pilot, steps: scenario.auxiliarySamplingSteps, schedule: schedule)
    }
    let first = sampling.burnInSteps / 2
    try sampler.advance(
      steps: first, schedule: schedule, unit: unit?.part("burn_in"),
      cancellation: options.cancellation
    ) { report(.burnIn, $0, burnInTotal) }
    return try watch(
      sampler, steps: sampling.burnInSteps - first, from: first, schedule: schedule)
  }

  private func watch(
    _ sampler: EnsembleSampler, steps: Int, from first: Int = 0, schedule: RecordSchedule
  ) throws -> FitAxes.Pilot {
    let moments = MomentAccumulator(layout: sampler.layout, dimension: scenario.dimension)
    let collector = PositionCollector(sampler)
    try sampler.advance(
      steps: steps, schedule: schedule, observers: [moments], others: [collector],
      unit: unit?.part("pilot"), cancellation: options.cancellation
    ) { done in
      report(.burnIn, first + done, burnInTotal)
      collector.collect()
    }
    return FitAxes.Pilot(
      velocityVariances: velocityVariances(moments.snapshot()), positions: collector.positions)
  }

  /// The variances of what a step displaces over its length: of the momenta, M being the identity, or
  /// of D∇f.
  private func velocityVariances(_ seen: WalkerMoments) -> [Double] {
    let d = scenario.dimension
    guard seen.records > 0 else {
      return [Double](repeating: scenario.sampling.initial.momentumDeviation, count: d)
    }
    switch map {
    case .dampedVerlet:
      return (0..<d).map { seen.ensembleMean(seen.index.momentumProduct($0, $0)) }
    case .gradientDescent(let map):
      let products = seen.meanGradientProduct()
      let velocities = map.preconditioner * products * map.preconditioner
      return (0..<d).map { velocities[$0, $0] }
    }
  }

  /// Takes the burn-in once more, from the same states, for its forces: only now are the knots known.
  ///
  /// The ensemble of the run goes on from its own burn-in, so that all else stays as it is.
  private func replayBurnIn(_ axes: FitAxes, cohorts: Int) throws -> ForceNormalEquations? {
    let sampling = scenario.sampling
    guard scenario.regression.burnInForces, sampling.burnInSteps > 0, scenario.dimension <= 2
    else { return nil }
    let sampler = try EnsembleSampler(
      potential: potential, map: map, initial: sampling.initial,
      walkers: sampling.walkers, seed: sampling.seed, run: run, threads: options.threads)
    let forces = ForceNormalEquations(bases: axes.bases, cohorts: cohorts)
    try sampler.advance(
      steps: sampling.burnInSteps, schedule: RecordSchedule(every: sampling.recordEvery),
      observers: [PotentialObserver(histograms: [], forces: forces)],
      unit: unit?.part("burn_in_forces"), cancellation: options.cancellation
    ) { report(.burnIn, sampling.burnInSteps + $0, burnInTotal) }
    return forces
  }

  /// Steps of everything before the recorded part, for the progress.
  private var burnInTotal: Int {
    scenario.sampling.burnInSteps + scenario.auxiliarySamplingSteps
  }

  private func report(_ stage: RunStage, _ done: Int, _ total: Int) {
    options.progress(
      RunProgress(stage: stage, fraction: Double(done) / Double(max(total, 1)), round: round))
  }

  private func makeObserver(_ axes: FitAxes, cohorts: Int) -> PotentialObserver {
    let d = scenario.dimension
    let methods = scenario.regression.methods
    guard d <= 2 else {
      let histograms = MarginalFreeEnergies.histograms(
        domain: axes.bins.map { $0.lower...$0.upper },
        pairs: scenario.regression.pairs.map { ($0.first, $0.second) }, cohorts: cohorts)
      return PotentialObserver(histograms: histograms, forces: nil)
    }
    let histogram = Histogram(axes: axes.bins, components: Array(0..<d), cohorts: cohorts)
    return PotentialObserver(
      histograms: methods.contains(.density) ? [histogram] : [],
      forces: ForceNormalEquations(bases: axes.bases, cohorts: cohorts))
  }
}

extension Scenario {
  /// Steps per walker of a sampling run beside its own: of the pilot ensemble that finds the axes when
  /// there is no burn-in, or of the burn-in that is taken again for its forces.
  var auxiliarySamplingSteps: Int {
    guard sampling.burnInSteps > 0 else { return max(sampling.steps / 10, sampling.recordEvery) }
    return regression.burnInForces ? sampling.burnInSteps : 0
  }
}
