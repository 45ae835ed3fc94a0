import ArgumentParser
import Dynamics
import Foundation
import Macroscope
import Reporting

/// `macroscope scan`: the scale spectrum of a function.
struct ScanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan",
    abstract: "Finds the scales of a function, and the steps that separate them.",
    usage: """
      macroscope scan <scenario> [--output <dir>] [--seed <n>] [--threads <n>]
        [--kernel <tape|native|auto>] [--quiet] [--resume | --overwrite]
        [--checkpoint-interval <seconds>]
      """,
    discussion: """
      Samples the function with a ladder of steps and shows how strong the noise is that each step \
      makes of the scales it leaps over: a staircase, with a plateau wherever scales are well \
      separated. The section [scan] may set the ladder; without it everything is found from the \
      function. The results have a folder of their own.
      """)

  @OptionGroup var source: ScenarioOptions

  @Option(
    help: ArgumentHelp(
      "Where the results go (default: results/<name of the scenario file>-scan).",
      valueName: "dir"))
  var output: String?

  @OptionGroup var computing: ComputingOptions
  @OptionGroup var checkpointing: CheckpointOptions

  func validate() throws {
    try validate(output: output)
    if ResultsFolder(place).holdsRun {
      throw ValidationError(
        "\(place.path) holds the results of a run: give another folder with --output")
    }
  }

  func run() throws {
    try reportingErrors(in: source.scenario) {
      let loaded = try source.load()
      let interrupt = InterruptHandler()
      let folder = try OutputFolder(preparing: place)
      let progress = ProgressReporter(isQuiet: computing.quiet)
      let identity = CheckpointIdentity(
        verb: "scan", scenarioText: loaded.resolvedTOML(), seed: loaded.seed)
      let checkpoint = try checkpointing.begin(in: folder, identity)
      let isTrustworthy = try folder.keeping(checkpoint) {
        do {
          return try scan(
            loaded, into: folder, checkpoint.journal, progress, interrupt.cancellation
          ).isTrustworthy
        } catch {
          progress.abandon()
          throw error
        }
      }
      if !isTrustworthy { throw ExitStatus.untrustworthy.exitCode }
    }
  }

  private func scan(
    _ loaded: ScenarioFile, into folder: OutputFolder, _ journal: WorkJournal,
    _ progress: ProgressReporter, _ cancellation: Cancellation
  ) throws -> ScanSummary {
    switch loaded {
    case .single(let scenario):
      let run = computing.run(scenario, progress: progress, cancellation: cancellation)
        .journaled(by: journal)
      return try scan(run.scan, report: scenario.report, into: folder, progress: progress)
    case .multiscale(let scenario):
      let run = computing.run(scenario, progress: progress, cancellation: cancellation)
        .journaled(by: journal)
      return try scan(run.scan, report: scenario.report, into: folder, progress: progress)
    }
  }

  private var place: URL {
    if let output { return URL(fileURLWithPath: output, isDirectory: true) }
    let place = resultsURL(ofScenario: source.scenario, output: nil)
    return place.deletingLastPathComponent()
      .appendingPathComponent(place.lastPathComponent + "-scan", isDirectory: true)
  }
}
