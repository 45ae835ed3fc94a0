import ArgumentParser
import Dynamics
import Foundation
import Macroscope
import Reporting

/// `macroscope compare`: surrogate against original dynamics, on results that are there.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compares dynamics on the learned potential with dynamics on the function.",
    usage: """
      macroscope compare <target> [--output <dir>] [--threads <n>] [--quiet]
        [--resume | --overwrite] [--checkpoint-interval <seconds>]
      """,
    discussion: """
      Takes the learned potential from a results folder, without sampling again, and does what the \
      sections [hamiltonian] and [langevin] ask for. Given the folder, the sections are those of its \
      scenario.toml; given a scenario file, those of the file, which may have changed since the run, \
      while everything that the potential depends on must be the same.
      """)

  @Argument(
    help: "A results folder, or a scenario file (TOML) that has been run.",
    completion: .file(extensions: ["toml"]))
  var target: String

  @Option(
    help: ArgumentHelp(
      "The results folder of a scenario file (default: results/<name of the file>).",
      valueName: "dir"))
  var output: String?

  @OptionGroup var computing: ComputingOptions
  @OptionGroup var checkpointing: CheckpointOptions

  private var isFolder: Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: target, isDirectory: &isDirectory)
      && isDirectory.boolValue
  }

  private var folder: ResultsFolder {
    ResultsFolder(
      isFolder
        ? URL(fileURLWithPath: target, isDirectory: true)
        : resultsURL(ofScenario: target, output: output))
  }

  func validate() throws {
    try validate(output: output)
    if isFolder, output != nil {
      throw ValidationError("--output goes with a scenario file, not with a results folder")
    }
    if folder.holdsScales {
      throw ValidationError(
        "\(folder.url.path) holds several scales: compare one of them, "
          + folder.scale(0).url.path)
    }
  }

  func run() throws {
    try reportingErrors(in: target) {
      let given = isFolder ? nil : try Scenario.load(path: target)
      var results = try folder.read()
      let stored = try Scenario(text: results.scenarioText, path: folder.scenarioURL.path)
      let scenario = try given?.with(seed: stored.sampling.seed) ?? stored
      try folder.readSamples(into: &results, for: scenario)
      let interrupt = InterruptHandler()
      let progress = ProgressReporter(isQuiet: computing.quiet)
      let place = try OutputFolder(preparing: folder.url)
      let identity = CheckpointIdentity(
        verb: "compare", scenarioText: scenario.resolvedTOML(), seed: scenario.sampling.seed)
      let checkpoint = try checkpointing.begin(in: place, identity)
      let isTrustworthy = try place.keeping(checkpoint) {
        do {
          let compared = try computing.run(
            scenario, progress: progress, cancellation: interrupt.cancellation
          ).journaled(by: checkpoint.journal).compare(results)
          try place.secure()
          return try finish(
            compared, scenario: scenario, folder: folder, progress: progress,
            cancellation: interrupt.cancellation)
        } catch {
          progress.abandon()
          throw error
        }
      }
      if !isTrustworthy { throw ExitStatus.untrustworthy.exitCode }
    }
  }
}
