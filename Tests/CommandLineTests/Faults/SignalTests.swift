import Foundation
import Testing

@Suite("Signals, pipes and descriptors")
struct SignalTests {
  let place: Workplace

  init() throws {
    place = try Workplace()
    try place.write(SmallScenario.good(), to: "good.toml")
    try place.write(SmallScenario.good(steps: 1_000_000_000), to: "long.toml")
  }

  private func size() -> Int {
    let attributes = try? FileManager.default.attributesOfItem(
      atPath: place.url("out/checkpoint.h5").path)
    return attributes?[.size] as? Int ?? 0
  }

  /// Until the first checkpoint, which says nothing yet, and on demand the second, are there.
  private func waitForCheckpoint(thatIsOfUse: Bool = false) {
    let begin = ContinuousClock.now
    var first = 0
    while begin.duration(to: .now) < .seconds(60) {
      if first == 0 { first = size() }
      if first > 0, !thatIsOfUse || size() != first { return }
      Thread.sleep(forTimeInterval: 0.005)
    }
  }

  /// Whether the tests themselves run under nohup, and with them all that they start.
  private static let ignoresHangUps: Bool = {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let mask = status.split(separator: "\n").first { $0.hasPrefix("SigIgn:") }
      .flatMap { UInt64($0.dropFirst(7).trimmingCharacters(in: .whitespaces), radix: 16) }
    return (mask ?? 0) >> UInt64(SIGHUP - 1) & 1 == 1
  }()

  @Test(
    "a terminal that hangs up leaves a checkpoint",
    .disabled(if: SignalTests.ignoresHangUps, "the tests run under nohup"))
  func hangUp() throws {
    let running = try Program.start(
      ["run", "long.toml", "--output", "out", "--checkpoint-interval", "0"], in: place.folder)
    waitForCheckpoint(thatIsOfUse: true)
    kill(running.process.processIdentifier, SIGHUP)
    let outcome = try running.wait(limit: 60)
    #expect(outcome.exitCode == 130)
    #expect(outcome.errors.contains("the same command with --resume goes on"))
    #expect(try place.names(in: "out") == ["checkpoint.h5"])
  }

  @Test("a run under nohup does not care")
  func nohup() throws {
    let running = try Program.start(
      shell: "trap '' HUP; exec \"$PROGRAM\" run long.toml --quiet --output out", in: place.folder)
    waitForCheckpoint()
    kill(running.process.processIdentifier, SIGHUP)
    Thread.sleep(forTimeInterval: 0.5)
    #expect(running.process.isRunning)
    kill(running.process.processIdentifier, SIGTERM)
    #expect(try running.wait(limit: 60).exitCode == 130)
  }

  @Test("a second signal ends the program at once")
  func second() throws {
    let running = try Program.start(["run", "long.toml", "--output", "out"], in: place.folder)
    waitForCheckpoint()
    let begin = ContinuousClock.now
    while running.process.isRunning, begin.duration(to: .now) < .seconds(30) {
      kill(running.process.processIdentifier, SIGTERM)
      Thread.sleep(forTimeInterval: 0.02)
    }
    #expect(try running.wait(limit: 10).exitCode == 130)
  }

  @Test(
    "a reader who leaves early does no harm to any verb",
    arguments: [
      "validate good.toml", "run good.toml --output new-N", "--help", "help run", "report done",
    ])
  func pipe(command: String) throws {
    if command.hasPrefix("report") {
      _ = try Program.run(["run", "good.toml", "--quiet", "--output", "done"], in: place.folder)
    }
    for (index, reader) in ["true", "head -1 >/dev/null"].enumerated() {
      let command = command.replacing("new-N", with: "new-\(index)")
      let outcome = try Program.shell(
        "{ \"$PROGRAM\" \(command) 2>log; echo $? >code; } | \(reader)", in: place.folder)
      #expect(outcome.exitCode == 0)
      let log = try place.text("log")
      #expect(try place.text("code") == "0\n", "\(log)")
    }
  }

  @Test("too few descriptors are told", arguments: [5, 8, 10, 16, 40, 63, 64])
  func descriptors(count: Int) throws {
    let outcome = try Program.shell(
      "ulimit -n \(count); exec \"$PROGRAM\" run good.toml --quiet --output out", in: place.folder)
    // Below what the loader of the program itself needs it is the loader that tells.
    let expected: [Int32] = count >= 64 ? [0] : count > 5 ? [74] : [74, 127]
    let code = try #require(outcome.exitCode, "\(outcome.status) \(outcome.errors)")
    #expect(expected.contains(code), "\(outcome.errors)")
    if code == 74 { #expect(outcome.errors.contains("raise the limit"), "\(outcome.errors)") }
    #expect(place.exists("out/summary.json") == (code == 0))
  }

  @Test("a limit of descriptors that may be raised is raised")
  func softLimit() throws {
    let outcome = try Program.shell(
      "ulimit -S -n 16; exec \"$PROGRAM\" run good.toml --quiet --output out", in: place.folder)
    #expect(outcome.exitCode == 0, "\(outcome.status) \(outcome.errors)")
  }
}
