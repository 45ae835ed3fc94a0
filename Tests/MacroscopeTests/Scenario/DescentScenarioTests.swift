import Macroscope
import Testing

/// `integrator = "gradient-descent"` in a scenario: what it changes, and what it excludes.
@Suite struct DescentScenarioTests {
  private static let plane = "coordinates = [\"x\", \"y\"]\nvalue = \"x^2 + y^2\""
  private static let descent = "integrator = \"gradient-descent\"\nstep = 0.1"

  static let broken = [
    BrokenScenario(
      "misspelt integrator", sampling: "step = 0.1\nintegrator = «\"gradient-decent\"",
      "unknown integrator 'gradient-decent'", hint: "did you mean 'gradient-descent'?"),
    BrokenScenario(
      "integrator that is a number", sampling: "step = 0.1\nintegrator = «1",
      "'sampling.integrator' must be a string, found an integer"),
    BrokenScenario(
      "friction of a descent", sampling: descent + "\n«friction = 0.1",
      "'sampling.friction' has no meaning with integrator = \"gradient-descent\": a gradient "
        + "descent has no friction", hint: "damped-verlet"),
    BrokenScenario(
      "momenta of a descent", sampling: descent + "\ninitial = { «momentum_deviation = 1 }",
      "'sampling.initial.momentum_deviation' has no meaning with integrator = "
        + "\"gradient-descent\": its walkers have no momenta"),
    BrokenScenario(
      "walkers of a descent that start alike",
      sampling: descent + "\ninitial = «{ points = [[0], [1], [0]] }",
      "walkers would start alike, and the dynamics is deterministic", hint: "as many points"),
    BrokenScenario(
      "temperature of a descent", sampling: descent, potential: plane,
      rest: "[calibration]\n«temperature = 1",
      "'calibration.temperature' has no meaning with integrator = \"gradient-descent\": its "
        + "temperature follows from the learning rate and the noise"),
    BrokenScenario(
      "masses of a descent", sampling: descent, potential: plane,
      rest: "[calibration]\n«mass_contrast = 2",
      "'calibration.mass_contrast' has no meaning with integrator = \"gradient-descent\": it has "
        + "no masses"),
    BrokenScenario(
      "Langevin dynamics without friction", sampling: descent, rest: "«[langevin]",
      "'langevin.friction' must be given with integrator = \"gradient-descent\"",
      hint: "friction = 1.0"),
    BrokenScenario(
      "Langevin dynamics with automatic friction", sampling: descent,
      rest: "[langevin]\nfriction = «\"auto\"",
      "'langevin.friction' must be given with integrator = \"gradient-descent\""),
  ]

  @Test(arguments: broken) func isRefused(_ broken: BrokenScenario) throws {
    let error = try #require(broken.error())
    #expect(error.message == broken.message)
    #expect(error.position == broken.position)
    #expect(error.hint?.contains(broken.hint) == true || broken.hint.isEmpty)
  }

  @Test func survivesResolution() throws {
    for (potential, rest) in [
      ("coordinates = [\"x\"]\nvalue = \"x^2/2\"", "[langevin]\nfriction = 1.0"),
      (Self.plane, "[calibration]\nwalkers = 100\nrefinements = 1\n[langevin]\nfriction = 1.0"),
      (Self.plane, "[calibration]\nenabled = false"),
    ] {
      let scenario = try Scenario(
        text: """
          schema = 1
          [potential]
          \(potential)
          [sampling]
          \(Self.descent)
          \(rest)
          """, path: "descent.toml")
      #expect(scenario.sampling.integrator == .gradientDescent)
      let text = scenario.resolvedTOML()
      #expect(try Scenario(text: text, path: "resolved.toml") == scenario)
      #expect(!text.contains("mass_") && !text.contains("temperature = 1"))
      try scenario.validate()
    }
  }

  /// The default is damped Verlet, and the pilot run of a descent takes the place of the sweep.
  @Test func cost() throws {
    func scenario(_ integrator: String) throws -> Scenario {
      try Scenario(
        text: """
          schema = 1
          [potential]
          \(Self.plane)
          [sampling]
          step = 0.1
          walkers = 100
          steps = 1000
          \(integrator)
          """, path: "cost.toml")
    }
    let plain = try scenario("")
    #expect(plain.sampling.integrator == .dampedVerlet)
    #expect(try scenario("integrator = \"damped-verlet\"") == plain)
    #expect(plain.cost.gradientEvaluations == 5e5 && plain.cost.sweepRuns == 4)
    let descent = try scenario("integrator = \"gradient-descent\"")
    #expect(descent.cost.gradientEvaluations == 2e5 && descent.cost.sweepRuns == 0)
  }
}
