import ArgumentParser
import Dynamics
import Foundation
import Macroscope
import Reporting

/// Where the results of a scenario go unless the user says otherwise.
func resultsURL(ofScenario path: String, output: String?) -> URL {
  if let output { return URL(fileURLWithPath: output, isDirectory: true) }
  let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
  return URL(fileURLWithPath: "results", isDirectory: true).appendingPathComponent(name)
}

extension ParsableCommand {
  /// Checks the options that the computing verbs share.
  func validate(threads: Int?, output: String?) throws {
    if let threads, !(1...4096).contains(threads) {
      throw ValidationError("--threads must be from 1 to 4096, not \(threads)")
    }
    if output?.isEmpty == true { throw ValidationError("--output needs the name of a folder") }
  }

  /// Writes results and report, prints the closing table, and exits with 2 when a verdict failed.
  func finish(
    _ results: RunResults, scenario: Scenario, folder: ResultsFolder, progress: ProgressReporter,
    cancellation: Cancellation
  ) throws {
    // The last stages do not look at it.
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
}
