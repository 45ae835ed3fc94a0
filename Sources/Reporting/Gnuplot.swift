import Foundation

/// The gnuplot program: found on the search path, run with a time limit.
public struct Gnuplot: Sendable {
  /// The program, or nil when there is none.
  public let executable: URL?
  /// How long one plot may take, in seconds.
  public let timeout: Double
  /// Why there is no program.
  private let reason: String

  /// A program at a known place.
  public init(executable: URL?, timeout: Double = 30) {
    self.executable = executable
    self.timeout = timeout
    reason = "gnuplot is not installed"
  }

  /// No program, for a reason that is known.
  init(unavailable reason: String) {
    executable = nil
    timeout = 0
    self.reason = reason
  }

  /// The first `gnuplot` on the search path of the environment.
  public static func onSearchPath(
    _ path: String? = ProcessInfo.processInfo.environment["PATH"]
  ) -> Gnuplot {
    let candidates = (path ?? "").split(separator: ":").map {
      URL(fileURLWithPath: String($0)).appendingPathComponent("gnuplot")
    }
    return Gnuplot(
      executable: candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) })
  }

  /// Why a script could not be run.
  struct Failure: Error, CustomStringConvertible {
    let description: String
    /// Whether there is no point in trying with another script.
    var isFinal = false
  }

  /// Runs a script in its folder.
  ///
  /// - Throws: `Failure` when there is no gnuplot, it exits with an error or takes too long.
  func run(script name: String, in folder: URL) throws(Failure) {
    guard let executable else {
      throw Failure(description: reason, isFinal: true)
    }
    // Not a file: a program that writes without end would fill the disk.
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      throw Failure(description: "no pipe for gnuplot: \(String(cString: strerror(errno)))")
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    let messages = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
    let process = Process()
    process.executableURL = executable
    // Without the settings of a user, and without those of a file that lies in the folder.
    process.arguments = ["-d", name]
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
      throw Failure(
        description: "gnuplot cannot be started: \(error.localizedDescription)",
        isFinal: true)
    }
    var lines = MessageTail(ends[0])
    guard lines.follow(until: finished, timeout: timeout) else {
      // What it has started as well: that would go on writing.
      let child = process.processIdentifier
      if getpgid(child) == child { kill(-child, SIGKILL) }
      kill(child, SIGKILL)
      throw Failure(
        description: "gnuplot took longer than \(NumberFormat.number(timeout)) s", isFinal: true)
    }
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      throw Failure(description: "gnuplot failed: \(lines.lastLine ?? "no message")")
    }
  }
}
