import ArgumentParser
import CoarseGraining
import Comparison
import Dynamics
import Macroscope
import Reporting
import Storage

/// The documented exit codes.
enum ExitStatus: Int32 {
  /// Done, but a diagnostic says that the result must not be trusted.
  case untrustworthy = 2
  case usage = 64
  case scenario = 65
  case internalError = 70
  case io = 74
  case interrupted = 130

  var exitCode: ExitCode { ExitCode(rawValue) }
}

/// Runs a verb's work and turns what it throws into one message on stderr and an exit code.
func reportingErrors(in scenario: String? = nil, _ body: () throws -> Void) throws {
  do {
    try body()
  } catch let exit as ExitCode {
    throw exit
  } catch {
    let (status, message) = diagnosis(of: error, scenario: scenario)
    Console.log(message + "\n")
    throw status.exitCode
  }
}

/// What stopped the comparison of a run whose learned potential is in its folder.
struct UnfinishedComparison: Error {
  let cause: any Error
  let folder: ResultsFolder
  let report: ReportSection
}

private func diagnosis(of error: any Error, scenario: String?) -> (ExitStatus, String) {
  let prefix = scenario.map { "\($0): error: " } ?? "error: "
  switch error {
  case let error as UnfinishedComparison:
    // The old report, if there is one, is that of other results.
    let gnuplot = error.report.plots ? Gnuplot.onSearchPath() : Gnuplot(executable: nil)
    _ = try? writeReport(for: error.folder.url, gnuplot: gnuplot)
    var (status, message) = diagnosis(of: error.cause, scenario: scenario)
    if case DynamicsError.cancelled = error.cause { message = "interrupted" }
    return (
      status,
      message + "\nThe learned potential is complete: 'macroscope compare' goes on from "
        + error.folder.url.path
    )
  case let error as ScenarioError:
    return (error.isUnreadableFile ? .io : .scenario, "\(error)")
  case let error as StorageError: return (.io, "error: \(error)")
  case DynamicsError.cancelled:
    return (.interrupted, "interrupted: nothing was written; earlier results are untouched")
  // The scenario asks for something that the run shows to be impossible.
  case let error as DynamicsError: return (.scenario, prefix + "\(error)")
  case let error as CalibrationError: return (.scenario, prefix + "\(error)")
  case let error as ComparisonError: return (.scenario, prefix + "\(error)")
  case let error as RegressionError: return (.scenario, prefix + "\(error)")
  case let error as ScanError: return (.scenario, prefix + "\(error)")
  default:
    return (.internalError, "\(prefix)\(error)\nThis is a fault of macroscope: please report it.")
  }
}
