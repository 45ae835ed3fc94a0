import Foundation
import Testing

@Suite("Other verbs, and what a run says")
struct VerbTests {
  let place: Workplace

  init() throws {
    place = try Workplace()
    try place.write(SmallScenario.good(), to: "good.toml")
    try place.write(SmallScenario.plane, to: "plane.toml")
  }

  @Test(
    "validate prints a scenario that gives the same print",
    arguments: [
      "good.toml", "plane.toml",
    ])
  func validate(_ scenario: String) throws {
    let first = try Program.run(["validate", scenario], in: place.folder)
    #expect(first.exitCode == 0)
    #expect(first.errors.isEmpty)
    #expect(first.output.contains("burn_in = 0.25"))
    #expect(first.output.contains("# Cost"))
    #expect(first.output.contains("\n#   step: 0.1, admissible from 0."))
    #expect(first.output.contains("\n#   temperature of V: "))
    try place.write(first.output, to: "resolved.toml")
    let second = try Program.run(["validate", "resolved.toml"], in: place.folder)
    #expect(second.exitCode == 0)
    #expect(second.output == first.output)
    #expect(!place.exists("results"))
  }

  @Test("a step outside of its window is warned of, which changes no exit code")
  func warnings() throws {
    try place.write(SmallScenario.sinks, to: "sinks.toml")
    let warning = "sinks.toml:12:8: warning: the step 0.05 is too small"
    let validated = try Program.run(["validate", "sinks.toml"], in: place.folder)
    #expect(validated.exitCode == 0)
    #expect(validated.errors.hasPrefix(warning))
    #expect(validated.errors.contains("\nhint: sampling.step = 0.1"))
    #expect(validated.output.contains("\n#   step: 0.05, admissible from 0.0"))
    let run = try Program.run(["run", "sinks.toml", "--quiet"], in: place.folder)
    #expect(run.exitCode == 2)
    #expect(run.errors.hasPrefix(warning))
    // The advice does not depend on the threads.
    let single = try Program.run(
      ["run", "sinks.toml", "--quiet", "--threads", "1", "--overwrite"], in: place.folder)
    #expect(single.errors == run.errors)
    let tame = try Program.run(["run", "good.toml", "--quiet"], in: place.folder)
    #expect(tame.errors.isEmpty)
  }

  @Test("report rebuilds the report of a folder that was moved")
  func report() throws {
    let run = try Program.run(["run", "good.toml", "--quiet"], in: place.folder)
    #expect(run.exitCode == 0)
    try FileManager.default.moveItem(at: place.url("results/good"), to: place.url("moved"))
    let original = try place.text("moved/report.html")
    try FileManager.default.removeItem(at: place.url("moved/report.html"))
    try FileManager.default.removeItem(at: place.url("moved/plots"))
    let outcome = try Program.run(["report", "moved"], in: place.folder)
    #expect(outcome.exitCode == 0)
    #expect(outcome.errors.isEmpty)
    #expect(outcome.output.hasSuffix("moved/report.html\n"))
    #expect(try place.text("moved/report.html") == original)
    #expect(place.exists("moved/plots/potential.svg"))
  }

  @Test(
    "report refuses a folder without complete results",
    arguments: [
      "nothing", "empty", "arrays", "summary",
    ])
  func damaged(_ fault: String) throws {
    if fault == "empty" {
      try FileManager.default.createDirectory(
        at: place.url("empty"), withIntermediateDirectories: false)
    } else if fault != "nothing" {
      let run = try Program.run(
        ["run", "good.toml", "--quiet", "--output", fault], in: place.folder)
      #expect(run.exitCode == 0)
      let file = place.url(fault == "arrays" ? "arrays/results.h5" : "summary/summary.json")
      try Data(contentsOf: file).prefix(2000).write(to: file)
    }
    let page = try? place.text("\(fault)/report.html")
    let outcome = try Program.run(["report", fault], in: place.folder)
    #expect(outcome.exitCode == 74)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("error: cannot read '"))
    #expect(outcome.errors.split(separator: "\n").count == 1)
    #expect((try? place.text("\(fault)/report.html")) == page)
  }

  @Test("without gnuplot the run is done all the same")
  func withoutGnuplot() throws {
    let outcome = try Program.run(
      ["run", "good.toml", "--quiet"], in: place.folder, environment: ["PATH": "/nonexistent"])
    #expect(outcome.exitCode == 0)
    #expect(outcome.errors.contains("warning: "))
    #expect(outcome.errors.contains("gnuplot is not installed"))
    #expect(place.exists("results/good/report.html"))
    #expect(try place.names(in: "results/good/plots").contains("potential.gp"))
  }

  @Test("redirected progress is a line per stage, and --quiet none")
  func progress() throws {
    let loud = try Program.run(["run", "plane.toml"], in: place.folder)
    let lines = loud.errors.split(separator: "\n")
    // The mass sweep comes once, the sampling once per round, the rest once.
    #expect((6...10).contains(lines.count))
    for line in lines { #expect(line.wholeMatch(of: /[a-z -]+(, round \d+)?: \d+\.\d s/) != nil) }
    #expect(lines.first?.hasPrefix("mass sweep: ") == true)
    #expect(lines.last?.hasPrefix("writing: ") == true)
    #expect(!loud.errors.contains("\r") && !loud.errors.contains("\u{1B}"))
    let quiet = try Program.run(["run", "plane.toml", "--quiet", "--overwrite"], in: place.folder)
    #expect(quiet.errors.isEmpty)
  }
}
