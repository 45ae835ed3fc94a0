import Foundation
import Synchronization

/// Holds a folder for one process, so that two do not write results into it at the same time.
///
/// It is an advisory lock (flock) on a hidden file in the folder, which the kernel releases however the process
/// ends. The file is removed when the lock is given back; one that a killed process left behind does no harm.
public final class FolderLock: Sendable {
  /// The name of the file.
  public static let fileName = ".macroscope.lock"

  private let path: String
  /// Negative when nothing is held.
  private let descriptor: Mutex<Int32>

  /// Takes the lock of a folder that exists.
  ///
  /// - Throws: a `StorageError` when another process holds it, or the file cannot be made.
  public init(_ folder: URL) throws(StorageError) {
    let path = folder.appendingPathComponent(Self.fileName).path
    while true {
      // A link in its place could lead to any file, and a pipe would wait for a reader.
      let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
      let descriptor = open(path, flags, 0o666)
      guard descriptor >= 0 else {
        guard errno == ELOOP else {
          throw StorageError(errno: errno, path: folder.path, operation: "lock")
        }
        throw Self.foreign(path)
      }
      guard Self.isPlain(descriptor) else {
        close(descriptor)
        throw Self.foreign(path)
      }
      if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
        let code = errno
        let holder = Self.holder(descriptor)
        // A file system without locks cannot refuse a second run.
        if code != EWOULDBLOCK { close(descriptor) }
        guard code == EWOULDBLOCK else {
          self.path = path
          self.descriptor = Mutex(-1)
          return
        }
        close(descriptor)
        throw StorageError(
          path: folder.path, operation: "use",
          reason: "another run\(holder) is writing into it",
          hint: "wait for it to end, or choose another output folder")
      }
      // The holder before may have removed the file between the two calls.
      if Self.isSame(descriptor, path) {
        let text = Data("\(getpid())\n".utf8)
        ftruncate(descriptor, 0)
        _ = text.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        self.path = path
        self.descriptor = Mutex(descriptor)
        return
      }
      close(descriptor)
    }
  }

  deinit { release() }

  /// Whether the folder is still the one that was locked: it may have been removed, and made again by another run.
  public var isHeld: Bool {
    descriptor.withLock { $0 < 0 || Self.isSame($0, path) }
  }

  /// Takes the lock again, and makes the folder again, where it was removed since.
  ///
  /// - Throws: a `StorageError`, for instance when another process has the new folder.
  public func renew() throws(StorageError) {
    guard !isHeld else { return }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    try AtomicFile.createFolder(folder)
    let fresh = try FolderLock(folder).surrender()
    descriptor.withLock { descriptor in
      close(descriptor)
      descriptor = fresh
    }
  }

  /// Gives the lock to the caller, who closes it.
  private func surrender() -> Int32 {
    descriptor.withLock { descriptor in
      defer { descriptor = -1 }
      return descriptor
    }
  }

  /// Gives the folder back; nothing happens the second time.
  public func release() {
    descriptor.withLock { descriptor in
      guard descriptor >= 0 else { return }
      if Self.isSame(descriptor, path) { unlink(path) }
      close(descriptor)
      descriptor = -1
    }
  }

  private static func holder(_ descriptor: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 32)
    let count = pread(descriptor, &buffer, buffer.count, 0)
    let text = String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
    return Int(text.trimmingCharacters(in: .whitespacesAndNewlines)).map { " (process \($0))" }
      ?? ""
  }

  /// Whether it is a file of one name.
  private static func isPlain(_ descriptor: Int32) -> Bool {
    var information = stat()
    return fstat(descriptor, &information) == 0 && information.st_mode & S_IFMT == S_IFREG
      && information.st_nlink <= 1
  }

  private static func foreign(_ path: String) -> StorageError {
    StorageError(
      kind: .wrongType, path: path, operation: "lock",
      reason: "it is a link or no regular file, and not from this program", hint: "remove it")
  }

  private static func isSame(_ descriptor: Int32, _ path: String) -> Bool {
    var (held, named) = (stat(), stat())
    return fstat(descriptor, &held) == 0 && stat(path, &named) == 0 && held.st_ino == named.st_ino
      && held.st_dev == named.st_dev
  }
}
