import Foundation

/// An open file of known size, for reading parts of it. Pipes and devices, which need not end, are
/// refused.
package struct RegularFile {
  /// The number of its bytes when it was opened.
  package let size: Int
  private let path: String
  private let descriptor: Int32

  /// Opens a file for reading.
  package init(_ url: URL) throws(StorageError) {
    path = url.path
    // Without O_NONBLOCK the opening of a pipe would wait for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw StorageError(errno: errno, path: path, operation: "read") }
    var information = stat()
    let status = fstat(descriptor, &information)
    let code = errno
    guard status == 0, information.st_mode & S_IFMT == S_IFREG else {
      Foundation.close(descriptor)
      if status != 0 { throw StorageError(errno: code, path: path, operation: "read") }
      if information.st_mode & S_IFMT == S_IFDIR {
        throw StorageError(errno: EISDIR, path: path, operation: "read")
      }
      throw StorageError(
        kind: .wrongType, path: path, operation: "read", reason: "it is not a regular file",
        hint: "copy what it gives to a file first")
    }
    self.descriptor = descriptor
    size = Int(information.st_size)
  }

  /// Up to `count` bytes from `offset` on; fewer only where the file ends.
  package func read(at offset: Int, count: Int) throws(StorageError) -> [UInt8] {
    var code: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let part = pread(
          descriptor, buffer.baseAddress?.advanced(by: filled), count - filled,
          off_t(offset + filled))
        if part == 0 { return }
        if part < 0 {
          if errno == EINTR { continue }
          code = errno
          return
        }
        filled += part
      }
    }
    guard code == 0 else { throw StorageError(errno: code, path: path, operation: "read") }
    return bytes
  }

  /// Ends reading.
  package func close() { Foundation.close(descriptor) }
}
