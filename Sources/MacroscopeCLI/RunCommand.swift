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
    if output?.isEmpty == true { throw ValidationError("--output needs the name of a folder") }
  }

  func run() throws {
    try reportingErrors(in: scenario) {
      var loaded = try Scenario.load(path: scenario)
      if let seed { loaded = try loaded.with(seed: seed) }
      try loaded.validate()
      let interrupt = InterruptHandler()
      let folder = try OutputFolder(preparing: outputURL)
      let progress = ProgressReporter(isQuiet: quiet)
      do {
        try carryOut(loaded, folder.results, progress, interrupt.cancellation)
      } catch {
        progress.abandon()
        folder.discard()
        throw error
      }
    }
  }

  private func carryOut(
    _ scenario: Scenario, _ folder: ResultsFolder, _ progress: ProgressReporter,
    _ cancellation: Cancellation
  ) throws {
    var options = RunOptions(cancellation: cancellation) { progress.update($0) }
    if let threads { options.threads = threads }
    let results = try Run(scenario, options: options).execute()
    // The stages after the sampling do not look at it.
    if cancellation.isCancelled { throw DynamicsError.cancelled }
    progress.update(RunProgress(stage: .writing, fraction: 0))
    try folder.write(results)
    let drawsPlots = scenario.report.plots
    let outcome = try writeReport(
      for: folder.url, gnuplot: drawsPlots ? .onSearchPath() : Gnuplot(executable: nil))
    progress.finish()
    if drawsPlots, let warning = outcome.warning { Console.log("warning: \(warning)\n") }
    try Console.print(closingTable(results.summary) + "Report: \(outcome.reportURL.path)")
    if !results.summary.isTrustworthy { throw ExitStatus.untrustworthy.exitCode }
  }

  private var outputURL: URL {
    if let output { return URL(fileURLWithPath: output, isDirectory: true) }
    let name = URL(fileURLWithPath: scenario).deletingPathExtension().lastPathComponent
    return URL(fileURLWithPath: "results", isDirectory: true).appendingPathComponent(name)
  }
}
