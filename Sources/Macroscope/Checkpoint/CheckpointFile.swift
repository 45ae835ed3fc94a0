import Dynamics
import Foundation
import Storage

/// The file of a checkpoint: HDF5, followed by its length and a checksum.
///
/// It is built in memory, written beside, flushed to the device and renamed, so that there is always the old one or
/// the new. Nothing of a file is looked at before its checksum is found right. The layout is in docs/checkpoints.md.
enum CheckpointFile {
  /// The end of the file.
  private static let seal = FileSeal(mark: "MSCPT001")
  /// The most units that are read from one.
  private static let mostUnits = 100_000

  /// Writes identity and entries, in place of an earlier checkpoint.
  ///
  /// - Throws: a `StorageError`; the earlier one is then unchanged.
  static func write(
    _ entries: WorkJournal.Entries, of identity: CheckpointIdentity, to url: URL
  ) throws {
    var data = try HDF5File.image(for: url, compresses: false) { file in
      try identity.archive.write(to: file, at: "/run")
      try file.createGroup("/units")
      for (name, entry) in entries.sorted(by: { $0.key < $1.key }) {
        try entry.write(to: file, at: "/units/\(name)")
      }
    }
    seal.close(&data)
    try AtomicFile.write(data, to: url, replacingLinks: true)
  }

  /// Reads a checkpoint.
  ///
  /// - Throws: a `StorageError`, of kind `damaged` for a file that is not whole.
  static func read(
    _ url: URL
  ) throws(StorageError) -> (identity: CheckpointIdentity, entries: WorkJournal.Entries) {
    let data = try AtomicFile.read(url)
    let body: Data
    do throws(FileSeal.Defect) {
      body = try seal.open(data)
    } catch {
      switch error {
      case .missing: throw damaged(url, "it is no checkpoint, or was cut off")
      case .broken: throw damaged(url, "its checksum is wrong")
      }
    }
    do throws(StorageError) {
      let file = try HDF5File.open(image: Data(body), of: url)
      let limit = body.count / 4
      let identity = try CheckpointIdentity(StateArchive(from: file, at: "/run", limit: limit))
      let names = file.list("/units")
      guard names.count <= mostUnits else { throw damaged(url, "it has too many units") }
      var entries: WorkJournal.Entries = [:]
      for name in names {
        entries[name] = try StateArchive(from: file, at: "/units/\(name)", limit: limit)
      }
      return (identity, entries)
    } catch {
      throw damaged(url, error.reason)
    }
  }

  private static func damaged(_ url: URL, _ reason: String) -> StorageError {
    StorageError(
      kind: .damaged, path: url.path, operation: "go on from", reason: reason,
      hint: "--overwrite starts again without it")
  }
}
