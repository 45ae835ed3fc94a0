import CHDF5
import Foundation

/// An HDF5 file of named arrays.
///
/// The file is built, and read, in memory (HDF5's core driver): HDF5 itself never touches the disk.
/// So writing is atomic and a full disk is an ordinary ``StorageError`` with the system's reason,
/// instead of a library that fails once more when it closes. The memory needed is about twice that
/// of the arrays, for as long as the write lasts. Only files that may exceed memory are read from the
/// disk, and parts of them copied there.
///
/// Such a file ends with a ``FileSeal``, and nothing in it is looked at before all its bytes are found to be those
/// that were written: the library itself can crash on damaged ones.
///
/// Paths are absolute (`/group/name`); groups on the way are created. Arrays are row-major. An
/// instance belongs to one task; different instances may be used at the same time.
public final class HDF5File {
  /// Arrays with at least this many elements are stored in chunks, shuffled and deflated.
  public static let compressionThreshold = 4096

  /// The end of each file.
  static let seal = FileSeal(mark: "MSRES001")

  let handle: hid_t
  /// The path shown in errors.
  let path: String
  /// Whether long arrays are compressed when they are written.
  let compresses: Bool

  init(handle: hid_t, path: String, compresses: Bool = true) {
    self.handle = handle
    self.path = path
    self.compresses = compresses
  }

  deinit {
    HDF5Library.locked { _ = H5Fclose(handle) }
  }

  /// Creates a file: `body` fills it, then it appears at `url` whole.
  ///
  /// - Throws: what `body` throws, or a `StorageError`; in both cases `url` is unchanged.
  public static func create(at url: URL, _ body: (HDF5File) throws -> Void) throws {
    var data = try image(for: url, body)
    seal.close(&data)
    try AtomicFile.write(data, to: url)
  }

  /// The bytes of a file that `body` fills.
  ///
  /// - Parameters:
  ///   - url: the file that they are meant for, named in errors; nothing is written there.
  ///   - compresses: whether long arrays are compressed, which takes a hundred times as long as to copy them.
  ///   - body: fills the file.
  /// - Returns: the bytes.
  /// - Throws: what `body` throws, or a `StorageError`.
  public static func image(
    for url: URL, compresses: Bool = true, _ body: (HDF5File) throws -> Void
  ) throws -> Data {
    let handle = try HDF5Library.attempt("create HDF5 file", path: url.path) { () -> hid_t? in
      let access = ch5_file_access_list()
      defer { H5Pclose(access) }
      // Grows by 1 MiB, has no backing store.
      H5Pset_fapl_core(access, 1 << 20, false)
      let handle = H5Fcreate(imageName(for: url), ch5_truncate(), ch5_default(), access)
      return handle >= 0 ? handle : nil
    }
    let file = HDF5File(handle: handle, path: url.path, compresses: compresses)
    try body(file)
    return try file.image()
  }

  /// Opens a file for reading.
  ///
  /// - Parameters:
  ///   - url: the file.
  ///   - inMemory: whether all of it is read at once, and its structure checked, since it may come from anywhere. Else
  ///     HDF5 reads from the disk what is asked for, so that the file may exceed memory; it must not change
  ///     meanwhile, and is taken for one that nobody has tampered with.
  /// - Returns: the open file.
  /// - Throws: a `StorageError` when it cannot be read, is not HDF5, or is not what was written.
  public static func open(_ url: URL, inMemory: Bool = true) throws(StorageError) -> HDF5File {
    if inMemory {
      let data = try AtomicFile.read(url)
      let image: Data
      do throws(FileSeal.Defect) {
        image = try seal.open(data)
      } catch {
        switch error {
        case .missing: throw damaged(url, "it was cut off, or is not from this program")
        case .broken: throw damaged(url, "its checksum is wrong")
        }
      }
      return try open(image: image, of: url)
    }
    // HDF5 would wait for the writer of a pipe.
    try RegularFile(url).close()
    _ = try seal.check(url)
    return try open(image: nil, of: url)
  }

  /// Opens the bytes of a file for reading, or the file itself where there are none.
  ///
  /// An image may come from anywhere: only what has the structure of those that this program writes reaches the
  /// library.
  ///
  /// - Throws: a `StorageError` when they are not such a file.
  public static func open(image: Data?, of url: URL) throws(StorageError) -> HDF5File {
    if let image { try checkStructure(image, of: url) }
    let inMemory = image != nil
    var data = image ?? Data()
    let handle: hid_t
    do {
      handle = try HDF5Library.attempt("read", path: url.path) { () -> hid_t? in
        let access = ch5_file_access_list()
        defer { H5Pclose(access) }
        if inMemory {
          H5Pset_fapl_core(access, 1 << 20, false)
          // HDF5 copies the image.
          let set = data.withUnsafeMutableBytes {
            H5Pset_file_image(access, $0.baseAddress, $0.count)
          }
          guard set >= 0 else { return nil }
        }
        let name = inMemory ? imageName(for: url) : url.path
        let handle = H5Fopen(name, ch5_read_only(), access)
        return handle >= 0 ? handle : nil
      }
    } catch {
      throw damaged(url, "it is not a complete HDF5 file (\(error.reason))")
    }
    return HDF5File(handle: handle, path: url.path)
  }

  private static func checkStructure(_ image: Data, of url: URL) throws(StorageError) {
    do {
      try HDF5Structure.check(HDF5Bytes(image))
    } catch {
      throw damaged(url, "it is not a complete HDF5 file of this program (\(error.reason))")
    }
  }

  private static func damaged(_ url: URL, _ reason: String) -> StorageError {
    StorageError(
      kind: .damaged, path: url.path, operation: "read", reason: reason,
      hint: "run the scenario again")
  }

  /// A name that no file on disk has, as HDF5 wants for an image, and no other open image either.
  private static func imageName(for url: URL) -> String {
    "\(url.path)/image-\(UUID().uuidString)"
  }

  /// The bytes of the file as they would be on disk.
  private func image() throws(StorageError) -> Data {
    try HDF5Library.attempt("write", path: path) {
      guard H5Fflush(handle, H5F_SCOPE_GLOBAL) >= 0 else { return nil }
      let size = H5Fget_file_image(handle, nil, 0)
      guard size > 0 else { return nil }
      var data = Data(count: size)
      let copied = data.withUnsafeMutableBytes {
        H5Fget_file_image(handle, $0.baseAddress, $0.count)
      }
      return copied == size ? data : nil
    }
  }
}
