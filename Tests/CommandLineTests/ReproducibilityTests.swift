import Foundation
import Testing

@Suite("Reproducibility")
struct ReproducibilityTests {
  let place: Workplace

  private static let comparison = """

    [hamiltonian]
    time = 5

    [langevin]
    trajectories = 200
    time = 5
    initial = { mean = [0.5, 0.5], deviation = [0.1, 0.1] }
    """

  init() throws {
    place = try Workplace()
    try place.write(SmallScenario.good(), to: "line.toml")
    try place.write(SmallScenario.plane, to: "plane.toml")
    try place.write(SmallScenario.plane + Self.comparison, to: "compared.toml")
  }

  @Test(
    "a seed gives the same bytes on any number of threads",
    arguments: ["line.toml", "plane.toml", "compared.toml"])
  func threads(_ scenario: String) throws {
    for threads in [1, 2, 5] {
      let outcome = try Program.run(
        ["run", scenario, "--quiet", "--threads", "\(threads)", "--output", "on\(threads)"],
        in: place.folder)
      #expect([0, 2].contains(outcome.exitCode))
    }
    let reference = try place.comparableSummary(in: "on1")
    // What is left out must be little, or the comparison says nothing.
    let whole = try place.text("on1/summary.json")
    #expect(reference.contains("\"noise_covariance\"") && reference.contains("\"verdicts\""))
    #expect(reference.split(separator: "\n").count > whole.split(separator: "\n").count - 50)
    for other in ["on2", "on5"] {
      #expect(try place.comparableSummary(in: other) == reference)
      #expect(
        try place.text("\(other)/effective-potential.csv")
          == place.text("on1/effective-potential.csv"))
    }
  }

  @Test("--seed replaces the scenario's seed, and only that")
  func seed() throws {
    try place.write(SmallScenario.good(seed: 8), to: "eight.toml")
    for (scenario, name, options) in [
      ("line.toml", "three", []), ("line.toml", "override", ["--seed", "8"]),
      ("eight.toml", "eight", []),
    ] {
      let outcome = try Program.run(
        ["run", scenario, "--quiet", "--output", name] + options, in: place.folder)
      #expect([0, 2].contains(outcome.exitCode))
    }
    let three = try place.text("three/effective-potential.csv")
    let override = try place.text("override/effective-potential.csv")
    #expect(override != three)
    #expect(override == (try place.text("eight/effective-potential.csv")))
    // The scenario as resolved records the seed that was used.
    #expect(try place.text("override/scenario.toml") == place.text("eight/scenario.toml"))
  }
}
