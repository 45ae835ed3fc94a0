import Foundation

/// Writing files so that a reader sees the old content or the new, never a part of it.
///
/// The bytes go to a hidden file in the same folder, are flushed to the device, and the file is
/// renamed over the destination; the rename is the only visible change. If anything fails the
/// hidden file is removed and the destination stays as it was.
///
/// A destination that is a symbolic link is followed, unless it is to be replaced: what lies in a
/// results folder may come from anybody. A destination that exists and is not a regular file (a
/// pipe, `/dev/stdout`) cannot be replaced and is written straight through.
public enum AtomicFile {
  /// Writes `data` to `url`, replacing what was there.
  ///
  /// - Parameters:
  ///   - data: the bytes.
  ///   - url: the destination.
  ///   - replacingLinks: whether a link, a pipe or a device in the place of the file is replaced by a file,
  ///     rather than written through.
  /// - Throws: a `StorageError` when the folder is missing or read-only, the device is full, or
  ///   the destination is a folder. The destination is unchanged then.
  public static func write(
    _ data: Data, to url: URL, replacingLinks: Bool = false
  ) throws(StorageError) {
    let path = url.path
    let target = replacingLinks ? path : resolved(path)
    if let type = fileType(target, followingLinks: !replacingLinks) {
      if type == S_IFDIR { throw StorageError(errno: EISDIR, path: path, operation: "write") }
      if type != S_IFREG, !replacingLinks {
        try stream(data, to: target, flags: O_WRONLY, named: path)
        return
      }
    }
    let beside = temporaryName(for: target)
    do throws(StorageError) {
      try stream(data, to: beside, flags: O_WRONLY | O_CREAT | O_EXCL, named: path)
      guard rename(beside, target) == 0 else {
        throw StorageError(errno: errno, path: path, operation: "write")
      }
    } catch {
      unlink(beside)
      throw error
    }
    synchroniseFolder(of: target)
  }

  /// Writes text as UTF-8; see ``write(_:to:)-(Data,_)``.
  public static func write(_ text: String, to url: URL) throws(StorageError) {
    try write(Data(text.utf8), to: url)
  }

  /// Reads a whole file.
  ///
  /// - Throws: a `StorageError` when it does not exist, is no regular file, cannot be read, or is larger than the
  ///   memory of the machine.
  public static func read(_ url: URL) throws(StorageError) -> Data {
    let file = try RegularFile(url)
    defer { file.close() }
    guard UInt64(file.size) <= ProcessInfo.processInfo.physicalMemory / 2 else {
      throw StorageError(
        path: url.path, operation: "read",
        reason: "its \(file.size >> 20) MB are more than half of this machine's memory")
    }
    return Data(try file.read(at: 0, count: file.size))
  }

  /// Creates a folder and those above it; nothing happens when it exists.
  ///
  /// - Throws: a `StorageError` when a part of the path is a file, or may not be written.
  public static func createFolder(_ url: URL) throws(StorageError) {
    let path = url.path
    if mkdir(path, 0o777) == 0 { return }
    let code = errno
    switch code {
    case EEXIST:
      guard fileType(resolved(path)) == S_IFDIR else {
        throw StorageError(errno: ENOTDIR, path: path, operation: "create folder")
      }
    case ENOENT:
      let parent = url.deletingLastPathComponent()
      guard parent.path != path, !parent.path.isEmpty else {
        throw StorageError(errno: code, path: path, operation: "create folder")
      }
      try createFolder(parent)
      guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
        throw StorageError(errno: errno, path: path, operation: "create folder")
      }
    default: throw StorageError(errno: code, path: path, operation: "create folder")
    }
  }

  // MARK: - System calls

  private static func stream(
    _ data: Data, to path: String, flags: Int32, named shown: String
  ) throws(StorageError) {
    let descriptor = open(path, flags | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw StorageError(errno: errno, path: shown, operation: "write")
    }
    var code = writeAll(data, to: descriptor)
    // EINVAL: the destination (a pipe, a terminal) has nothing to flush to a device.
    if code == 0, fsync(descriptor) != 0, errno != EINVAL { code = errno }
    // A network file system may report a full disk only here.
    if close(descriptor) != 0, code == 0, errno != EINTR { code = errno }
    guard code == 0 else { throw StorageError(errno: code, path: shown, operation: "write") }
  }

  private static func writeAll(_ data: Data, to descriptor: Int32) -> Int32 {
    data.withUnsafeBytes { bytes in
      var offset = 0
      while offset < bytes.count {
        let count = Foundation.write(
          descriptor, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
        if count < 0 {
          if errno == EINTR { continue }
          return errno
        }
        offset += count
      }
      return 0
    }
  }

  /// The path behind symbolic links, or the path itself where nothing exists yet.
  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  private static func fileType(_ path: String, followingLinks: Bool = true) -> mode_t? {
    var information = stat()
    let status = followingLinks ? stat(path, &information) : lstat(path, &information)
    guard status == 0 else { return nil }
    return information.st_mode & S_IFMT
  }

  private static func temporaryName(for path: String) -> String {
    // Not made from the file's own name, which may already have the greatest length.
    let suffix = String(UInt64.random(in: .min ... .max), radix: 36)
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    return folder.appendingPathComponent(".macroscope-\(suffix).part").path
  }

  /// Makes the rename itself durable. Some file systems refuse it, and the content is safe anyway.
  private static func synchroniseFolder(of path: String) {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}
