import CoarseGraining
import Dynamics
import Potentials
import Statistics

/// Runs of the method at several steps, and what lies between them: one effective potential for each scale
/// of the function, and the pieces of f that add up to the finest of them (docs/decomposition.md).
///
/// The stages can be taken one by one, ``scan()``, ``scenarios(_:)``, ``run(_:scale:of:)`` and
/// ``combine(_:of:scan:)`` and ``condition(_:on:)``, so that what each leaves can be kept at once, or all with
/// ``execute(finished:)``.
public struct MultiscaleRun: Sendable {
  public let scenario: MultiscaleScenario
  public let options: RunOptions

  public init(_ scenario: MultiscaleScenario, options: RunOptions = RunOptions()) {
    self.scenario = scenario
    self.options = options
  }

  /// Whether there is a scan to make first: the steps come from it, or the scenario has [scan].
  public var scansFirst: Bool { scenario.choice.steps == nil || scenario.scan != nil }

  /// Scans the steps for the scale spectrum of the function.
  ///
  /// - Throws: as ``Run/scan()``.
  public func scan() throws -> ScanResults {
    var results = try Run(scenario.unresolved, options: options).scan()
    results.scenarioText = scenario.resolvedTOML()
    return results
  }

  /// The scenario of each scale; with `step = "auto"` that of the coarsest alone.
  ///
  /// - Parameter spectrum: that of the scan, where it is needed.
  /// - Returns: the scenarios, the coarsest first.
  /// - Throws: `MultiscaleError` when there is no plateau to take a step from; `ScenarioError` when one of
  ///   the steps makes the scenario wrong.
  public func scenarios(_ spectrum: Summary.ScaleSpectrum? = nil) throws -> [Scenario] {
    var steps = scenario.choice.steps
    if steps == nil {
      guard let spectrum, !spectrum.plateaus.isEmpty else {
        throw MultiscaleError.noPlateau(
          choice: scenario.choice, isSmooth: spectrum?.smooth ?? false)
      }
      let recommended = spectrum.plateaus.map(\.recommendedStep).sorted(by: >)
      steps = scenario.choice == .auto ? Array(recommended.prefix(1)) : recommended
    }
    var scenarios: [Scenario] = []
    for (scale, step) in (steps ?? []).enumerated() {
      scenarios.append(try scenario.scenario(scale: scale, step: step))
    }
    return scenarios
  }

  /// The run of one of the scenarios; its progress tells which.
  public func run(_ scenario: Scenario, scale: Int, of count: Int) -> Run {
    var options = options
    options.progress = { [progress = options.progress] report in
      var report = report
      report.part = MultiscaleResults.folderName(ofScale: scale)
      progress(report)
    }
    return Run(scenario, options: count > 1 ? options : self.options)
  }

  /// What the results of the scales say together.
  ///
  /// - Parameters:
  ///   - results: of the scales that are done, the coarsest first; at least one.
  ///   - count: how many there were to be; a verdict fails when some are missing.
  ///   - scan: the scan that found the steps.
  /// - Returns: the summary of the whole and the pieces of f.
  /// - Throws: `ScenarioError` when a known piece of f is wrong.
  public func combine(
    _ results: [RunResults], of count: Int, scan: ScanSummary? = nil
  ) throws -> MultiscaleResults {
    let pieces = try scenario.makeComponents()
    let potentials = try scenario.unresolved.makePotentials()
    let decomposition = Decomposition(
      results, pieces: pieces, names: scenario.potential.components,
      reference: potentials.reference, seed: scenario.seed)
    var verdicts = Verdicts()
    verdicts.collect(scan: scan, scales: results.map(\.summary), of: count)
    verdicts.judge(decomposition?.summaries ?? [], strengths: results.map(\.summary.noiseStrength))
    let summary = MultiscaleSummary(
      program: .current,
      scenario: Summary.ScenarioRecord(
        title: scenario.title, sha256: scenario.source.sha256, seed: scenario.seed,
        coordinates: scenario.potential.coordinateNames),
      verdicts: verdicts.list,
      scales: results.enumerated().map { MultiscaleSummary.Scale($1.summary, scale: $0) },
      decomposition: decomposition?.summaries, scaleSpectrum: scan?.scaleSpectrum,
      timing: Self.timing(results.map(\.summary), scan))
    return MultiscaleResults(
      summary: summary, scenarioText: scenario.resolvedTOML(),
      grid: decomposition.map { decomposition in
        zip(scenario.potential.coordinateNames, decomposition.axes).map {
          GridAxis(coordinate: $0, points: $1.centers)
        }
      } ?? [],
      potentials: decomposition?.potentials ?? [], components: decomposition?.components ?? [])
  }

