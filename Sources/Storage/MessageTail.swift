import Foundation

/// The end of what a child process writes to a pipe. All is read, so that the child never waits for a reader, and little
/// is kept, so that it may write without end.
struct MessageTail {
  private let descriptor: Int32
  private var kept: [UInt8] = []
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)

  /// Bytes that are kept.
  private static let capacity = 4096
  /// Milliseconds within which the end of the child is noticed when something that it has started holds the pipe.
  private static let patience = 20

  /// - Parameter descriptor: the reading end, which remains the caller's to close.
  init(_ descriptor: Int32) {
    self.descriptor = descriptor
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
  }

  /// The last line, its first 200 characters; nil where nothing was written.
  var lastLine: String? {
    String(decoding: kept, as: UTF8.self).split(whereSeparator: \.isNewline).last
      .map { String($0.prefix(200)) }
  }

  /// Reads until the child has ended.
  ///
  /// - Parameters:
  ///   - finished: signalled at its end.
  ///   - timeout: the longest time, in seconds.
  /// - Returns: whether it has ended within that.
  mutating func follow(until finished: DispatchSemaphore, timeout: Double) -> Bool {
    let deadline = DispatchTime.now() + timeout
    while DispatchTime.now() < deadline {
      var pipe = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      _ = poll(&pipe, 1, Int32(Self.patience))
      let isOpen = take()
      if finished.wait(timeout: isOpen ? .now() : deadline) == .success {
        // What was in the pipe then; what others go on to write is of no interest.
        _ = take()
        return true
      }
    }
    return false
  }

  /// Takes what is in the pipe, but no more than a pipe holds; false when nobody has it open for writing.
  private mutating func take() -> Bool {
    var count = 0
    repeat {
      count = read(descriptor, &buffer, buffer.count)
      if count > 0 { kept = (kept + buffer[..<count]).suffix(Self.capacity) }
    } while count < 0 && errno == EINTR
    return count != 0
  }
}
