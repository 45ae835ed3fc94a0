import Foundation
import Storage
import Testing

@Suite("Child processes")
struct ChildProcessTests {
  private static let shell = URL(fileURLWithPath: "/bin/sh")

  /// Why a line of shell, run in the folder, did not end well; nil where it did.
  private static func failure(
    _ line: String, in folder: URL, timeout: Double = 20
  ) -> ChildProcess.Failure? {
    do throws(ChildProcess.Failure) {
      try ChildProcess(shell, timeout: timeout).run(["-c", line], in: folder)
      return nil
    } catch {
      return error
    }
  }

  @Test("a program runs in the folder that it is given, without input")
  func folder() throws {
    try withTemporaryFolder { folder in
      #expect(Self.failure("pwd > here; wc -c > input", in: folder) == nil)
      let here = try String(contentsOf: folder.appendingPathComponent("here"), encoding: .utf8)
      #expect(
        URL(fileURLWithPath: here.trimmingCharacters(in: .newlines)).lastPathComponent
          == folder.lastPathComponent)
      let input = try String(contentsOf: folder.appendingPathComponent("input"), encoding: .utf8)
      #expect(input.trimmingCharacters(in: .whitespacesAndNewlines) == "0")
    }
  }

  @Test("of the messages of one that fails the last is kept, and no more of it than fits a line")
  func messages() throws {
    try withTemporaryFolder { folder in
      #expect(
        Self.failure("echo first >&2; echo last >&2; echo output; exit 3", in: folder)
          == .failed(message: "last"))
      #expect(Self.failure("exit 1", in: folder) == .failed(message: nil))
      let long = String(repeating: "x", count: 1000)
      #expect(
        Self.failure("echo \(long) >&2; exit 1", in: folder)
          == .failed(message: String(long.prefix(200))))
      // More than a pipe holds: the program would wait for ever if nobody read.
      #expect(
        Self.failure("yes | head -c 5000000 >&2; echo end >&2; exit 1", in: folder)
          == .failed(message: "end"))
    }
  }

  @Test("one that a signal ends has failed")
  func signal() throws {
    try withTemporaryFolder { folder in
      #expect(Self.failure("echo so far >&2; kill -9 $$", in: folder) == .failed(message: "so far"))
    }
  }

  @Test("one that takes too long is ended, with what it has started")
  func timeLimit() throws {
    try withTemporaryFolder { folder in
      let clock = ContinuousClock()
      var found: ChildProcess.Failure?
      let slow = clock.measure {
        found = Self.failure("(sleep 3; touch late) & wait", in: folder, timeout: 0.3)
      }
      #expect(found == .tooSlow(timeout: 0.3))
      #expect(slow < .seconds(3))
      Thread.sleep(forTimeInterval: 3.5)
      #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("late").path))
    }
  }

  @Test("one that is not there cannot be started, and failures are told in a sentence")
  func notThere() throws {
    try withTemporaryFolder { folder in
      let missing = ChildProcess(folder.appendingPathComponent("missing"), timeout: 1)
      let error = #expect(throws: ChildProcess.Failure.self) { try missing.run([], in: folder) }
      guard case .notStarted = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(error?.sentence(about: "it").hasPrefix("it cannot be started: ") == true)
      #expect(
        ChildProcess.Failure.tooSlow(timeout: 30).sentence(about: "gnuplot")
          == "gnuplot took longer than 30 s")
      #expect(
        ChildProcess.Failure.failed(message: nil).sentence(about: "clang")
          == "clang failed: no message")
    }
  }

  @Test("a program is looked for folder by folder, and must be one that can be run")
  func search() throws {
    try withTemporaryFolder { folder in
      let manager = FileManager.default
      let names = ["a", "b", "c"].map { folder.appendingPathComponent($0) }
      for (name, permissions) in zip(names, [0o644, 0o755, 0o755]) {
        try manager.createDirectory(at: name, withIntermediateDirectories: false)
        let program = name.appendingPathComponent("program")
        try Data("#!/bin/sh\n".utf8).write(to: program)
        try manager.setAttributes([.posixPermissions: permissions], ofItemAtPath: program.path)
      }
      let path = names.map(\.path).joined(separator: ":")
      #expect(
        ChildProcess.find("program", on: path)?.path
          == names[1].appendingPathComponent("program").path)
      #expect(ChildProcess.find("another", on: path) == nil)
      #expect(ChildProcess.find("program", on: nil) == nil)
      #expect(ChildProcess.find("program", on: "") == nil)
    }
  }
}
