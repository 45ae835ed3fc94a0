import Foundation
import Testing

@Suite("resume and overwrite")
struct ResumeTests {
  let place: Workplace

  init() throws {
    place = try Workplace()
    try place.write(
      SmallScenario.plane.replacing("steps = 2000", with: "steps = 60000"), to: "plane.toml")
    try place.write(SmallScenario.good(), to: "good.toml")
  }

  private func run(_ arguments: String...) throws -> Program.Outcome {
    try Program.run(["run"] + arguments + ["--quiet"], in: place.folder)
  }

  /// Kills come after a share of the time that the whole run takes.
  @Test func aRunThatIsKilledEndsAsTheWhole() throws {
    let begin = ContinuousClock.now
    let whole = try run("plane.toml", "--output", "whole")
    let time = begin.duration(to: .now) / .seconds(1)
    #expect([0, 2].contains(whole.exitCode), "\(whole.errors)")
    var arguments = ["run", "plane.toml", "--quiet", "--output", "killed"]
    arguments += ["--checkpoint-interval", "0"]
    for (index, share) in [0.0, 0.15, 0.3, 0.3, 0.3].enumerated() {
      let running = try Program.start(
        arguments + ["--threads", "\(1 + index % 3)"] + (index > 0 ? ["--resume"] : []),
        in: place.folder)
      Thread.sleep(forTimeInterval: 0.02 + share * time)
      kill(running.process.processIdentifier, SIGKILL)
      _ = try running.wait()
    }
    let resumed = try Program.run(arguments + ["--resume"], in: place.folder)
    #expect(resumed.exitCode == whole.exitCode, "\(resumed.errors)")
    #expect(
      try place.comparableSummary(in: "killed") == place.comparableSummary(in: "whole"))
    #expect(
      try place.text("killed/effective-potential.csv")
        == place.text("whole/effective-potential.csv"))
    #expect(try place.names(in: "killed") == place.names(in: "whole"))
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func anInterruptedRunTellsHowToGoOn(signal: Int32) throws {
    let whole = try run("plane.toml", "--output", "whole")
    let running = try Program.start(["run", "plane.toml", "--output", "out"], in: place.folder)
    while !place.exists("out/checkpoint.h5") { Thread.sleep(forTimeInterval: 0.005) }
    kill(running.process.processIdentifier, signal)
    let outcome = try running.wait()
    #expect(outcome.exitCode == 130)
    #expect(outcome.errors.contains("interrupted"))
    if place.exists("out") {
      #expect(outcome.errors.contains("the same command with --resume goes on"))
      let plain = try run("plane.toml", "--output", "out")
      #expect(plain.exitCode == 64)
      #expect(plain.errors.contains("holds the checkpoint of an unfinished run"))
    }
    #expect(try run("plane.toml", "--output", "out", "--resume").exitCode == whole.exitCode)
    #expect(try place.comparableSummary(in: "out") == place.comparableSummary(in: "whole"))
  }

  @Test func resultsAreReplacedOnlyOnDemand() throws {
    #expect(try run("good.toml", "--output", "out").exitCode == 0)
    let names = try place.names(in: "out")
    #expect(!names.contains("checkpoint.h5") && !names.contains(".macroscope.lock"))
    let summary = try place.text("out/summary.json")
    let plain = try run("good.toml", "--output", "out")
    #expect(plain.exitCode == 64)
    #expect(plain.errors.contains("holds results: give --overwrite"))
    let resumed = try run("good.toml", "--output", "out", "--resume")
    #expect(resumed.exitCode == 0)
    #expect(resumed.errors.contains("nothing is to be done"))
    #expect(resumed.output.contains("All checks passed."))
    let other = try run("good.toml", "--output", "out", "--resume", "--seed", "9")
    #expect(other.exitCode == 65)
    #expect(other.errors.contains("results of another scenario"))
    #expect(try place.text("out/summary.json") == summary)
    #expect(try run("good.toml", "--output", "out", "--overwrite", "--seed", "9").exitCode == 0)
    #expect(try place.text("out/summary.json").contains("\"seed\" : 9"))
    #expect(try run("good.toml", "--output", "new", "--resume").exitCode == 0)
    #expect(try run("good.toml", "--resume", "--overwrite").exitCode == 64)
  }

  @Test func foreignAndDamagedCheckpointsAreRefused() throws {
    let arguments = ["run", "plane.toml", "--quiet", "--output", "out"]
    let running = try Program.start(
      arguments + ["--checkpoint-interval", "0"], in: place.folder)
    while !place.exists("out/checkpoint.h5") { Thread.sleep(forTimeInterval: 0.005) }
    Thread.sleep(forTimeInterval: 0.1)
    kill(running.process.processIdentifier, SIGKILL)
    _ = try running.wait()
    let url = place.url("out/checkpoint.h5")
    let good = try Data(contentsOf: url)
    let seed = try Program.run(arguments + ["--resume", "--seed", "9"], in: place.folder)
    #expect(seed.exitCode == 65)
    #expect(seed.errors.contains("its seed is"))
    let other = try run("good.toml", "--output", "out", "--resume")
    #expect(other.exitCode == 65)
    try good.prefix(good.count / 2).write(to: url)
    let cut = try Program.run(arguments + ["--resume"], in: place.folder)
    #expect(cut.exitCode == 74)
    #expect(cut.errors.contains("cut off"))
    #expect(try Data(contentsOf: url) == good.prefix(good.count / 2))
    try good.write(to: url)
    #expect(
      [0, 2].contains(try Program.run(arguments + ["--resume"], in: place.folder).exitCode))
  }

  @Test func twoRunsIntoOneFolderDoNotMix() throws {
    try place.write(SmallScenario.good(steps: 1_000_000_000), to: "long.toml")
    let running = try Program.start(["run", "long.toml", "--output", "out"], in: place.folder)
    while !place.exists("out/checkpoint.h5") { Thread.sleep(forTimeInterval: 0.005) }
    let second = try run("good.toml", "--output", "out", "--overwrite")
    #expect(second.exitCode == 74)
    #expect(
      second.errors.contains(
        "another run (process \(running.process.processIdentifier)) is writing"))
    kill(running.process.processIdentifier, SIGKILL)
    _ = try running.wait()
    // What the killed one left does not keep the folder locked.
    #expect(try run("good.toml", "--output", "out", "--overwrite").exitCode == 0)
  }
}
