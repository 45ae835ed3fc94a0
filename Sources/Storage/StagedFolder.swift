import Foundation

/// Writing several files of a folder so that they are replaced only when all are complete.
///
/// They are written to a hidden folder inside the destination and moved over the old ones, each by
/// one rename, after the last is there. If anything fails before, the destination is unchanged.
public enum StagedFolder {
  /// Calls `body` with an empty folder, then moves what it holds into `folder`.
  ///
  /// Files of other names stay; a folder replaces one of the same name as a whole.
  ///
  /// - Throws: what `body` throws, or a `StorageError`.
  public static func write<R>(into folder: URL, _ body: (URL) throws -> R) throws -> R {
    try AtomicFile.createFolder(folder)
    let suffix = String(UInt64.random(in: .min ... .max), radix: 36)
    let staging = folder.appendingPathComponent(".macroscope-\(suffix).part")
    let retired = folder.appendingPathComponent(".macroscope-\(suffix).old")
    try AtomicFile.createFolder(staging)
    defer {
      // What is left after a failure, or the folders that were replaced.
      try? FileManager.default.removeItem(at: staging)
      try? FileManager.default.removeItem(at: retired)
    }
    let result: R
    do {
      result = try body(staging)
    } catch let error as StorageError {
      throw error.renaming(staging.path, to: folder.path)
    }
    for name in try names(in: staging) {
      let destination = folder.appendingPathComponent(name)
      if isFolder(destination) {
        // A folder with content cannot be replaced by a rename.
        try AtomicFile.createFolder(retired)
        try move(destination, to: retired.appendingPathComponent(name))
      }
      try move(staging.appendingPathComponent(name), to: destination)
    }
    return result
  }

  private static func names(in folder: URL) throws(StorageError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    } catch {
      throw StorageError(path: folder.path, operation: "list", reason: error.localizedDescription)
    }
  }

  private static func isFolder(_ url: URL) -> Bool {
    var information = stat()
    return stat(url.path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
  }

  private static func move(_ source: URL, to destination: URL) throws(StorageError) {
    guard rename(source.path, destination.path) == 0 else {
      throw StorageError(errno: errno, path: destination.path, operation: "replace")
    }
  }
}
