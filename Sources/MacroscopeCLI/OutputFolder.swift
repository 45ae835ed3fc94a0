import Dynamics
import Foundation
import Macroscope
import Storage

/// The folder a run writes to: made ready before the run, held by it alone, and cleared away again if nothing
/// comes of it.
struct OutputFolder {
  let results: ResultsFolder
  /// The folders that did not exist before, the innermost first.
  private let created: [String]
  private let lock: FolderLock

  /// Creates the folder, takes its lock and makes sure that files can be written there.
  ///
  /// - Throws: a `StorageError`, before any time is spent on the run.
  init(preparing url: URL) throws(StorageError) {
    var missing: [String] = []
    var place = url.standardizedFileURL
    while place.pathComponents.count > 1, access(place.path, F_OK) != 0 {
      missing.append(place.path)
      place.deleteLastPathComponent()
    }
    created = missing
    results = ResultsFolder(url)
    do throws(StorageError) {
      try AtomicFile.createFolder(url)
      lock = try FolderLock(url)
    } catch {
      for folder in missing where rmdir(folder) != 0 { break }
      throw error
    }
    do throws(StorageError) {
      try results.prepare()
    } catch {
      discard()
      throw error
    }
    removeRemnants()
  }

  /// Makes sure that the folder is there, and still this run's. To be called before something is written: it may
  /// have been removed meanwhile, and even be that of another run now.
  ///
  /// - Throws: a `StorageError`, when another run has it.
  func secure() throws(StorageError) { try lock.renew() }

  /// Lets others have the folder.
  func release() { lock.release() }

  /// Removes the folders that were created, as far as they are empty.
  func discard() {
    release()
    for folder in created where rmdir(folder) != 0 { return }
  }

  /// Does work that keeps a checkpoint in the folder, and lets others have the folder.
  ///
  /// The checkpoint is removed when the work is done, or can never be. It stays when the work was interrupted
  /// or could not be written.
  ///
  /// - Throws: what `body` throws, as an ``UnfinishedRun`` where it can be gone on with.
  func keeping<R>(_ checkpoint: Checkpoint, _ body: () throws -> R) throws -> R {
    defer { release() }
    do {
      let result = try body()
      checkpoint.remove()
      return result
    } catch {
      throw settled(checkpoint, after: error)
    }
  }

  /// Does work that keeps no checkpoint of its own in the folder, and lets others have the folder.
  ///
  /// - Throws: what `body` throws; the folder is then removed again where it did not exist before.
  func keeping<R>(_ body: () throws -> R) throws -> R {
    defer { release() }
    do {
      return try body()
    } catch {
      discard()
      throw error
    }
  }

  private func settled(_ checkpoint: Checkpoint, after error: any Error) -> any Error {
    // What lies there now is not this run's, nor its to remove.
    guard lock.isHeld else { return error }
    var unfinished = error as? UnfinishedRun ?? UnfinishedRun(cause: error)
    let isCancelled =
      if case DynamicsError.cancelled = unfinished.cause { true } else { false }
    if isCancelled || unfinished.cause is StorageError {
      do {
        try checkpoint.journal.flush()
      } catch {
        Console.log("The last checkpoint could not be written.\n")
      }
      if checkpoint.isOfUse {
        unfinished.checkpoint = checkpoint.url.path
        return unfinished
      }
    }
    checkpoint.remove()
    discard()
    return error
  }

  /// Removes what a run that was killed while it wrote has left: files and folders not yet moved into place.
  private func removeRemnants() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: results.url.path)) ?? []
    for name in names where name.hasPrefix(".macroscope-") {
      guard name.hasSuffix(".part") || name.hasSuffix(".old") else { continue }
      try? FileManager.default.removeItem(at: results.url.appendingPathComponent(name))
    }
  }
}
