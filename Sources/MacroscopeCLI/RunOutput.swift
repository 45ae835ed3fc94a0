import ArgumentParser
import Dynamics
import Foundation
import Macroscope
import Potentials
import Reporting

/// Where the results of a scenario go unless the user says otherwise.
func resultsURL(ofScenario path: String, output: String?) -> URL {
  if let output { return URL(fileURLWithPath: output, isDirectory: true) }
  let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
  return URL(fileURLWithPath: "results", isDirectory: true).appendingPathComponent(name)
}

extension ParsableArguments {
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
    try write(
      results, report: scenario.report, into: folder, progress: progress,
      cancellation: cancellation)
    try conclude(closingTable(results.summary), folder)
    return results.summary.isTrustworthy
  }

  /// Writes results and report.
  func write(
    _ results: RunResults, report: ReportSection, into folder: ResultsFolder,
    progress: ProgressReporter, cancellation: Cancellation
  ) throws {
    // The last stages do not look at it.
    if cancellation.isCancelled { throw DynamicsError.cancelled }
    progress.update(RunProgress(stage: .writing, fraction: 0))
    try folder.write(results)
    try buildReport(in: folder, report, progress)
  }

  /// Scans the steps, writes results and report and prints the closing table.
  func scan(
    _ scan: () throws -> ScanResults, report: ReportSection, into place: OutputFolder,
    progress: ProgressReporter
  ) throws -> ScanSummary {
    let results = try scan()
    try place.secure()
    let folder = place.results
    try folder.write(results)
    try buildReport(in: folder, report, progress)
    try conclude(closingTable(results.summary), folder)
    return results.summary
  }

  /// Builds the report, with the pictures that are wanted.
  func buildReport(
    in folder: ResultsFolder, _ report: ReportSection, _ progress: ProgressReporter
  ) throws {
    let outcome = try writeReport(
      for: folder.url, gnuplot: report.plots ? .onSearchPath() : Gnuplot(executable: nil))
    progress.finish()
    if report.plots, let warning = outcome.warning { Console.log("warning: \(warning)\n") }
  }

  /// Prints the closing table, and where the report is.
  func conclude(_ table: String, _ folder: ResultsFolder) throws {
    try Console.print(table + "Report: \(folder.reportURL.path)")
  }
}

/// Probes a run and writes what is likely to go wrong to standard error.
///
/// - Returns: the advice, nil when the probe fails, which is no reason not to run.
/// - Throws: when the user interrupts.
@discardableResult
func logAdvice(on run: Run, potential: ExpressionPotential? = nil) throws -> Advice? {
  do {
    let advice = try run.advise(potential: potential)
    for warning in advice.warnings { Console.log("\(warning)\n") }
    return advice
  } catch DynamicsError.cancelled {
    throw DynamicsError.cancelled
  } catch {
    let reason = (error as? ScenarioError)?.message ?? "\(error)"
    Console.log("warning: the step could not be probed: \(reason)\n")
    return nil
  }
}
