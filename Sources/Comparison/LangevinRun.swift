import CoarseGraining
import Dynamics
import LinearAlgebra
import Potentials
import Statistics
import Storage

/// Langevin trajectories of one system, recorded.
struct LangevinRun {
  let name: String
  let index: Int
  let potential: any Potential
  let settings: LangevinComparison.Settings
  /// Points where the potential is to be resolved.
  let region: [[Double]]
  let step: ResolvedStep
  /// Of all trajectories; those of one initial state follow one another.
  let states: [PhasePoint]
  /// Trajectories of each initial state.
  let replicas: Int

  /// Run numbers of the comparison begin here, far above those of the sampling.
  static let firstRun: UInt64 = 1 << 40

  /// The recorded values.
  struct Series {
    /// One matrix per observable, trajectories × records.
    let observables: [Matrix]
    /// One per coordinate, above one dimension: for the autocorrelation of the whole vector.
    let coordinates: [Matrix]
    /// Trajectories of each initial state.
    let replicas: Int
  }

  struct Outcome {
    let system: LangevinResult.System
    let series: Series
    let tracker: CoreSetTracker?
    let unsupported: LangevinResult.Unsupported?
  }

  /// - Throws: ``ComparisonError`` for a trajectory that diverges and an observable that is not finite,
  ///   `DynamicsError.cancelled`.
  func execute(
    support: (any SurrogatePotential)?, wells: WellPartition?, checksStep: Bool,
    unit: WorkUnit?, cancellation: Cancellation?, progress: (Double) -> Void
  ) throws -> Outcome {
    let noiseInterval = try step.noiseInterval(friction: settings.friction)
    let splitting = ForceSplitting(
      of: potential, step: step, interval: noiseInterval, region: region, speed: settings.speed)
    let step = splitting == nil ? step : step.divisible(by: noiseInterval)
    let ensemble = try makeEnsemble(
      step.step, noiseInterval: noiseInterval, splitting: splitting, states: states,
      run: UInt64(index))
    let layout = ensemble.layout
    let total = settings.totalRecords
    let recorder = SeriesRecorder(
      observables: settings.observables, layout: layout, records: total)
    let coordinates = try coordinateRecorder(layout, records: total)
    let tracker = wells.map {
      CoreSetTracker(
        partition: $0, layout: layout, interval: settings.interval,
        fromRecord: settings.equilibriumStart)
    }
    let monitor = support.map {
      SupportMonitor(
        $0, layout: layout, pathRecords: settings.records,
        equilibriumRecords: settings.equilibriumRecords)
    }
    let observers: [(any TrajectoryObserver & Checkpointable)?] = [
      recorder, coordinates, tracker, monitor,
    ]
    let begin = ContinuousClock.now
    do {
      try ensemble.advance(
        records: total - 1, stepsPerRecord: step.stepsPerRecord,
        observers: observers.compactMap { $0 }, unit: unit?.part("trajectories"),
        cancellation: cancellation
      ) { progress(Double($0) / Double(total)) }
    } catch let error as DynamicsError {
      if case .cancelled = error { throw error }
      throw ComparisonError.diverged(system: name, error)
    }
    let seconds = begin.duration(to: .now) / .seconds(1)
    let observables = recorder.takeSeries()
    for (observable, values) in zip(settings.observables, observables) where !values.isFinite {
      throw ComparisonError.observable(observable.source, .notFinite)
    }
    let series = Series(
      observables: observables, coordinates: coordinates?.takeSeries() ?? [], replicas: replicas)
    let check =
      checksStep
      ? try halved(
        step, min(noiseInterval, 3), splitting, against: observables, unit, cancellation) : nil
    return Outcome(
      system: LangevinResult.System(
        name: name, step: step.step, noiseInterval: noiseInterval,
        slowForceInterval: splitting == nil ? 1 : noiseInterval,
        largestCurvature: step.largestCurvature,
        gradientEvaluations: ensemble.gradientEvaluations / replicas,
        seconds: seconds / Double(replicas), stepCheck: check),
      series: series, tracker: tracker,
      unsupported: monitor?.fractions)
  }

