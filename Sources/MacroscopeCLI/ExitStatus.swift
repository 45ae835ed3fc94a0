import ArgumentParser
import Benchmarking
import CoarseGraining
import Comparison
import Dynamics
import Foundation
import Macroscope
import Storage
import Surrogates

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
  let limit = MemoryLimit.ofThisProcess
  guard limit.bytes >= MemoryLimit.leastUseful else {
    Console.log(
      "error: there is not enough memory to start with: \(limit.source) (\(limit.remedy))\n")
    // Not through the end of OpenBLAS, which waits for threads that wait for memory.
    _exit(ExitStatus.io.rawValue)
  }
  let descriptors = DescriptorLimit.ofThisProcess()
  guard descriptors >= DescriptorLimit.leastUseful else {
    Console.log(
      "error: only \(descriptors) files may be open at once, and \(DescriptorLimit.leastUseful) are "
        + "needed: raise the limit ('ulimit -n \(DescriptorLimit.leastUseful)')\n")
    throw ExitStatus.io.exitCode
  }
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

/// What stopped a run that has left something of use in its folder.
struct UnfinishedRun: Error {
  let cause: any Error
  /// What is complete; nil when nothing is.
  var kept: String?
  /// How to go on from that where there is no checkpoint.
  var next: String?
  /// The path of the checkpoint, where one is left.
  var checkpoint: String?

  /// What to tell the user besides the cause.
  var advice: String {
    var lines: [String] = []
    if let kept { lines.append(checkpoint == nil ? kept + (next.map { ": \($0)" } ?? "") : kept) }
    if let checkpoint {
      lines.append("How far it came is in \(checkpoint): the same command with --resume goes on")
    }
    return lines.joined(separator: "\n")
  }
}

private func diagnosis(of error: any Error, scenario: String?) -> (ExitStatus, String) {
  let prefix = scenario.map { "\($0): error: " } ?? "error: "
  switch error {
  case let error as UnfinishedRun:
    var (status, message) = diagnosis(of: error.cause, scenario: scenario)
    if case DynamicsError.cancelled = error.cause { message = "interrupted" }
    return (status, message + "\n" + error.advice)
  case let error as ScenarioError:
    return (error.isUnreadableFile ? .io : .scenario, "\(error)")
  case let error as RefusedFolder: return (error.status, "error: \(error)")
  case let error as ForeignCheckpoint: return (.scenario, "error: \(error)")
  case let error as StorageError: return (.io, "error: \(error)")
  case DynamicsError.cancelled:
    return (.interrupted, "interrupted: nothing was written; earlier results are untouched")
  // The scenario asks for something that the run shows to be impossible.
  case let error as DynamicsError: return (.scenario, prefix + "\(error)")
  case let error as CalibrationError: return (.scenario, prefix + "\(error)")
  case let error as ComparisonError: return (.scenario, prefix + "\(error)")
  case let error as TrainingError: return (.scenario, prefix + "\(error)")
  case let error as LossError: return (.scenario, prefix + "\(error)")
  case let error as Surrogates.ValidationError: return (.scenario, prefix + "\(error)")
  case let error as ArgumentParser.ValidationError: return (.usage, "error: \(error.message)")
  case let error as ModelFileError: return (.io, "error: \(error)")
  case let error as RegressionError: return (.scenario, prefix + "\(error)")
  case let error as BenchmarkError: return (.io, "error: \(error)")
  case let error as MultiscaleError: return (.untrustworthy, prefix + "\(error)")
  case let error as ScanError: return (.scenario, prefix + "\(error)")
  default:
    return (.internalError, "\(prefix)\(error)\nThis is a fault of macroscope: please report it.")
  }
}
