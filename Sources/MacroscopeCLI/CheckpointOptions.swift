import ArgumentParser
import Foundation
import Macroscope
import Synchronization

/// The options of the verbs that keep a checkpoint, and what they mean for the folder as it is.
struct CheckpointOptions: ParsableArguments {
  @Flag(help: "Go on from the checkpoint of an interrupted run.")
  var resume = false

  @Flag(help: "Replace what is in the folder, and forget an interrupted run.")
  var overwrite = false

  @Option(
    help: ArgumentHelp(
      "The least time between two checkpoints, in seconds.", valueName: "seconds"))
  var checkpointInterval = 60.0

  func validate() throws {
    if resume, overwrite {
      throw ValidationError("--resume goes on and --overwrite starts again: give one of them")
    }
    guard (0...1e6).contains(checkpointInterval) else {
      throw ValidationError("--checkpoint-interval must be from 0 to 1e6 seconds")
    }
  }

  /// The checkpoint of a run, in a folder that is its own.
  ///
  /// - Parameters:
  ///   - place: the folder, ready for the run.
  ///   - identity: what the run is.
  ///   - standing: what the results in the folder are to the run.
  /// - Returns: the checkpoint; nil when the run is done already.
  /// - Throws: ``RefusedFolder`` when there is something in the folder that the user must decide about.
  func beginRun(
    in place: OutputFolder, _ identity: CheckpointIdentity, standing: () throws -> StandingOfResults
  ) throws -> Checkpoint? {
    let folder = place.results
    if overwrite {
      folder.removeCheckpoints()
    } else if !folder.holdsCheckpoint, folder.holdsResults {
      guard resume else { throw RefusedFolder.occupied(folder.url.path) }
      switch try standing() {
      case .foreign: throw RefusedFolder.foreign(folder.url.path)
      case .complete: return nil
      // What is missing can be had only by starting again, to the same numbers.
      case .partial: break
      }
    }
    return try begin(in: place, identity)
  }

  /// The checkpoint of a verb that works on results that are there, or in a folder that it may replace.
  ///
  /// - Throws: ``RefusedFolder`` when a checkpoint is there and nothing was said about it.
  func begin(in place: OutputFolder, _ identity: CheckpointIdentity) throws -> Checkpoint {
    let folder = place.results
    let failures = RepeatedFailures()
    let warn: @Sendable (any Error) -> Void = { failures.tell($0) }
    let prepare: @Sendable () throws -> Void = { try place.secure() }
    guard folder.holdsCheckpoint, !overwrite else {
      return try .start(
        in: folder, identity, interval: checkpointInterval, prepare: prepare, warn: warn)
    }
    guard resume else { throw RefusedFolder.unfinished(folder.url.path) }
    return try .resume(
      in: folder, identity, interval: checkpointInterval, prepare: prepare, warn: warn)
  }
}

/// Warns of checkpoints that could not be written, once for each reason: the disk may be full for hours.
private final class RepeatedFailures: Sendable {
  private let last = Mutex("")

  func tell(_ error: any Error) {
    let message = "\(error)"
    let isNew = last.withLock { last in
      defer { last = message }
      return last != message
    }
    guard isNew else { return }
    Console.log(
      "warning: the checkpoint could not be written: \(message); the run goes on, and tries again\n"
    )
  }
}

/// What results in a folder are to a run.
enum StandingOfResults {
  /// All that the run would give.
  case complete
  /// Of the same scenario, but not all: a disk was full, and not even a checkpoint could be written.
  case partial
  /// Of another scenario.
  case foreign
}

/// Why a folder is not written to.
enum RefusedFolder: Error, CustomStringConvertible {
  /// It holds results.
  case occupied(String)
  /// It holds a checkpoint.
  case unfinished(String)
  /// It holds results of another scenario, and is asked to be gone on with.
  case foreign(String)

  var description: String {
    switch self {
    case .occupied(let path):
      "'\(path)' holds results: give --overwrite to replace them, or another folder with --output"
    case .unfinished(let path):
      "'\(path)' holds the checkpoint of an unfinished run: give --resume to go on with it, or "
        + "--overwrite to start again"
    case .foreign(let path):
      "'\(path)' holds the results of another scenario, and no checkpoint: there is nothing to "
        + "resume; give --overwrite to replace them"
    }
  }

  var status: ExitStatus {
    if case .foreign = self { .scenario } else { .usage }
  }
}
