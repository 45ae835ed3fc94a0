import Foundation
import Storage

/// Standard output and standard error that cannot bring a run down.
///
/// Foundation's file handles trap when a write fails, for want of space or because the reader has
/// gone; a run of hours must survive both.
enum Console {
  /// Writes to standard output.
  ///
  /// A reader who has gone (`macroscope … | head`) has read what it wanted: not an error. Titles and names come
  /// from files of anybody, so what would command a terminal is replaced.
  ///
  /// - Throws: a `StorageError` for any other failure, a full disk for instance.
  static func print(_ text: String) throws(StorageError) {
    let code = write(Terminal.plain(text) + "\n", to: STDOUT_FILENO)
    guard code == 0 || code == EPIPE else {
      throw StorageError(errno: code, path: "standard output", operation: "write")
    }
  }

  /// Writes to standard error, likewise; if that fails there is nobody to tell.
  static func log(_ text: String) {
    _ = write(Terminal.plain(text), to: STDERR_FILENO)
  }

  /// Replaces the last line of a terminal on standard error.
  static func replaceLine(by text: String) {
    _ = write("\r\u{1B}[K" + Terminal.plain(text), to: STDERR_FILENO)
  }

  /// Makes the process fit for the above. To be called before anything else.
  ///
  /// Writing to a closed pipe or beyond the size limit for files then is an error like others rather
  /// than a deadly signal, and the three standard descriptors are taken, so that a results file
  /// cannot get the number of a closed one and messages with it.
  static func prepare() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest free number is this one.
      _ = open("/dev/null", O_RDWR)
    }
  }

  /// Writes all of a text; returns 0 or the error number.
  private static func write(_ text: String, to descriptor: Int32) -> Int32 {
    Data(text.utf8).withUnsafeBytes { bytes in
      var offset = 0
      while offset < bytes.count {
        let count = Foundation.write(
          descriptor, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else { return errno }
        offset += count
      }
      return 0
    }
  }
}
