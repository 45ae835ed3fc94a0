import Foundation
import Testing

/// The built `macroscope`, run as a user would run it.
struct Program {
  /// What a finished process left.
  struct Outcome {
    let status: Int32
    /// Whether a signal ended it; `status` is the signal's number then.
    let wasKilled: Bool
    let output: String
    let errors: String

    /// The exit code, or nil when a signal ended the process.
    var exitCode: Int32? { wasKilled ? nil : status }
  }

  /// A process that is running.
  struct Running {
    let process: Process
    fileprivate let finished: DispatchSemaphore
    fileprivate let output: URL
    fileprivate let errors: URL

    /// Waits for the end, which must come within `limit` seconds.
    func wait(limit: Double = 120) throws -> Outcome {
      defer {
        for log in [output, errors] { try? FileManager.default.removeItem(at: log) }
      }
      if finished.wait(timeout: .now() + limit) == .timedOut {
        kill(process.processIdentifier, SIGKILL)
        finished.wait()
        Issue.record("the process took longer than \(limit) s")
      }
      return Outcome(
        status: process.terminationStatus,
        wasKilled: process.terminationReason == .uncaughtSignal, output: text(output),
        errors: text(errors))
    }

    private func text(_ url: URL) -> String {
      (try? String(contentsOf: url, encoding: .utf8)) ?? ""
    }
  }

  /// Whether it is built with a sanitizer, which wants all address space and all freed memory for itself.
  static let isSanitized = isBuilt(with: "address") || isThreadSanitized
  /// Whether it is built with the thread sanitizer, whose programs do not survive a limit on the size of files.
  static let isThreadSanitized = isBuilt(with: "thread")

  private static func isBuilt(with sanitizer: String) -> Bool {
    (try? executable().path.contains(".build-\(sanitizer)")) ?? false
  }

  /// The program: it lies beside the test bundle.
  static func executable() throws -> URL {
    let places = [
      Bundle.main.executableURL?.deletingLastPathComponent(), Bundle.main.bundleURL,
      CommandLine.arguments.first.map { URL(fileURLWithPath: $0).deletingLastPathComponent() },
    ]
    let candidates = places.compactMap { $0?.appendingPathComponent("macroscope") }
    return try #require(
      candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) },
      "no macroscope in \(candidates.map(\.path))")
  }

  /// Runs the program in `folder` and waits for its end.
  static func run(
    _ arguments: [String], in folder: URL, environment: [String: String] = [:]
  ) throws -> Outcome {
    try start(executable(), arguments, in: folder, environment: environment).wait()
  }

  /// Starts the program in `folder`.
  static func start(_ arguments: [String], in folder: URL) throws -> Running {
    try start(executable(), arguments, in: folder, environment: [:])
  }

  /// Starts a shell command, in which `"$PROGRAM"` is the program.
  static func start(
    shell command: String, in folder: URL, environment: [String: String] = [:]
  ) throws -> Running {
    try start(
      URL(fileURLWithPath: "/bin/sh"), ["-c", command], in: folder,
      environment: environment.merging(["PROGRAM": executable().path]) { $1 })
  }

  /// Runs a shell command, in which `"$PROGRAM"` is the program.
  static func shell(_ command: String, in folder: URL) throws -> Outcome {
    try start(shell: command, in: folder).wait()
  }

  private static func start(
    _ executable: URL, _ arguments: [String], in folder: URL, environment: [String: String]
  ) throws -> Running {
    // Files rather than pipes: no amount of output can block the process.
    let logs = FileManager.default.temporaryDirectory
    let output = logs.appendingPathComponent("macroscope-\(UUID().uuidString).out")
    let errors = logs.appendingPathComponent("macroscope-\(UUID().uuidString).err")
    for file in [output, errors] {
      try #require(FileManager.default.createFile(atPath: file.path, contents: nil))
    }
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    let finished = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in finished.signal() }
    try process.run()
    return Running(process: process, finished: finished, output: output, errors: errors)
  }
}
