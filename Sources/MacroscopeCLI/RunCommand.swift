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
      macroscope run <scenario> [--output <dir>] [--seed <n>] [--threads <n>]
        [--kernel <tape|native|auto>] [--quiet] [--resume | --overwrite]
        [--checkpoint-interval <seconds>]
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
      let folder = try OutputFolder(
        preparing: resultsURL(ofScenario: source.scenario, output: output))
      let identity = CheckpointIdentity(
        verb: "run", scenarioText: loaded.resolvedTOML(), seed: loaded.seed)
      let isTrustworthy: Bool
      if let checkpoint = try checkpointing.beginRun(
        in: folder, identity, standing: { try folder.results.standing(to: loaded) })
      {
        isTrustworthy = try folder.keeping(checkpoint) {
          try execute(loaded, into: folder, checkpoint, progress, interrupt.cancellation)
        }
      } else {
        folder.release()
        isTrustworthy = try tellResults(in: folder.results)
      }
      if !isTrustworthy { throw ExitStatus.untrustworthy.exitCode }
    }
  }

  /// All that the scenario asks for; whether all verdicts passed.
  private func execute(
    _ loaded: ScenarioFile, into folder: OutputFolder, _ checkpoint: Checkpoint,
    _ progress: ProgressReporter, _ cancellation: Cancellation
  ) throws -> Bool {
    switch loaded {
    case .single(let scenario):
      let run = computing.run(
        scenario, progress: progress, cancellation: cancellation, results: folder.results.url
      ).journaled(by: checkpoint.journal)
      if !checkpoint.isResumed { try logAdvice(on: run) }
      guard scenario.scan != nil else {
        return try learn(run, into: folder, progress, cancellation)
      }
      let isLearned = try learnOnce(run, into: folder, checkpoint, progress, cancellation)
      let isScanned = try scan(run, within: folder, progress)
      return isLearned && isScanned
    case .multiscale(let scenario):
      let run = computing.run(
        scenario, progress: progress, cancellation: cancellation, results: folder.results.url
      ).journaled(by: checkpoint.journal)
      return try learn(run, into: folder, checkpoint, progress, cancellation)
    }
  }

  /// Everything but the scan, unless an interrupted run has done it before.
  private func learnOnce(
    _ run: Run, into folder: OutputFolder, _ checkpoint: Checkpoint,
    _ progress: ProgressReporter, _ cancellation: Cancellation
  ) throws -> Bool {
    let mark = "learned"
    if checkpoint.journal.entry(mark) != nil {
      let summary = try folder.results.readSummary()
      try conclude(closingTable(summary), folder.results)
      return summary.isTrustworthy
    }
    let isLearned = try learn(run, into: folder, progress, cancellation)
    checkpoint.journal.finishAll(as: mark)
    try checkpoint.journal.flush()
    return isLearned
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
        try folder.secure()
        try folder.results.write(learned)
        isLearned = true
      }
      results.summary.scaleSpectrum = spectrum
      try folder.secure()
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
    _ run: Run, within folder: OutputFolder, _ progress: ProgressReporter
  ) throws -> Bool {
    do {
      let place = try OutputFolder(preparing: folder.results.scan.url)
      let results = try place.keeping {
        try scan(run.scan, report: run.scenario.report, into: place, progress: progress)
      }
      try folder.secure()
      try folder.results.add(results.scaleSpectrum)
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
