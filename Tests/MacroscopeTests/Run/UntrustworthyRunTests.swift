import Macroscope
import Testing

/// Runs that go wrong must say so.
@Suite struct UntrustworthyRunTests {
  private func failures(_ sampling: String, value: String, parameters: String) throws -> [String] {
    let scenario = try Scenario(
      text: """
        schema = 1
        [potential]
        coordinates = ["x"]
        parameters = \(parameters)
        value = "\(value)"
        [domain]
        x = [-2.5, 2.5]
        [sampling]
        \(sampling)
        stored_samples = 2000
        initial = { mean = [0.0], deviation = [0.5] }
        """, path: "bad.toml")
    let summary = try Run(scenario).execute().summary
    #expect(!summary.isTrustworthy)
    return summary.verdicts.filter { !$0.passed }.map(\.check)
  }

  /// A step that resolves every scale: no noise, the walkers come to rest in micro minima, and there
  /// is no temperature.
  @Test func stepThatResolvesEverything() throws {
    let failed = try failures(
      "step = 0.005\nwalkers = 100\nsteps = 40000\nfriction = 0.5",
      value: "x^2/2 + eps*cos(x/eps)", parameters: "{ eps = 1e-3 }")
    #expect(!failed.isEmpty)
  }

  /// Sinks: the verdict on them fails.
  @Test func stepNearTheSinks() throws {
    let failed = try failures(
      "step = 0.05\nwalkers = 256\nsteps = 12000\nfriction = 0.1",
      value: "x^2/2 + eps*cos(x/eps)", parameters: "{ eps = 1e-3 }")
    #expect(failed.contains("trapped_walkers"), "\(failed)")
  }

  /// Between two scales the momenta are not Gaussian.
  @Test func stepBetweenTwoScales() throws {
    let failed = try failures(
      "step = 0.3\nwalkers = 500\nsteps = 8000\nfriction = 0.1",
      value: "x^2/2 + a*cos(x/a) + b*cos(x/b)", parameters: "{ a = 0.1, b = 0.001 }")
    #expect(failed.contains("momentum_kurtosis"), "\(failed)")
  }

  /// A run too short for its relaxation.
  @Test func burnInThatIsTooShort() throws {
    let failed = try failures(
      "step = 0.1\nwalkers = 500\nsteps = 400\nfriction = 0.05\nburn_in = 0.02",
      value: "x^2/2 + eps*cos(x/eps)", parameters: "{ eps = 1e-5 }")
    #expect(failed.contains("burn_in"), "\(failed)")
  }
}
