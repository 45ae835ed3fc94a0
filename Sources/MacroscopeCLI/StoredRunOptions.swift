import ArgumentParser
import Dynamics
import Foundation
import Macroscope

/// The options of the verbs that go on from the results of a run, and how they do it.
struct StoredRunOptions: ParsableArguments {
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
        "\(folder.url.path) holds several scales: take one of them, " + folder.scale(0).url.path)
    }
  }

  /// Adds what a verb makes of the results to their folder, under its lock and with a checkpoint, builds the
  /// report anew and prints the closing table.
  ///
  /// - Parameters:
  ///   - verb: its name, which the checkpoint keeps.
  ///   - stage: makes the new results from those that are there.
  /// - Throws: what goes wrong, told to the user already; the exit code of untrustworthy results.
  func extendResults(by verb: String, _ stage: (Run, RunResults) throws -> RunResults) throws {
    try reportingErrors(in: target) {
      let given = isFolder ? nil : try Scenario.load(path: target)
      let folder = folder
      var results = try folder.read()
      let stored = try Scenario(text: results.scenarioText, path: folder.scenarioURL.path)
      let scenario = try given?.with(seed: stored.sampling.seed) ?? stored
      try folder.readSamples(into: &results, for: scenario)
      let interrupt = InterruptHandler()
      let progress = ProgressReporter(isQuiet: computing.quiet)
      let place = try OutputFolder(preparing: folder.url)
      let identity = CheckpointIdentity(
        verb: verb, scenarioText: scenario.resolvedTOML(), seed: scenario.sampling.seed)
      let checkpoint = try checkpointing.begin(in: place, identity)
      let isTrustworthy = try place.keeping(checkpoint) {
        do {
          let run = computing.run(
            scenario, progress: progress, cancellation: interrupt.cancellation, results: folder.url
          ).journaled(by: checkpoint.journal)
          let extended = try stage(run, results)
          try place.secure()
          return try finish(
            extended, scenario: scenario, folder: folder, progress: progress,
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
