import CoarseGraining
import Dynamics
import Foundation
import LinearAlgebra
import Potentials
import Statistics

/// One run of the method: from a scenario to effective potential, errors and verdicts.
///
/// Every number is a function of scenario and seed alone, whatever the number of threads; only the
/// `timing` and `program` parts of the summary tell where it was computed.
public struct Run: Sendable {
  public let scenario: Scenario
  public let options: RunOptions

  public init(_ scenario: Scenario, options: RunOptions = RunOptions()) {
    self.scenario = scenario
    self.options = options
  }

  /// Takes all stages.
  ///
  /// - Parameter keep: called with the results so far before surrogate dynamics are compared, where the
  ///   scenario asks for that: they are complete by themselves, and ``compare(_:)`` goes on from them.
  /// - Returns: the results.
  /// - Throws: `ScenarioError` for a scenario that cannot be run, `DynamicsError` for a walker that
  ///   diverges or a cancelled run, `CalibrationError`, `RegressionError` and the like for data that
  ///   allow no estimate.
  public func execute(
    learned keep: (RunResults) throws -> Void = { _ in }
  ) throws -> RunResults {
    var stopwatch = Stopwatch()
    let potentials = try makePotentials(
      evaluations: ScenarioCost(scenario).gradientEvaluations + comparisonEvaluations)
    let source = try TransferSource(scenario, besides: options.results)
    let sampled = try CalibratedSampling(
      scenario: scenario, potential: potentials.value, options: options, stopwatch: &stopwatch)
    let run = sampled.run
    options.progress(RunProgress(stage: .regression, fraction: 0))
    let analysis = try stopwatch.measure(.regression) {
      try PotentialAnalysis(
        run, scenario: scenario, reference: potentials.reference, threads: options.threads)
    }
    options.progress(RunProgress(stage: .diagnostics, fraction: 0))
    let diagnosis = try stopwatch.measure(.diagnostics) {
      try Diagnosis(scenario: scenario, sampled: sampled, analysis: analysis)
    }
    var learned = results(
      sampled, analysis, diagnosis,
      timing: timing(stopwatch, evaluations: sampled.gradientEvaluations))
    /// The samples go along as far as the last stage that needs them.
    func stored(_ results: RunResults) -> RunResults {
      var results = results
      if !scenario.report.samples { results.samples = nil }
      return results
    }
    if scenario.surrogate != nil {
      try keep(stored(learned))
      learned = try stopwatch.measure(.training) { try trained(learned, potentials, source) }
      learned.summary.timing = timing(stopwatch, evaluations: sampled.gradientEvaluations)
    }
    guard scenario.hamiltonian != nil || scenario.langevin != nil else { return stored(learned) }
    try keep(stored(learned))
    let stage = ComparisonStage(
      scenario: scenario, potentials: potentials, results: learned, options: options)
    var compared = try stage.run(stopwatch: &stopwatch)
    compared.summary.timing = timing(stopwatch, evaluations: sampled.gradientEvaluations)
    return stored(compared)
  }

  private func trained(
    _ results: RunResults, _ potentials: ScenarioPotentials, _ source: TransferSource?
  ) throws -> RunResults {
    guard let section = scenario.surrogate else { return results }
    return try TrainingStage(
      scenario: scenario, section: section, reference: potentials.reference, results: results,
      options: options, source: source
    ).run()
  }

  /// Trains networks on the samples of results that were made before, by this scenario or by one that
  /// differs in the sections of the training, the comparison and the report alone.
  ///
  /// - Parameter results: with their samples.
  /// - Returns: the results with the networks in them; earlier ones, and comparisons with them, are replaced.
  /// - Throws: `ScenarioError` when the scenario asks for no networks or does not belong to the results;
  ///   else as ``execute(learned:)``.
  public func train(_ results: RunResults) throws -> RunResults {
    try checkSampling(of: results)
    guard scenario.surrogate != nil else {
      throw scenario.error(
        at: "", "the scenario asks for no networks", hint: "add a section [surrogate]")
    }
    var stopwatch = Stopwatch()
    let potentials = try scenario.validate()
    let source = try TransferSource(scenario, besides: options.results)
    var trained = try stopwatch.measure(.training) {
      try self.trained(results, potentials, source)
    }
    trained.scenarioText = scenario.resolvedTOML()
    trained.summary.timing = results.summary.timing.replacing(stopwatch)
    return trained
  }

