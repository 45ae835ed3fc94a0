import CoarseGraining
import Dynamics
import Statistics

extension Run {
  /// Scans the steps for the scale spectrum of the function; [scan] need not be there.
  ///
  /// - Throws: as ``execute()``, and `ScanError`.
  public func scan() throws -> ScanResults {
    var stopwatch = Stopwatch()
    let potentials = try makePotentials(evaluations: Self.scanEvaluations)
    let section = scenario.scan ?? ScanSection()
    let sampling = scenario.sampling
    var settings =
      switch sampling.integrator {
      case .dampedVerlet:
        ScaleSpectrum.Settings(friction: sampling.friction, initial: sampling.initial)
      case .gradientDescent: ScaleSpectrum.Settings(descentFrom: sampling.initial)
      }
    settings.from = section.from
    settings.to = section.to
    settings.points = section.points
    settings.time = section.time
    settings.seed = sampling.seed
    settings.threads = options.threads
    options.progress(RunProgress(stage: .scan, fraction: 0))
    let result = try stopwatch.measure(.scan) {
      try ScaleSpectrum(settings).run(
        potentials.value, unit: options.unit("scan"), cancellation: options.cancellation
      ) { options.progress(RunProgress(stage: .scan, fraction: $0)) }
    }
    let spectrum = Summary.ScaleSpectrum(result, settings)
    var verdicts = Verdicts()
    verdicts.judge(spectrum)
    let seconds = stopwatch.stages[RunStage.scan.rawValue] ?? 0
    let summary = ScanSummary(
      program: .current,
      scenario: Summary.ScenarioRecord(
        title: scenario.title, sha256: scenario.source.sha256, seed: sampling.seed,
        coordinates: scenario.potential.coordinateNames),
      verdicts: verdicts.list, scaleSpectrum: spectrum,
      timing: Summary.Timing(
        threads: options.threads, stages: stopwatch.stages, total: stopwatch.total,
        processorStages: stopwatch.processorStages, processorTotal: stopwatch.processorTotal,
        stepsPerSecond: seconds > 0 ? Double(result.gradientEvaluations) / seconds : 0))
    return ScanResults(summary: summary, scenarioText: scenario.resolvedTOML())
  }
}
