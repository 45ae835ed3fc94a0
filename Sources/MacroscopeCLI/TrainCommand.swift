import ArgumentParser
import Dynamics
import Foundation
import Macroscope
import Reporting

/// `macroscope train`: networks that learn V from the samples of results that are there.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Trains networks on the samples of a run.",
    usage: """
      macroscope train <target> [--output <dir>] [--threads <n>] [--quiet]
        [--resume | --overwrite] [--checkpoint-interval <seconds>]
      """,
    discussion: """
      Takes the stored samples from a results folder, without sampling again, and does what the section \
      [surrogate] asks for; the networks go into the same folder. Given the folder, the section is that of \
      its scenario.toml; given a scenario file, that of the file, which may have changed since the run, \
      while everything that the samples depend on must be the same.
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

  func validate() throws {
    try validate(output: output)
    if isFolder, output != nil {
      throw ValidationError("--output goes with a scenario file, not with a results folder")
    }
  }

  func run() throws {
    try reportingErrors(in: target) {
      let given = isFolder ? nil : try Scenario.load(path: target)
      let folder = ResultsFolder(
        isFolder
          ? URL(fileURLWithPath: target, isDirectory: true)
          : resultsURL(ofScenario: target, output: output))
      var results = try folder.read()
      let stored = try Scenario(text: results.scenarioText, path: folder.scenarioURL.path)
      let scenario = try given?.with(seed: stored.sampling.seed) ?? stored
      try folder.readSamples(into: &results, for: scenario)
      let interrupt = InterruptHandler()
      let progress = ProgressReporter(isQuiet: computing.quiet)
      let place = try OutputFolder(preparing: folder.url)
      let identity = CheckpointIdentity(
        verb: "train", scenarioText: scenario.resolvedTOML(), seed: scenario.sampling.seed)
      let checkpoint = try checkpointing.begin(in: place, identity)
      let isTrustworthy = try place.keeping(checkpoint) {
        do {
          let trained = try computing.run(
            scenario, progress: progress, cancellation: interrupt.cancellation,
            results: folder.url
          ).journaled(by: checkpoint.journal).train(results)
          try place.secure()
          return try finish(
            trained, scenario: scenario, folder: folder, progress: progress,
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
