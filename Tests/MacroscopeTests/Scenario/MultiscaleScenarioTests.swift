import Macroscope
import Testing

@Suite("Scenarios of several steps")
struct MultiscaleScenarioTests {
  private func text(
    sampling: String, potential: String = "reference = \"x^2\"", rest: String = ""
  ) -> String {
    """
    schema = 1
    title = "Several"
    [potential]
    coordinates = ["x"]
    value = "x^2 + 0.1*cos(x/0.1) + 0.001*cos(x/0.001)"
    \(potential)
    [domain]
    x = [-1, 1]
    [sampling]
    \(sampling)
    \(rest)
    """
  }

  private func scenario(
    sampling: String, potential: String = "reference = \"x^2\"", rest: String = ""
  ) throws -> MultiscaleScenario {
    try MultiscaleScenario(
      text: text(sampling: sampling, potential: potential, rest: rest), path: "several.toml")
  }

  @Test(
    "the choice is read, and a list is sorted",
    arguments: [
      ("step = \"auto\"", StepChoice.auto), ("step = \"all\"", .all),
      ("step = [0.1, 1, 0.5]", .each([1, 0.5, 0.1])),
    ])
  func choice(_ line: String, _ choice: StepChoice) throws {
    let file = try ScenarioFile(text: text(sampling: line), path: "several.toml")
    guard case .multiscale(let scenario) = file else {
      Issue.record("taken for a scenario of one step")
      return
    }
    #expect(scenario.choice == choice)
    #expect(scenario.choice.steps == (choice == .auto || choice == .all ? nil : [1, 0.5, 0.1]))
    try scenario.validate()
    // Where one step is needed, several are refused.
    let error = #expect(throws: ScenarioError.self) {
      try Scenario(text: text(sampling: line), path: "several.toml")
    }
    #expect(error?.message.contains("asks for several steps, step = \(choice)") == true)
    #expect(error?.line == 10)
  }

  @Test("one step is a scenario of the other kind")
  func single() throws {
    let text = text(sampling: "step = 0.5")
    let expected = try Scenario(text: text, path: "single.toml")
    #expect(try ScenarioFile(text: text, path: "single.toml") == .single(expected))
    #expect(throws: ScenarioError.self) { try MultiscaleScenario(text: text, path: "one.toml") }
  }

  @Test("each scale is what a file of its step would be")
  func scales() throws {
    let settings = "walkers = 99\nburn_in = 0.5\nfriction = 0.3\nseed = 7"
    let several = try scenario(sampling: "step = [0.5, 0.1]\ntime = 30\n\(settings)")
    for (scale, step) in [0.5, 0.1].enumerated() {
      var expected = try Scenario(
        text: text(sampling: "step = \(step)\ntime = 30\n\(settings)"), path: "one.toml")
      let found = try several.scenario(scale: scale, step: step)
      #expect(found.sampling.steps == [60, 300][scale])
      // The default depends on the number of steps.
      #expect(found.sampling.recordEvery == [3, 10][scale])
      expected.title = "Several, scale \(scale): step \(step)"
      expected.sampling.seed = found.sampling.seed
      if scale > 0 { expected.potential.reference = nil }
      #expect(found == expected)
      #expect(try Scenario(text: found.resolvedTOML(), path: "resolved.toml") == found)
    }
  }

  @Test("the seeds of the scales differ, follow from that of the scenario, and fit into a file")
  func seeds() throws {
    var seen: Set<UInt64> = []
    for seed in [0, 1, 2, SamplingSection.largestSeed] {
      let several = try scenario(sampling: "step = [0.5, 0.1]").with(seed: seed)
      for scale in 0..<20 {
        let found = try several.scenario(scale: scale, step: 0.1).sampling.seed
        #expect(found <= SamplingSection.largestSeed)
        #expect(seen.insert(found).inserted)
        #expect(try several.scenario(scale: scale, step: 0.5).sampling.seed == found)
        if scale == 0 { #expect(found == seed) }
      }
    }
    #expect(throws: ScenarioError.self) {
      try scenario(sampling: "step = \"all\"").with(seed: .max)
    }
  }

  @Test("a list of frictions goes with the list of steps")
  func frictions() throws {
    let several = try scenario(sampling: "step = [0.1, 1, 0.5]\nfriction = [0.01, 0.1, 0.05]")
    #expect(several.frictions == [0.1, 0.05, 0.01])
    for (scale, step) in [1, 0.5, 0.1].enumerated() {
      let found = try several.scenario(scale: scale, step: step).sampling.friction
      #expect(found == [0.1, 0.05, 0.01][scale])
    }
  }

  @Test("references are sums of components")
  func components() throws {
    let several = try scenario(
      sampling: "step = \"all\"", potential: "components = [\"x^2\", \"0.1*cos(x/0.1)\"]")
    let references = try (0..<3).map {
      try several.scenario(scale: $0, step: 0.1).potential.reference
    }
    #expect(references == ["x^2", "(x^2) + (0.1*cos(x/0.1))", nil])
    for scale in 0..<3 { try several.scenario(scale: scale, step: 0.1).validate() }
    #expect(try several.makeComponents().count == 2)
    let alone = try scenario(sampling: "step = \"all\"")
    #expect(try alone.scenario(scale: 0, step: 0.1).potential.reference == "x^2")
    #expect(try alone.scenario(scale: 1, step: 0.1).potential.reference == nil)
  }

  @Test("the comparison belongs to the coarsest scale")
  func comparison() throws {
    let several = try scenario(sampling: "step = [0.5, 0.1]", rest: "[hamiltonian]\n[langevin]")
    let coarse = try several.scenario(scale: 0, step: 0.5)
    #expect(coarse.hamiltonian != nil && coarse.langevin != nil)
    let fine = try several.scenario(scale: 1, step: 0.1)
    #expect(fine.hamiltonian == nil && fine.langevin == nil)
    #expect(several.comparisonEvaluations() == coarse.comparisonEvaluations())
  }

  @Test("the single run of \"auto\" keeps title, seed and scan")
  func automatic() throws {
    let several = try scenario(sampling: "step = \"auto\"", rest: "[scan]\npoints = 9")
    let found = try several.scenario(scale: 0, step: 0.5)
    let expected = try Scenario(
      text: text(sampling: "step = 0.5", rest: "[scan]\npoints = 9"), path: "auto.toml")
    #expect(found == expected)
  }

  @Test(
    "read back to an equal scenario",
    arguments: [
      "step = \"auto\"", "step = \"all\"\ntime = 12.5", "step = [0.5, 0.1]\nsteps = 77",
      "step = [0.1, 0.5]\nfriction = [0.2, 0.1]\ntime = 100\nrecord_every = 2",
    ])
  func roundTrip(_ sampling: String) throws {
    let potential = "components = [\"x^2\", \"0.1*cos(x/0.1)\"]"
    let several = try scenario(
      sampling: sampling, potential: potential, rest: "[scan]\n[langevin]\n[hamiltonian]")
    let resolved = several.resolvedTOML()
    #expect(!resolved.contains("nan"))
    let again = try MultiscaleScenario(text: resolved, path: "resolved.toml")
    #expect(again == several)
    #expect(again.resolvedTOML() == resolved)
    #expect(again != (try several.with(seed: 2)))
  }

  @Test("the calibration's steps of two coordinates follow those of each scale")
  func calibration() throws {
    let plane = """
      schema = 1
      [potential]
      coordinates = ["x", "y"]
      value = "x^2 + y^2"
      [sampling]
      step = [0.5, 0.1]
      time = 1000
      """
    let several = try MultiscaleScenario(text: plane, path: "plane.toml")
    #expect(try several.scenario(scale: 0, step: 0.5).calibration.steps == 2000)
    #expect(try several.scenario(scale: 1, step: 0.1).calibration.steps == 10_000)
    let resolved = several.resolvedTOML()
    #expect(try MultiscaleScenario(text: resolved, path: "resolved.toml") == several)
    #expect(!resolved.contains("1000000000000"))
  }

  @Test("costs add up where the steps are known")
  func costs() throws {
    let known = try scenario(sampling: "step = [0.5, 0.1]\ntime = 100\nwalkers = 50")
    // 200 and 1000 steps; what the burn-in needs beside it is none.
    #expect(known.scaleCosts?.map(\.gradientEvaluations) == [10_000, 50_000])
    #expect(known.costOfOneScale == nil)
    let unknown = try scenario(sampling: "step = \"all\"\nsteps = 300\nwalkers = 50")
    #expect(unknown.scaleCosts == nil)
    #expect(unknown.costOfOneScale?.gradientEvaluations == 15_000)
    #expect(unknown.estimatedMemory > 1e6)
    let error = #expect(throws: ScenarioError.self) { try unknown.validate(memoryLimit: 1000) }
    #expect(error?.message.contains("of memory") == true)
  }

  static let broken = [
    BrokenScenario(
      "misspelt choice", sampling: "step = «\"atuo\"",
      "'sampling.step' must be a number, a list of numbers, \"auto\" or \"all\", found 'atuo'",
      hint: "did you mean 'auto'?"),
    BrokenScenario(
      "a number as a string", sampling: "step = «\"0.1\"",
      "'sampling.step' must be a number, a list of numbers, \"auto\" or \"all\", found '0.1'"),
    BrokenScenario(
      "empty list", sampling: "step = «[]", "'sampling.step' lists no step", hint: "at least two"),
    BrokenScenario(
      "list of one", sampling: "step = «[0.1]", "'sampling.step' lists one step only",
      hint: "at least two"),
    BrokenScenario(
      "step twice", sampling: "step = [0.5, 1, «0.5]", "'sampling.step' lists 0.5 twice",
      hint: "leave one out"),
    BrokenScenario(
      "negative step", sampling: "step = [0.5, «-1]", "'sampling.step' must be positive, found -1"),
    BrokenScenario(
      "not a number", sampling: "step = [0.5, «nan]", "'sampling.step' must be finite, found nan"),
    BrokenScenario(
      "word in a list", sampling: "step = [0.5, «\"auto\"]",
      "'sampling.step' must be a real number, found a string"),
    BrokenScenario(
      "too many steps",
      sampling: "step = «[\((1...101).map { "\($0)" }.joined(separator: ", "))]",
      "'sampling.step' lists more than 100 steps"),
    BrokenScenario(
      "too few frictions", sampling: "step = [0.5, 0.1]\nfriction = «[0.1]",
      "'sampling.friction' must have 2 numbers, one per step, found 1"),
    BrokenScenario(
      "negative friction", sampling: "step = [0.5, 0.1]\nfriction = [0.1, «-0.1]",
      "'sampling.friction' must be positive, found -0.1"),
    BrokenScenario(
      "frictions of unknown steps", sampling: "step = \"all\"\nfriction = «[0.1, 0.2]",
      "'sampling.friction' must be a real number, found an array"),
    BrokenScenario(
      "time too short for one of the steps", sampling: "step = [0.5, 0.001]\ntime = «1.0",
      "too few records of each walker: 1, at least 10 are needed"),
    BrokenScenario(
      "components of one step",
      potential: "coordinates = [\"x\"]\nvalue = \"x^2\"\n«components = [\"x^2\"]",
      "'potential.components' needs several steps", hint: "reference"),
    BrokenScenario(
      "no component", sampling: "step = \"all\"",
      potential: "coordinates = [\"x\"]\nvalue = \"x^2\"\ncomponents = «[]",
      "'potential.components' is empty"),
    BrokenScenario(
      "components beside a reference", sampling: "step = \"all\"",
      potential:
        "coordinates = [\"x\"]\nvalue = \"x^2\"\ncomponents = [\"x^2\"]\n«reference = \"x^2\"",
      "both 'reference' and 'components' are given"),
    BrokenScenario(
      "unknown name in a component", sampling: "step = \"all\"",
      potential: "coordinates = [\"x\"]\nvalue = \"x^2\"\ncomponents = [\"x^2\", \"2*«z\"]",
      "unknown name 'z'"),
    BrokenScenario(
      "singular component", sampling: "step = [0.5, 0.1]",
      potential: "coordinates = [\"x\"]\nvalue = \"x^2\"\ncomponents = [\"x^2\", \"«log(x)\"]",
      "component 1 of the potential is not finite at a point of the domain (x = 0): "
        + "log(0.0) is not finite"),
  ]

  @Test("broken ones are refused where they are", arguments: broken)
  func refused(_ scenario: BrokenScenario) throws {
    let error = try #require(scenario.error())
    #expect(error.message == scenario.message)
    #expect(error.position == scenario.position)
    #expect(scenario.hint.isEmpty || error.hint?.contains(scenario.hint) == true)
  }
}
