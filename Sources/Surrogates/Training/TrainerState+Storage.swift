import Foundation
import Storage

extension TrainerState {
  /// Writes the state as a file of its own, which appears whole.
  ///
  /// - Throws: a `StorageError`.
  public func write(to url: URL) throws {
    let archive = try archive
    try HDF5File.create(at: url) { try archive.write(to: $0, at: Self.group) }
  }

  /// Reads a state.
  ///
  /// - Throws: a `StorageError`, of kind `damaged` where parts of it do not fit together.
  public init(contentsOf url: URL) throws {
    let file = try HDF5File.open(url)
    do {
      try self.init(StateArchive(from: file, at: Self.group))
    } catch {
      throw StorageError(
        kind: .damaged, path: url.path, operation: "read", reason: error.reason,
        hint: "the file is not one this version wrote")
    }
  }

  /// Where the state is in a file of its own.
  private static let group = "/trainer"
}
