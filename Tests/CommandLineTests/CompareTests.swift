import Foundation
import Testing

@Suite("compare: surrogate against original dynamics")
struct CompareTests {
  let place: Workplace

  private static let sections =
    SmallScenario.comparison
    + "\ntolerance = { mean_path = 0.5, acf = 0.5, equilibrium = 0.2 }"

  init() throws {
    place = try Workplace()
    try place.write(Self.scenario(), to: "plain.toml")
    try place.write(Self.scenario() + Self.sections, to: "good.toml")
  }

  /// With a domain that holds nearly all of the equilibrium.
  private static func scenario(step: String = "0.1") -> String {
    SmallScenario.good(step: step).replacingOccurrences(
      of: "x = [-1.0, 1.0]", with: "x = [-1.6, 1.6]")
  }

  /// The parts of a summary that the comparison fills, without wall-clock times.
  private func comparison(in folder: String) throws -> [String: NSObject] {
    try place.summary(in: folder).filter {
      ["hamiltonian", "langevin", "langevin_run"].contains($0.key)
    }
  }

  @Test("run and compare give the same numbers, and every table")
  func runAndCompare() throws {
    let run = try Program.run(["run", "good.toml", "--quiet"], in: place.folder)
    #expect(run.exitCode == 0, "\(run.output)\(run.errors)")
    let expected = try comparison(in: "results/good")
    // One well, hence no kinetics.
    #expect(expected.count == 3)
    for table in ["phase-portrait", "mean-path", "acf", "equilibrium-density"] {
      #expect(place.exists("results/good/\(table).csv"))
    }
    // The plain scenario has no comparison; the other one's sections are used on its results.
    let plain = try Program.run(
      ["run", "plain.toml", "--quiet", "--output", "plain"], in: place.folder)
    #expect(plain.exitCode == 0)
    #expect(try comparison(in: "plain").isEmpty)
    let compared = try Program.run(
      ["compare", "good.toml", "--output", "plain", "--quiet", "--threads", "1"], in: place.folder)
    #expect(compared.exitCode == 0, "\(compared.output)\(compared.errors)")
    #expect(try comparison(in: "plain") == expected)
    #expect(
      try place.text("plain/effective-potential.csv")
        == place.text("results/good/effective-potential.csv"))
    // Now the folder has the sections.
    let again = try Program.run(["compare", "plain", "--quiet"], in: place.folder)
    #expect(again.exitCode == 0)
    #expect(try comparison(in: "plain") == expected)
    #expect(try place.text("plain/scenario.toml") == place.text("results/good/scenario.toml"))
  }

  @Test(
    "what cannot be compared is said, and what was learned is kept",
    arguments: [
      ("observables = [\"sqrt(x + 1.7)\"]", "the observable 'sqrt(x + 1.7)' cannot be compared"),
      ("truncations = [\"x^2/2 - x^4\"]", "dynamics of the truncation 'x^2/2 - x^4': walker"),
    ])
  func incomparable(_ setting: String, _ message: String) throws {
    try place.write(
      Self.scenario() + Self.sections + "\ntemperature = 1.0\n" + setting, to: "case.toml")
    let run = try Program.run(["run", "case.toml", "--quiet"], in: place.folder)
    #expect(run.exitCode == 65)
    #expect(run.errors.contains(message), "\(run.errors)")
    #expect(run.errors.contains("The learned potential is complete"))
    #expect(place.exists("results/case/summary.json") && place.exists("results/case/report.html"))
  }

  @Test("compare refuses what does not fit")
  func refusals() throws {
    let run = try Program.run(["run", "plain.toml", "--quiet"], in: place.folder)
    #expect(run.exitCode == 0)
    let summary = try place.text("results/plain/summary.json")
    let nothing = try Program.run(["compare", "results/plain"], in: place.folder)
    #expect(nothing.exitCode == 65)
    #expect(nothing.errors.contains("asks for no comparison"))
    try place.write(Self.scenario(step: "0.11") + Self.sections, to: "other.toml")
    let other = try Program.run(
      ["compare", "other.toml", "--output", "results/plain"], in: place.folder)
    #expect(other.exitCode == 65)
    #expect(other.errors.hasPrefix("other.toml:"))
    #expect(other.errors.contains("sampling.step"))
    let missing = try Program.run(["compare", "good.toml"], in: place.folder)
    #expect(missing.exitCode == 74)
    let both = try Program.run(
      ["compare", "results/plain", "--output", "elsewhere"], in: place.folder)
    #expect(both.exitCode == 64)
    #expect(try place.text("results/plain/summary.json") == summary)
  }
}
