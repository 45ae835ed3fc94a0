import Foundation
import Testing

@Suite("Interrupts")
struct InterruptTests {
  let place: Workplace

  init() throws {
    place = try Workplace()
    // Hours, in both the sweep and the sampling.
    try place.write(SmallScenario.good(steps: 1_000_000_000), to: "line.toml")
    try place.write(
      SmallScenario.plane.replacing("steps = 2000", with: "steps = 1000000000"), to: "plane.toml")
  }

  @Test(
    "end a run with 130, without results, with a checkpoint", arguments: [SIGINT, SIGTERM],
    ["line.toml", "plane.toml"])
  func interrupted(by signal: Int32, scenario: String) throws {
    let running = try Program.start(
      ["run", scenario, "--output", "new/out", "--threads", "4"], in: place.folder)
    try waitUntil { place.exists("new/out") }
    kill(running.process.processIdentifier, signal)
    let outcome = try running.wait(limit: 60)
    #expect(outcome.exitCode == 130)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains("interrupted"))
    // Before the first segment there is nothing to go on from.
    if outcome.errors.contains("nothing was written") {
      #expect(try place.names() == ["line.toml", "plane.toml"])
    } else {
      #expect(outcome.errors.contains("the same command with --resume goes on"))
      #expect(try place.names(in: "new/out") == ["checkpoint.h5"])
    }
  }

  @Test("leave earlier results as they were")
  func earlierResults() throws {
    try place.write(SmallScenario.good(), to: "good.toml")
    let first = try Program.run(
      ["run", "good.toml", "--quiet", "--output", "out"], in: place.folder)
    #expect(first.exitCode == 0)
    let names = try place.names(in: "out")
    let summary = try place.text("out/summary.json")
    // The first thing a run does once it heeds interrupts is to make and remove a file there.
    let changed = try changeTime("out")
    let running = try Program.start(
      ["run", "line.toml", "--output", "out", "--overwrite"], in: place.folder)
    try waitUntil { try changeTime("out") != changed }
    kill(running.process.processIdentifier, SIGINT)
    let outcome = try running.wait(limit: 60)
    #expect(outcome.exitCode == 130)
    #expect(try place.names(in: "out").filter { $0 != "checkpoint.h5" } == names)
    #expect(try place.text("out/summary.json") == summary)
  }

  @Test("leave what was learned when the comparison is interrupted")
  func comparison() throws {
    let sections = """

      [langevin]
      trajectories = 1000
      time = 1e6
      initial = { mean = [0.5], deviation = [0.1] }
      """
    try place.write(SmallScenario.good() + sections, to: "long.toml")
    let running = try Program.start(
      ["run", "long.toml", "--quiet", "--output", "out"], in: place.folder)
    try waitUntil { place.exists("out/summary.json") }
    kill(running.process.processIdentifier, SIGINT)
    let outcome = try running.wait(limit: 60)
    #expect(outcome.exitCode == 130)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("interrupted\nThe learned potential is complete"))
    #expect(try place.text("out/summary.json").contains("\"effective_potential\""))
    #expect(place.exists("out/report.html"))
    // It can be gone on from.
    let short = sections.replacing("time = 1e6", with: "time = 5")
    try place.write(SmallScenario.good() + short, to: "short.toml")
    let compared = try Program.run(
      ["compare", "short.toml", "--quiet", "--output", "out", "--overwrite"], in: place.folder)
    #expect(!place.exists("out/checkpoint.h5"))
    #expect([0, 2].contains(compared.exitCode))
    #expect(try place.text("out/summary.json").contains("\"langevin\""))
  }

  @Test("leave the results of the run when its scan is interrupted")
  func scan() throws {
    try place.write(SmallScenario.good() + "\n[scan]\ntime = 1e7\n", to: "scanned.toml")
    let running = try Program.start(
      ["run", "scanned.toml", "--quiet", "--output", "out"], in: place.folder)
    try waitUntil { place.exists("out/report.html") }
    // The closing table follows the report at once.
    Thread.sleep(forTimeInterval: 0.5)
    kill(running.process.processIdentifier, SIGINT)
    let outcome = try running.wait(limit: 60)
    #expect(outcome.exitCode == 130)
    #expect(outcome.errors.hasPrefix("interrupted\nAll but the scan is complete"))
    #expect(outcome.output.contains("All checks passed."))
    #expect(place.exists("out/effective-potential.csv"))
    #expect(!place.exists("out/scan"))
  }

  private func changeTime(_ name: String) throws -> Date? {
    let attributes = try FileManager.default.attributesOfItem(atPath: place.url(name).path)
    return attributes[.modificationDate] as? Date
  }

  private func waitUntil(_ condition: () throws -> Bool) throws {
    for _ in 0..<3000 {
      if try condition() { return }
      Thread.sleep(forTimeInterval: 0.01)
    }
    Issue.record("nothing happened in 30 s")
  }
}
