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

  func validate() throws {
    if let threads, !(1...4096).contains(threads) {
      throw ValidationError("--threads must be from 1 to 4096, not \(threads)")
    }
  }

  func run() throws {
    try reportingErrors(in: scenario) {
      var loaded = try Scenario.load(path: scenario)
      if let seed { loaded = try loaded.with(seed: seed) }
      try loaded.validate()
      let folder = ResultsFolder(outputURL)
      try folder.prepare()
      let progress = ProgressReporter(isQuiet: quiet)
      let interrupt = InterruptHandler()
      var options = RunOptions(cancellation: interrupt.cancellation) { progress.update($0) }
      if let threads { options.threads = threads }
      let results = try Run(loaded, options: options).execute()
      progress.finish()
      try folder.write(results)
      let outcome = try writeReport(for: folder.url)
      if let warning = outcome.warning { progress.note("warning: \(warning)") }
      print(closingTable(results.summary))
      print("Report: \(outcome.reportURL.path)")
      if !results.summary.isTrustworthy { throw ExitStatus.untrustworthy.exitCode }
    }
  }

  private var outputURL: URL {
    if let output { return URL(fileURLWithPath: output, isDirectory: true) }
    let name = URL(fileURLWithPath: scenario).deletingPathExtension().lastPathComponent
    return URL(fileURLWithPath: "results", isDirectory: true).appendingPathComponent(name)
  }
}
