import Dynamics
import Foundation
import Storage
import Synchronization

/// The checkpoint of a run in its output folder, while the run lasts.
public final class Checkpoint: Sendable {
  /// Where it is.
  public let url: URL
  /// Where the stages of the run enter how far they are.
  public let journal: WorkJournal
  /// Whether an earlier run has left something to go on from.
  public let isResumed: Bool
  private let stored: Flag

  /// Starts the checkpoint of a run: what lies in its place is replaced by an empty one.
  ///
  /// - Parameters:
  ///   - folder: the output folder, which exists.
  ///   - identity: what the run is.
  ///   - interval: seconds between two writings.
  ///   - prepare: called before each, from any thread; one that throws fails.
  ///   - warn: called when one fails, from any thread; the run goes on, and tries again later.
  /// - Returns: the checkpoint.
  /// - Throws: a `StorageError`.
  public static func start(
    in folder: ResultsFolder, _ identity: CheckpointIdentity, interval: Double,
    prepare: @escaping @Sendable () throws -> Void = {},
    warn: @escaping @Sendable (any Error) -> Void = { _ in }
  ) throws -> Checkpoint {
    try CheckpointFile.write([:], of: identity, to: folder.checkpointURL)
    return Checkpoint(folder.checkpointURL, identity, [:], interval, prepare, warn)
  }

  /// Goes on from the checkpoint that an earlier run left.
  ///
  /// - Throws: a `StorageError` when it is damaged, ``ForeignCheckpoint`` when it is of another run.
  public static func resume(
    in folder: ResultsFolder, _ identity: CheckpointIdentity, interval: Double,
    prepare: @escaping @Sendable () throws -> Void = {},
    warn: @escaping @Sendable (any Error) -> Void = { _ in }
  ) throws -> Checkpoint {
    let url = folder.checkpointURL
    let (found, entries) = try CheckpointFile.read(url)
    if let reason = identity.obstacle(in: found) {
      throw ForeignCheckpoint(path: url.path, reason: reason)
    }
    return Checkpoint(url, identity, entries, interval, prepare, warn)
  }

  private init(
    _ url: URL, _ identity: CheckpointIdentity, _ entries: WorkJournal.Entries,
    _ interval: Double, _ prepare: @escaping @Sendable () throws -> Void,
    _ warn: @escaping @Sendable (any Error) -> Void
  ) {
    self.url = url
    isResumed = !entries.isEmpty
    let stored = Flag(isResumed)
    self.stored = stored
    journal = WorkJournal(entries, interval: .seconds(interval)) {
      do {
        try prepare()
        try CheckpointFile.write($0, of: identity, to: url)
        stored.raise()
      } catch {
        warn(error)
        throw error
      }
    }
  }

  /// Whether there is anything in the file to go on from.
  public var isOfUse: Bool { stored.isRaised }

  /// Removes the file: the run is done, or can never be.
  public func remove() { unlink(url.path) }
}

/// Something that has happened or not.
private final class Flag: Sendable {
  private let value: Atomic<Bool>

  init(_ value: Bool) { self.value = Atomic(value) }

  func raise() { value.store(true, ordering: .relaxed) }
  var isRaised: Bool { value.load(ordering: .relaxed) }
}

extension ResultsFolder {
  /// How far the run is that writes into the folder; there until it is done.
  public var checkpointURL: URL { url.appendingPathComponent("checkpoint.h5") }

  /// Whether a run has begun in the folder that is not done.
  public var holdsCheckpoint: Bool {
    FileManager.default.fileExists(atPath: checkpointURL.path)
  }

  /// Whether results are in the folder.
  public var holdsResults: Bool { FileManager.default.fileExists(atPath: summaryURL.path) }

  /// The scenario that the results in the folder are of, with all defaults resolved; nil when there is none.
  public var storedScenario: String? {
    (try? AtomicFile.read(scenarioURL)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Removes the checkpoints of the folder and of its scales.
  public func removeCheckpoints() {
    unlink(checkpointURL.path)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    for name in names where name.hasPrefix("scale-") {
      unlink(ResultsFolder(url.appendingPathComponent(name)).checkpointURL.path)
    }
  }
}

extension Run {
  /// The same run, entering how far it is in a journal.
  public func journaled(by journal: WorkJournal?) -> Run {
    var options = options
    options.journal = journal
    return Run(scenario, options: options)
  }
}

extension MultiscaleRun {
  /// The same runs, their scan entering how far it is in a journal.
  public func journaled(by journal: WorkJournal?) -> MultiscaleRun {
    var options = options
    options.journal = journal
    return MultiscaleRun(scenario, options: options)
  }
}
