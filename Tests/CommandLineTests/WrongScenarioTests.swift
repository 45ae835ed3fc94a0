import Foundation
import Testing

/// The library's own tests say which message each fault gets; these, that the program passes it on.
@Suite("Wrong scenarios")
struct WrongScenarioTests {
  let place: Workplace

  init() throws { place = try Workplace() }

  /// A line of the good scenario, what to put in its place, where and what the error is.
  struct Fault: Sendable, CustomTestStringConvertible {
    let line: String
    let replacement: String
    let position: String
    let message: String
    var testDescription: String { message }
  }

  static let faults = [
    Fault(
      line: "schema = 1", replacement: "schema = = 1", position: "1:10", message: "not valid TOML"),
    Fault(
      line: "walkers = 400", replacement: "wakers = 400", position: "15:1",
      message: "unknown key 'wakers'"),
    Fault(
      line: "walkers = 400", replacement: "walkers = \"many\"", position: "15:11",
      message: "must be an integer"),
    Fault(
      line: "walkers = 400", replacement: "walkers = 0", position: "15:11",
      message: "'sampling.walkers'"),
    Fault(
      line: "step = 0.1", replacement: "step = -0.1", position: "14:8", message: "'sampling.step'"),
    Fault(
      line: "parameters = { eps = 0.001 }", replacement: "parameters = { delta = 0.001 }",
      position: "7:18", message: "unknown name 'eps'"),
    Fault(
      line: "reference = \"x^2/2\"", replacement: "reference = \"x^2/2 + log(x)\"",
      position: "8:22", message: "not finite"),
    Fault(
      line: "value = \"x^2/2 + eps*cos(x/eps)\"", replacement: "value = \"x^2/2 + 1/0\"",
      position: "7:20", message: "division by zero"),
    Fault(
      line: "walkers = 400", replacement: "walkers = 9000000\nstored_samples = 900000000000",
      position: "16:18", message: "stored_samples"),
  ]

  @Test("are refused with the place on stderr and nothing elsewhere", arguments: faults)
  func refused(_ fault: Fault) throws {
    let good = SmallScenario.good()
    let text = good.replacing(fault.line, with: fault.replacement)
    try #require(text != good)
    try place.write(text, to: "wrong.toml")
    for verb in ["run", "validate"] {
      let outcome = try Program.run([verb, "wrong.toml"], in: place.folder)
      #expect(outcome.exitCode == 65)
      #expect(outcome.output.isEmpty)
      let first = outcome.errors.split(separator: "\n").first ?? ""
      #expect(first.hasPrefix("wrong.toml:\(fault.position): error: "))
      #expect(first.contains(fault.message))
    }
    #expect(try place.names() == ["wrong.toml"])
  }

  @Test("a missing file is an input error")
  func missing() throws {
    for verb in ["run", "validate"] {
      let outcome = try Program.run([verb, "none.toml"], in: place.folder)
      #expect(outcome.exitCode == 74)
      #expect(outcome.output.isEmpty)
      #expect(outcome.errors.hasPrefix("none.toml: error: cannot be read: No such file"))
    }
    #expect(try place.names().isEmpty)
  }

  @Test("a diverging step is named, with the step that would be stable")
  func diverging() throws {
    try place.write(SmallScenario.good(step: "3.0"), to: "far.toml")
    let outcome = try Program.run(["run", "far.toml"], in: place.folder)
    #expect(outcome.exitCode == 65)
    #expect(outcome.output.isEmpty)
    let match = try #require(
      outcome.errors.firstMatch(
        of: /far\.toml: error: walker \d+ diverged in step (\d+) with step size 3\.0/),
      "\(outcome.errors)")
    let step = try #require(Int(match.1))
    // The map's trace is 2 − h² = −7, so the amplitude grows almost sevenfold in each step: from 1
    // to the bound of 10⁹ in 11 of them.
    #expect((9...14).contains(step))
    #expect(outcome.errors.contains("stable only for h < 2/√λ_max"))
    #expect(try place.names() == ["far.toml"])
  }

  @Test("a failed run leaves earlier results and other files as they were")
  func earlierResults() throws {
    try place.write(SmallScenario.good(step: "3.0"), to: "far.toml")
    try FileManager.default.createDirectory(
      at: place.url("out"), withIntermediateDirectories: true)
    try place.write("old", to: "out/summary.json")
    let outcome = try Program.run(
      ["run", "far.toml", "--output", "out", "--overwrite"], in: place.folder)
    #expect(outcome.exitCode == 65)
    #expect(try place.names(in: "out") == ["summary.json"])
    #expect(try place.text("out/summary.json") == "old")
  }
}
