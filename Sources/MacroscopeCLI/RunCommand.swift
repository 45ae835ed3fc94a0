import ArgumentParser
import Dynamics
import Foundation
import Macroscope
import Reporting

/// `macroscope run`: every stage that the scenario asks for.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Samples a scenario, learns its effective potential and writes the results.")

  @OptionGroup var source: ScenarioOptions

  @Option(
    help: ArgumentHelp(
      "Where the results go (default: results/<name of the scenario file>).",
      valueName: "dir"))
  var output: String?

  @OptionGroup var computing: ComputingOptions

  func validate() throws { try validate(output: output) }

  func run() throws {
    try reportingErrors(in: source.scenario) {
      let scenario = try source.load()
      let interrupt = InterruptHandler()
      let folder = try OutputFolder(
        preparing: resultsURL(ofScenario: source.scenario, output: output))
      let progress = ProgressReporter(isQuiet: computing.quiet)
      let run = computing.run(scenario, progress: progress, cancellation: interrupt.cancellation)
      var isTrustworthy = try learn(run, into: folder, progress, interrupt.cancellation)
      if scenario.scan != nil {
        isTrustworthy = try scan(run, within: folder.results, progress) && isTrustworthy
      }
      if !isTrustworthy { throw ExitStatus.untrustworthy.exitCode }
    }
  }

  /// Everything but the scan; whether all verdicts passed.
  private func learn(
    _ run: Run, into folder: OutputFolder, _ progress: ProgressReporter,
    _ cancellation: Cancellation
  ) throws -> Bool {
    var isLearned = false
    do {
      let results = try run.execute { learned in
        try folder.results.write(learned)
        isLearned = true
      }
      return try finish(
        results, scenario: run.scenario, folder: folder.results, progress: progress,
        cancellation: cancellation)
    } catch {
      progress.abandon()
      guard isLearned else {
        folder.discard()
        throw error
      }
      // The old report, if there is one, is that of other results.
      let plots = run.scenario.report.plots
      _ = try? writeReport(
        for: folder.results.url, gnuplot: plots ? .onSearchPath() : Gnuplot(executable: nil))
      throw UnfinishedRun(
        cause: error,
        kept: "The learned potential is complete: 'macroscope compare' goes on from "
          + folder.results.url.path)
    }
  }

  /// The scan, into a folder of its own; whether all verdicts passed.
  private func scan(
    _ run: Run, within folder: ResultsFolder, _ progress: ProgressReporter
  ) throws -> Bool {
    let place = folder.url.appendingPathComponent("scan", isDirectory: true)
    do {
      return try scan(run, into: ResultsFolder(place), progress: progress)
    } catch {
      progress.abandon()
      throw UnfinishedRun(
        cause: error,
        kept: "All but the scan is complete: 'macroscope scan' makes it, in a folder of its own")
    }
  }
}
