import ArgumentParser
import Foundation
import Macroscope
import Reporting

/// `macroscope run`: every stage that the scenario asks for.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Samples a scenario, learns its effective potential and writes the results.")

  @Argument(help: "The scenario file (TOML).", completion: .file(extensions: ["toml"]))
  var scenario: String

  @Option(
    help: ArgumentHelp(
      "Where the results go (default: results/<name of the scenario file>).",
      valueName: "dir"))
  var output: String?

  @Option(help: ArgumentHelp("A seed instead of the scenario's.", valueName: "n"))
  var seed: UInt64?

  @Option(help: ArgumentHelp("Threads to compute on (default: all cores).", valueName: "n"))
  var threads: Int?

  @Flag(help: "No progress; only the closing table.")
  var quiet = false

  func validate() throws { try validate(threads: threads, output: output) }

  func run() throws {
    try reportingErrors(in: scenario) {
      var loaded = try Scenario.load(path: scenario)
      if let seed { loaded = try loaded.with(seed: seed) }
      try loaded.validate()
      let interrupt = InterruptHandler()
      let folder = try OutputFolder(preparing: resultsURL(ofScenario: scenario, output: output))
      let progress = ProgressReporter(isQuiet: quiet)
      var isLearned = false
      do {
        var options = RunOptions(cancellation: interrupt.cancellation) { progress.update($0) }
        if let threads { options.threads = threads }
        let run = Run(loaded, options: options)
        let results = try run.execute { learned in
          try folder.results.write(learned)
          isLearned = true
        }
        var isTrustworthy = try finish(
          results, scenario: loaded, folder: folder.results, progress: progress,
          cancellation: interrupt.cancellation)
        if loaded.scan != nil {
          let place = folder.results.url.appendingPathComponent("scan", isDirectory: true)
          isTrustworthy =
            try scan(run, into: ResultsFolder(place), progress: progress) && isTrustworthy
        }
        if !isTrustworthy { throw ExitStatus.untrustworthy.exitCode }
      } catch {
        progress.abandon()
        guard isLearned, !(error is ExitCode) else {
          folder.discard()
          throw error
        }
        throw UnfinishedComparison(cause: error, folder: folder.results, report: loaded.report)
      }
    }
  }
}
