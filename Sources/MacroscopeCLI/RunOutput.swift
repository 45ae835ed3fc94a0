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
  /// Checks the name of a results folder.
  func validate(output: String?) throws {
    if output?.isEmpty == true { throw ValidationError("--output needs the name of a folder") }
  }

  /// Writes results and report and prints the closing table.
  ///
  /// - Returns: whether all verdicts passed.
  func finish(
    _ results: RunResults, scenario: Scenario, folder: ResultsFolder, progress: ProgressReporter,
    cancellation: Cancellation
  ) throws -> Bool {
    // The last stages do not look at it.
    if cancellation.isCancelled { throw DynamicsError.cancelled }
    progress.update(RunProgress(stage: .writing, fraction: 0))
    try folder.write(results)
    try report(in: folder, of: scenario, progress, table: closingTable(results.summary))
    return results.summary.isTrustworthy
  }

  /// Scans the steps, writes results and report and prints the closing table.
  ///
  /// - Returns: whether all verdicts passed.
  func scan(
    _ run: Run, into folder: ResultsFolder, progress: ProgressReporter
  ) throws -> Bool {
    let results = try run.scan()
    try folder.write(results)
    try report(in: folder, of: run.scenario, progress, table: closingTable(results.summary))
    return results.summary.isTrustworthy
  }

  private func report(
    in folder: ResultsFolder, of scenario: Scenario, _ progress: ProgressReporter, table: String
  ) throws {
    let drawsPlots = scenario.report.plots
    let outcome = try writeReport(
      for: folder.url, gnuplot: drawsPlots ? .onSearchPath() : Gnuplot(executable: nil))
    progress.finish()
    if drawsPlots, let warning = outcome.warning { Console.log("warning: \(warning)\n") }
    try Console.print(table + "Report: \(outcome.reportURL.path)")
  }
}