  /// Whether one ensemble of networks is trained for all scales, from their samples.
  public var isConditioned: Bool { scenario.surrogate?.isConditioned ?? false }

  /// Trains one ensemble of networks for all scales, where the scenario asks for it.
  ///
  /// - Parameters:
  ///   - whole: what the scales say together.
  ///   - results: of all scales, the coarsest first, with their samples and networks.
  /// - Returns: the whole with these networks in it; as it was where nothing is asked for, or for a single scale.
  /// - Throws: `ScenarioError` for results without samples, `DynamicsError.cancelled`, `TrainingError`.
  public func condition(
    _ whole: MultiscaleResults, on results: [RunResults]
  ) throws -> MultiscaleResults {
    guard let section = scenario.surrogate, section.isConditioned, results.count > 1 else {
      return whole
    }
    var stopwatch = Stopwatch()
    var conditioned = try stopwatch.measure(.training) {
      try ConditionedTraining(scenario, section: section, results: results, options: options)
        .run(whole)
    }
    let stage = RunStage.training.rawValue
    let seconds = stopwatch.stages[stage] ?? 0
    let processor = stopwatch.processorStages[stage] ?? 0
    conditioned.summary.timing.stages[stage, default: 0] += seconds
    conditioned.summary.timing.total += seconds
    conditioned.summary.timing.processorStages?[stage, default: 0] += processor
    conditioned.summary.timing.processorTotal? += processor
    return conditioned
  }

  /// Takes all stages; not for `step = "auto"`, which is one run.
  ///
  /// - Parameter finished: called with the results of each scale when they are complete.
  /// - Returns: the results of the whole.
  /// - Throws: as the stages, and as ``Run/execute(learned:)``.
  public func execute(
    finished: (_ scale: Int, RunResults) throws -> Void = { _, _ in }
  ) throws -> MultiscaleResults {
    try scenario.validate()
    let scan = scansFirst ? try scan().summary : nil
    let scenarios = try scenarios(scan?.scaleSpectrum)
    var results: [RunResults] = []
    for (scale, scenario) in scenarios.enumerated() {
      var result = try run(scenario, scale: scale, of: scenarios.count).execute()
      try finished(scale, result)
      if !isConditioned { result.samples = nil }
      results.append(result)
    }
    return try condition(combine(results, of: scenarios.count, scan: scan), on: results)
  }

  private static func timing(_ scales: [Summary], _ scan: ScanSummary?) -> Summary.Timing {
    let parts = scales.map(\.timing) + (scan.map { [$0.timing] } ?? [])
    let stages = parts.reduce(into: [:]) { $0.merge($1.stages, uniquingKeysWith: +) }
    // As all are of this program, none lacks its processor time.
    let processor = parts.reduce(into: [:]) {
      $0.merge($1.processorStages ?? [:], uniquingKeysWith: +)
    }
    let sampling = [RunStage.sweep, .sampling].compactMap { stages[$0.rawValue] }.reduce(0, +)
    let evaluations = scales.reduce(0) { $0 + $1.sampling.gradientEvaluations }
    return Summary.Timing(
      threads: parts.map(\.threads).max() ?? 1, stages: stages,
      total: parts.reduce(0) { $0 + $1.total },
      processorStages: processor, processorTotal: parts.reduce(0) { $0 + ($1.processorTotal ?? 0) },
      stepsPerSecond: sampling > 0 ? Double(evaluations) / sampling : 0)
  }
}

/// Why a run at several steps cannot go on.
public enum MultiscaleError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The scan found no plateau to take a step from.
  case noPlateau(choice: StepChoice, isSmooth: Bool)

  public var description: String {
    switch self {
    case .noPlateau(let choice, let isSmooth):
      return
        "sampling.step = \(choice) takes its steps from the plateaus of the scale spectrum, and "
        + "the scan found none: "
        + (isSmooth
          ? "no step makes noise of the function, which is smooth and its own effective potential"
          : "at no step are the scales well separated. Give a step, or a list of steps; or raise "
            + "sampling.friction, which widens the plateaus")
    }
  }
}

extension MultiscaleSummary.Scale {
  /// What the summary of the whole says of one scale.
  init(_ summary: Summary, scale: Int) {
    self.init(
      folder: MultiscaleResults.folderName(ofScale: scale), step: summary.sampling.step,
      seed: summary.scenario.seed, trustworthy: summary.isTrustworthy,
      temperature: summary.potentialTemperature,
      noiseCovariance: summary.noiseCovariance?.value, strength: summary.noiseStrength,
      effectivePotential: summary.effectivePotential, consistency: summary.consistency,
      trappedFraction: summary.sampling.trappedFraction,
      gradientEvaluations: summary.sampling.gradientEvaluations)
  }
}
