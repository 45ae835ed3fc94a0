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
    discussion: """
      Samples the function with a ladder of steps and shows how strong the noise is that each step \
      makes of the scales it leaps over: a staircase, with a plateau wherever scales are well \
      separated. The section [scan] may set the ladder; without it everything is found from the \
      function. The results have a folder of their own.
      """)

  @Argument(help: "The scenario file (TOML).", completion: .file(extensions: ["toml"]))
  var scenario: String

  @Option(
    help: ArgumentHelp(
      "Where the results go (default: results/<name of the scenario file>-scan).",
      valueName: "dir"))
  var output: String?

  @Option(help: ArgumentHelp("A seed instead of the scenario's.", valueName: "n"))
  var seed: UInt64?

  @Option(help: ArgumentHelp("Threads to compute on (default: all cores).", valueName: "n"))
  var threads: Int?

  @Flag(help: "No progress; only the closing table.")
  var quiet = false

  func validate() throws {
    try validate(threads: threads, output: output)
    if ResultsFolder(place).holdsRun {
      throw ValidationError(
        "\(place.path) holds the results of a run: give another folder with --output")
    }
  }

  func run() throws {
    try reportingErrors(in: scenario) {
      var loaded = try Scenario.load(path: scenario)
      if let seed { loaded = try loaded.with(seed: seed) }
      try loaded.validate()
      let interrupt = InterruptHandler()
      let folder = try OutputFolder(preparing: place)
      let progress = ProgressReporter(isQuiet: quiet)
      do {
        var options = RunOptions(cancellation: interrupt.cancellation) { progress.update($0) }
        if let threads { options.threads = threads }
        let isTrustworthy = try scan(
          Run(loaded, options: options), into: folder.results, progress: progress)
        if !isTrustworthy { throw ExitStatus.untrustworthy.exitCode }
      } catch {
        progress.abandon()
        folder.discard()
        throw error
      }
    }
  }

  private var place: URL {
    if let output { return URL(fileURLWithPath: output, isDirectory: true) }
    let place = resultsURL(ofScenario: scenario, output: nil)
    return place.deletingLastPathComponent()
      .appendingPathComponent(place.lastPathComponent + "-scan", isDirectory: true)
  }
}