  /// Compares surrogate dynamics with dynamics on f on results that were made before, by this scenario
  /// or by one that differs in the sections of the comparison and the report alone.
  ///
  /// - Returns: the results with the comparison in them; an earlier one is replaced.
  /// - Throws: `ScenarioError` when the scenario asks for no comparison or does not belong to the
  ///   results; else as ``execute()``.
  public func compare(_ results: RunResults) throws -> RunResults {
    try checkSampling(of: results)
    guard scenario.hamiltonian != nil || scenario.langevin != nil else {
      throw scenario.error(
        at: "", "the scenario asks for no comparison",
        hint: "add a section [hamiltonian] or [langevin]")
    }
    var stopwatch = Stopwatch()
    let potentials = try makePotentials(evaluations: comparisonEvaluations)
    let stage = ComparisonStage(
      scenario: scenario, potentials: potentials, results: results, options: options)
    var compared = try stage.run(stopwatch: &stopwatch)
    compared.scenarioText = scenario.resolvedTOML()
    compared.summary.timing = results.summary.timing.replacing(stopwatch)
    return compared
  }

  /// Refuses results of another scenario.
  private func checkSampling(of results: RunResults) throws {
    let stored = try Scenario(text: results.scenarioText, path: "the results' scenario.toml")
    guard let keyPath = scenario.firstSamplingDifference(from: stored) else { return }
    throw scenario.error(
      at: keyPath, "'\(keyPath)' is not what the results were made with",
      hint: "the learned potential depends on it: run the scenario again")
  }

  private func timing(_ stopwatch: Stopwatch, evaluations: Int) -> Summary.Timing {
    let sampling = [RunStage.sweep, .sampling].compactMap { stopwatch.stages[$0.rawValue] }
      .reduce(0, +)
    return Summary.Timing(
      threads: options.threads, stages: stopwatch.stages, total: stopwatch.total,
      processorStages: stopwatch.processorStages, processorTotal: stopwatch.processorTotal,
      stepsPerSecond: sampling > 0 ? Double(evaluations) / sampling : 0)
  }

  private func results(
    _ sampled: CalibratedSampling, _ analysis: PotentialAnalysis, _ diagnosis: Diagnosis,
    timing: Summary.Timing
  ) -> RunResults {
    let run = sampled.run
    let names = scenario.potential.coordinateNames
    let fits = analysis.fitted
    let summary = Summary(
      program: .current,
      scenario: Summary.ScenarioRecord(
        title: scenario.title, sha256: scenario.source.sha256, seed: scenario.sampling.seed,
        coordinates: names),
      verdicts: diagnosis.verdicts, sampling: diagnosis.sampling,
      temperature: run.map.hasMomentum ? run.moments.temperature() : run.temperature.estimate,
      configurationalTemperature: run.map.hasMomentum ? run.temperature.estimate : nil,
      noiseCovariance: diagnosis.noise,
      calibration: diagnosis.calibration, equilibrium: diagnosis.tests,
      splitRHat: diagnosis.equilibrium.splitRHat, kurtosis: diagnosis.equilibrium.kurtosis,
      effectivePotential: analysis.summaries,
      consistency: fits?.consistency.map {
        Summary.Consistency(
          rmse: $0.rmse, max: $0.maxError, inSigma: $0.rmsInStandardErrors)
      },
      timing: timing)
    return RunResults(
      summary: summary, scenarioText: scenario.resolvedTOML(),
      grid: fits.map { zip(names, $0.axes).map { GridAxis(coordinate: $0, points: $1.centers) } }
        ?? [],
      potentials: analysis.gridded, reference: fits?.reference,
      histogram: analysis.histogram, momentum: run.momentumDistribution,
      convergence: fits?.convergence ?? run.temperatureConvergence,
      autocorrelation: diagnosis.equilibrium.functions, marginals: analysis.marginals,
      samples: scenario.report.samples || scenario.surrogate != nil ? run.storedSamples : nil)
  }
}

extension Summary.Timing {
  /// The same with the times of some stages in the place of earlier ones.
  fileprivate func replacing(_ stopwatch: Stopwatch) -> Summary.Timing {
    var timing = self
    for (stage, seconds) in stopwatch.stages {
      timing.total += seconds - (timing.stages[stage] ?? 0)
      timing.stages[stage] = seconds
    }
    guard var processor = timing.processorStages else { return timing }
    for (stage, seconds) in stopwatch.processorStages {
      timing.processorTotal? += seconds - (processor[stage] ?? 0)
      processor[stage] = seconds
    }
    timing.processorStages = processor
    return timing
  }
}

extension Summary.Program {
  /// This program.
  public static var current: Summary.Program {
    Summary.Program(
      name: "macroscope", version: "0.1.0", build: InstructionSet.current)
  }
}
