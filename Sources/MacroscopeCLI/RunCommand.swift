import ArgumentParser
import Dynamics
import Foundation
import Macroscope
import Reporting

/// `macroscope run`: every stage that the scenario asks for.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Samples a scenario, learns its effective potential and writes the results.",
    usage: """
      macroscope run <scenario> [--output <dir>] [--seed <n>] [--threads <n>] [--quiet]
        [--resume | --overwrite] [--checkpoint-interval <seconds>]
      """)

  @OptionGroup var source: ScenarioOptions

  @Option(
    help: ArgumentHelp(
      "Where the results go (default: results/<name of the scenario file>).",
      valueName: "dir"))
  var output: String?

  @OptionGroup var computing: ComputingOptions
  @OptionGroup var checkpointing: CheckpointOptions

  func validate() throws { try validate(output: output) }

  func run() throws {
    try reportingErrors(in: source.scenario) {
      let loaded = try source.load()
      let interrupt = InterruptHandler()
      let progress = ProgressReporter(isQuiet: computing.quiet)
      let folder = try prepareFolder()
      let identity = CheckpointIdentity(
        verb: "run", scenarioText: loaded.resolvedTOML(), seed: loaded.seed)
      let isTrustworthy: Bool
      switch loaded {
      case .single(let scenario):
        let run = computing.run(
          scenario, progress: progress, cancellation: interrupt.cancellation, results: place)
        try logAdvice(on: run)
        let folder = try prepareFolder()
        let isLearned = try learn(run, into: folder, progress, interrupt.cancellation)
        let isScanned =
          try scenario.scan == nil || scan(run, within: folder.results, progress)
        isTrustworthy = isLearned && isScanned
      case .multiscale(let scenario):
        isTrustworthy = try learn(
          computing.run(
            scenario, progress: progress, cancellation: interrupt.cancellation, results: place),
          into: try prepareFolder(), progress, interrupt.cancellation)
      }
      if !isTrustworthy { throw ExitStatus.untrustworthy.exitCode }
    }
  }

  private var place: URL { resultsURL(ofScenario: source.scenario, output: output) }

  private func prepareFolder() throws -> OutputFolder {
    try OutputFolder(preparing: place)
  }

  /// Everything but the scan; whether all verdicts passed. The spectrum, for the summary, is that of a
  /// scan before the run.
  func learn(
    _ run: Run, into folder: OutputFolder, _ progress: ProgressReporter,
    _ cancellation: Cancellation, spectrum: Summary.ScaleSpectrum? = nil
  ) throws -> Bool {
    let results = try learned(by: run, into: folder, progress, cancellation, spectrum: spectrum)
    try conclude(closingTable(results.summary), folder.results)
    return results.summary.isTrustworthy
  }

  /// The same without the closing table.
  func learned(
    by run: Run, into folder: OutputFolder, _ progress: ProgressReporter,
    _ cancellation: Cancellation, spectrum: Summary.ScaleSpectrum? = nil
  ) throws -> RunResults {
    var isLearned = false
    do {
      var results = try run.execute { learned in
        var learned = learned
        learned.summary.scaleSpectrum = spectrum
        try folder.results.write(learned)
        isLearned = true
      }
      results.summary.scaleSpectrum = spectrum
      try write(
        results, report: run.scenario.report, into: folder.results, progress: progress,
        cancellation: cancellation)
      return results
    } catch {
      progress.abandon()
      guard isLearned else { throw error }
      // The old report, if there is one, is that of other results.
      let plots = run.scenario.report.plots
      _ = try? writeReport(
        for: folder.results.url, gnuplot: plots ? .onSearchPath() : Gnuplot(executable: nil))
      throw UnfinishedRun(
        cause: error,
        kept: "The learned potential is complete",
        next: (run.scenario.surrogate == nil
          ? "'macroscope compare' goes on from "
          : "'macroscope train' and 'macroscope compare' go on from ")
          + folder.results.url.path)
    }
  }

  /// The scan, into a folder of its own; whether all verdicts passed.
  private func scan(
    _ run: Run, within folder: ResultsFolder, _ progress: ProgressReporter
  ) throws -> Bool {
    do {
      let results = try scan(
        run.scan, report: run.scenario.report, into: folder.scan, progress: progress)
      try folder.add(results.scaleSpectrum)
      return results.isTrustworthy
    } catch {
      progress.abandon()
      throw UnfinishedRun(
        cause: error,
        kept: "All but the scan is complete",
        next: "'macroscope scan' makes it, in a folder of its own")
    }
  }
}
