import CHDF5
import Foundation

extension HDF5File {
  /// Copies an array or a group, as it is stored, into a file that is there. Both are used on the disk, chunk by
  /// chunk, so that what is copied may exceed memory.
  ///
  /// A failure leaves the target incomplete: it is for files that nobody reads yet.
  ///
  /// - Parameters:
  ///   - location: the absolute path in both files; the target has none of this name.
  ///   - source: the file to copy from; it must not change meanwhile.
  ///   - target: the file to copy into.
  /// - Throws: a `StorageError`: of kind `noSpace` where the whole source would not fit beside it, of kind
  ///   `noSuchData` when the source has no such part.
  public static func copy(
    _ location: String, from source: URL, to target: URL
  ) throws(StorageError) {
    let original = try open(source, inMemory: false)
    guard original.contains(location) else { throw original.missing(location) }
    // A library that meets a full disk fails once more when it closes.
    try checkSpace(for: source, besides: target)
    let isSealed = try seal.check(target)
    var failure: StorageError?
    do throws(StorageError) {
      try copy(location, from: original, to: target)
    } catch {
      failure = error
    }
    // HDF5 has written over the seal, or cut it off.
    if isSealed { try seal.close(target) }
    if let failure { throw failure }
  }

  private static func copy(
    _ location: String, from original: HDF5File, to target: URL
  ) throws(StorageError) {
    let handle = try HDF5Library.attempt("write", path: target.path) { () -> hid_t? in
      let handle = H5Fopen(target.path, ch5_read_write(), ch5_default())
      return handle >= 0 ? handle : nil
    }
    let copy = HDF5File(handle: handle, path: target.path)
    try HDF5Library.attempt("write", path: target.path, object: location) { () -> Void? in
      let links = ch5_link_creation_list()
      defer { H5Pclose(links) }
      let copied = H5Ocopy(
        original.handle, location, copy.handle, location, ch5_default(), links)
      return copied >= 0 && H5Fflush(copy.handle, H5F_SCOPE_GLOBAL) >= 0 ? () : nil
    }
  }

  private static func checkSpace(for source: URL, besides target: URL) throws(StorageError) {
    var file = stat()
    var system = statvfs()
    guard stat(source.path, &file) == 0, statvfs(target.path, &system) == 0 else { return }
    guard UInt64(system.f_bavail) * UInt64(system.f_frsize) > UInt64(file.st_size) else {
      throw StorageError(errno: ENOSPC, path: target.path, operation: "write")
    }
  }
}
