import Foundation

/// Another program, run to its end with a time limit, without input and with its messages kept short.
public struct ChildProcess: Sendable {
  /// Why a program did not do what it was asked to.
  public enum Failure: Error, Equatable {
    /// It could not be started.
    case notStarted(reason: String)
    /// It was ended when the time, in seconds, was up.
    case tooSlow(timeout: Double)
    /// It ended with an error; its last message, if any.
    case failed(message: String?)

    /// A sentence about the program of that name.
    public func sentence(about program: String) -> String {
      switch self {
      case .notStarted(let reason): "\(program) cannot be started: \(reason)"
      case .tooSlow(let timeout): "\(program) took longer than \(String(format: "%g", timeout)) s"
      case .failed(let message): "\(program) failed: \(message ?? "no message")"
      }
    }
  }

  private let executable: URL
  private let timeout: Double

  /// - Parameters:
  ///   - executable: the program.
  ///   - timeout: how long it may take, in seconds.
  public init(_ executable: URL, timeout: Double) {
    self.executable = executable
    self.timeout = timeout
  }

  /// The first program of that name on a search path.
  public static func find(
    _ name: String, on path: String? = ProcessInfo.processInfo.environment["PATH"]
  ) -> URL? {
    (path ?? "").split(separator: ":")
      .map { URL(fileURLWithPath: String($0)).appendingPathComponent(name) }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }

  /// Runs the program in a folder; what it writes to its standard output is lost.
  public func run(_ arguments: [String], in folder: URL) throws(Failure) {
    // Not a file: a program that writes without end would fill the disk.
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      throw .notStarted(reason: "no pipe: \(String(cString: strerror(errno)))")
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    let messages = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = messages
    let finished = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in finished.signal() }
    do {
      try process.run()
      try messages.close()
    } catch {
      throw .notStarted(reason: error.localizedDescription)
    }
    var lines = MessageTail(ends[0])
    guard lines.follow(until: finished, timeout: timeout) else {
      // What it has started as well: that would go on writing.
      let child = process.processIdentifier
      if getpgid(child) == child { kill(-child, SIGKILL) }
      kill(child, SIGKILL)
      throw .tooSlow(timeout: timeout)
    }
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      throw .failed(message: lines.lastLine)
    }
  }
}