  private func makeEnsemble(
    _ step: Double, noiseInterval: Int, splitting: ForceSplitting?, states: [PhasePoint],
    run: UInt64
  ) throws -> TrajectoryEnsemble {
    let map = try BAOAB(
      step: step, friction: settings.friction, temperature: settings.temperature,
      noiseInterval: noiseInterval)
    return try TrajectoryEnsemble(
      potential: potential, splitting: splitting, integrator: .baoab(map), states: states,
      seed: settings.seed, run: Self.firstRun + 1 + run, threads: settings.threads)
  }

  /// The coordinates, unless the observables are just these.
  private func coordinateRecorder(
    _ layout: EnsembleLayout, records: Int
  ) throws -> SeriesRecorder? {
    guard potential.dimension > 1, let first = settings.observables.first else { return nil }
    let names = first.coordinateNames
    guard settings.observables.map(\.source) != names else { return nil }
    // Elements of arrays, x[1] and so on, are no names that coordinates can be declared by.
    let plain = names.indices.map { "q\($0 + 1)" }
    let coordinates = try plain.map { try Potentials.Expression($0, coordinates: plain) }
    return SeriesRecorder(observables: coordinates, layout: layout, records: records)
  }

  /// The mean paths and autocorrelation functions of a quarter of the trajectories against those at half the step.
  /// Where noise and slow forces act in every k-th step, they do so in every third of these.
  ///
  /// Initial states are shared, noise is not. With one check in each run, a false alarm is to be rare:
  /// the bands are those of 99.95 %. In a harmonic well the positions of BAOAB have the right law at any step, and
  /// only their correlation shows that they move at the wrong pace.
  private func halved(
    _ step: ResolvedStep, _ noiseInterval: Int, _ splitting: ForceSplitting?,
    against series: [Matrix], _ unit: WorkUnit?, _ cancellation: Cancellation?
  ) throws -> LangevinResult.StepCheck {
    let half = step.halved.divisible(by: noiseInterval)
    let trajectories = states.count / replicas
    let count = replicas * min(trajectories, max(64, trajectories / 4))
    let ensemble = try makeEnsemble(
      half.step, noiseInterval: noiseInterval, splitting: splitting,
      states: Array(states.prefix(count)), run: UInt64(1000 + index))
    let recorder = SeriesRecorder(
      observables: settings.observables, layout: ensemble.layout, records: settings.records + 1)
    try ensemble.advance(
      records: settings.records, stepsPerRecord: half.stepsPerRecord, observers: [recorder],
      unit: unit?.part("halved_step"), cancellation: cancellation)
    let generator = Philox(seed: settings.seed, stream: 2 * (Self.firstRun + UInt64(2000 + index)))
    var worst = Estimate.exact(0)
    var worstCorrelation = Estimate.exact(0)
    var passed = true
    for (coarse, fine) in zip(series, recorder.takeSeries()) {
      let scale = try LangevinReduction.equilibriumScale(coarse, settings: settings)
      let start = coarse.leading(rows: count, columns: settings.records + 1)
      let paths = CurveComparison(
        try CurveEstimate(meanOf: start) - CurveEstimate(meanOf: fine),
        tolerance: settings.tolerance.meanPath * scale, confidence: 0.9995,
        generator: generator)
      let relative = paths.maxDeviation / max(scale, .leastNormalMagnitude)
      if relative.value > worst.value { worst = relative }
      let lags = settings.records / 2
      let correlations = CurveComparison(
        try ensembleAutocorrelation([start], maximumLag: lags)
          - ensembleAutocorrelation([fine], maximumLag: lags),
        tolerance: settings.tolerance.autocorrelation, confidence: 0.9995, generator: generator)
      if correlations.maxDeviation.value > worstCorrelation.value {
        worstCorrelation = correlations.maxDeviation
      }
      passed =
        passed
        && (paths.holdsZero
          || paths.maxDeviation.value <= settings.tolerance.meanPath * scale)
        && (correlations.holdsZero
          || correlations.maxDeviation.value <= settings.tolerance.autocorrelation)
    }
    return LangevinResult.StepCheck(
      trajectories: count, maxDeviation: worst, maxCorrelationDeviation: worstCorrelation,
      passed: passed)
  }
}
