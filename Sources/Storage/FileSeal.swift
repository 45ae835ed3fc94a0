import Foundation

/// The end of a file that says whether the file is whole: eight bytes that tell its kind, then the length of what
/// is before them and its XXH64, both little-endian.
///
/// Libraries that read a format trust what they read: a single wrong bit can bring them down. Where all bytes are
/// known to be those that were written, it does not come to that. HDF5 ignores what follows its own end.
public struct FileSeal: Sendable {
  /// The bytes that it adds to a file.
  public static let byteCount = 24

  private let mark: Data

  /// The seal of files of a kind.
  ///
  /// - Parameter mark: eight ASCII letters.
  public init(mark: String) {
    self.mark = Data(mark.utf8)
    precondition(self.mark.count == 8, "a mark has eight bytes")
  }

  /// Adds the seal to a whole file.
  public func close(_ data: inout Data) {
    data.append(end(length: data.count, checksum: XXHash64.hash(data)))
  }

  /// What is wrong with a sealed file.
  public enum Defect: Error, Sendable {
    /// There is no seal: the file is of another kind, or its end is missing.
    case missing
    /// The bytes are not those that were sealed.
    case broken
  }

  /// The bytes before the seal.
  ///
  /// - Throws: what is wrong.
  public func open(_ data: Data) throws(Defect) -> Data {
    let body = data.dropLast(Self.byteCount)
    let (length, checksum) = try numbers(data.suffix(Self.byteCount))
    guard length == UInt64(body.count), checksum == XXHash64.hash(body) else { throw .broken }
    return body
  }

  /// Checks a file on the disk, piece by piece; one that ends without the mark is of another kind.
  ///
  /// - Returns: whether it has a seal.
  /// - Throws: a `StorageError`, of kind `damaged` where the seal is broken.
  public func check(_ url: URL) throws(StorageError) -> Bool {
    let descriptor = Foundation.open(url.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure(url, errno) }
    defer { Foundation.close(descriptor) }
    let size = Int(lseek(descriptor, 0, SEEK_END))
    guard size >= Self.byteCount else { return false }
    let end = try read(descriptor, url, at: size - Self.byteCount, count: Self.byteCount)
    guard let (length, checksum) = try? numbers(end) else { return false }
    let body = size - Self.byteCount
    let found = try hash(descriptor, url, count: body)
    guard length == UInt64(body), found == checksum else {
      throw StorageError(
        kind: .damaged, path: url.path, operation: "read", reason: "its checksum is wrong",
        hint: "run the scenario again")
    }
    return true
  }

  /// Adds the seal to a whole file on the disk, and flushes it to the device.
  ///
  /// - Throws: a `StorageError`.
  public func close(_ url: URL) throws(StorageError) {
    let descriptor = Foundation.open(url.path, O_RDWR | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure(url, errno, "write") }
    defer { Foundation.close(descriptor) }
    let size = Int(lseek(descriptor, 0, SEEK_END))
    guard size >= 0 else { throw failure(url, errno, "write") }
    let end = self.end(length: size, checksum: try hash(descriptor, url, count: size))
    let written = end.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, off_t(size)) }
    guard written == end.count else { throw failure(url, written < 0 ? errno : ENOSPC, "write") }
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure(url, errno, "write") }
  }

  private func end(length: Int, checksum: UInt64) -> Data {
    var end = mark
    for number in [UInt64(length), checksum] {
      withUnsafeBytes(of: number.littleEndian) { end.append(contentsOf: $0) }
    }
    return end
  }

  /// The hash of the first bytes of a file, read in pieces of whole stripes.
  private func hash(
    _ descriptor: Int32, _ url: URL, count: Int
  ) throws(StorageError) -> UInt64 {
    var hash = XXHash64()
    var place = 0
    while count - place > 1 << 20 {
      let piece = try read(descriptor, url, at: place, count: 1 << 20)
      piece.withUnsafeBytes { hash.absorb($0) }
      place += piece.count
    }
    let last = try read(descriptor, url, at: place, count: count - place)
    return last.withUnsafeBytes { hash.finished(with: $0) }
  }

  private func numbers(_ end: Data) throws(Defect) -> (length: UInt64, checksum: UInt64) {
    guard end.count == Self.byteCount, end.prefix(mark.count) == mark else { throw .missing }
    func number(_ offset: Int) -> UInt64 {
      end.dropFirst(offset).prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    return (number(8), number(16))
  }

  private func read(
    _ descriptor: Int32, _ url: URL, at place: Int, count: Int
  ) throws(StorageError) -> Data {
    var bytes = Data(count: count)
    var filled = 0
    while filled < count {
      let got = bytes.withUnsafeMutableBytes {
        pread(
          descriptor, $0.baseAddress?.advanced(by: filled), count - filled, off_t(place + filled))
      }
      if got < 0 && errno == EINTR { continue }
      guard got > 0 else { throw failure(url, got < 0 ? errno : EIO) }
      filled += got
    }
    return bytes
  }

  private func failure(
    _ url: URL, _ code: Int32, _ operation: String = "read"
  ) -> StorageError {
    StorageError(errno: code, path: url.path, operation: operation)
  }
}
