import Dynamics
import Macroscope
import Testing

@Suite("Scenario defaults")
struct ScenarioDefaultsTests {
  private func scenario(
    _ coordinates: String, value: String = "1", _ rest: String = ""
  ) throws -> Scenario {
    try Scenario(
      text: """
        schema = 1
        [potential]
        coordinates = \(coordinates)
        value = "\(value)"
        [sampling]
        step = 0.5
        \(rest)
        """, path: "some/folder/my-case.toml")
  }

  @Test func oneDimension() throws {
    let scenario = try scenario("[\"x\"]")
    #expect(scenario.title == "my-case")
    #expect(scenario.dimension == 1)
    #expect(scenario.domain == nil)
    #expect(scenario.potential.parameters.isEmpty)
    #expect(scenario.potential.reference == nil)
    #expect(scenario.sampling.walkers == 1000)
    #expect(scenario.sampling.steps == 20_000)
    #expect(scenario.sampling.burnIn == 0.25)
    #expect(scenario.sampling.burnInSteps == 5000)
    #expect(scenario.sampling.records == 1500)
    #expect(scenario.sampling.friction == 0.1)
    #expect(scenario.sampling.seed == 1)
    #expect(scenario.sampling.storedSamples == 100_000)
    #expect(
      scenario.sampling.initial
        == InitialLaw(positions: .normal(mean: [0], deviation: [1]), momentumDeviation: 1))
    #expect(!scenario.calibration.enabled)
    #expect(scenario.regression.methods == [.density, .force])
    #expect(scenario.regression.knots == nil)
    #expect(scenario.regression.grid == [400])
    #expect(scenario.regression.pairs.isEmpty)
    #expect(!scenario.regression.burnInForces)
    #expect(scenario.report == ReportSection(plots: true, samples: true))
  }

  @Test func twoDimensions() throws {
    let scenario = try scenario("[\"x\", \"y\"]", "walkers = 64\nsteps = 800")
    #expect(scenario.calibration.enabled)
    #expect(scenario.calibration.temperature == 1)
    #expect(scenario.calibration.walkers == 64)
    #expect(scenario.calibration.steps == 800)
    #expect(scenario.calibration.massContrast == 0.5)
    #expect(scenario.calibration.massCoupling == 0.5)
    #expect(scenario.calibration.refinements == 2)
    #expect(scenario.calibration.sweepRuns(dimension: 2) == 4)
    #expect(scenario.regression.grid == [100, 100])
  }

  @Test("above five dimensions only neighbours are paired by default")
  func pairs() throws {
    #expect(try scenario("\"x[3]\"").regression.pairs.count == 3)
    #expect(try scenario("\"x[5]\"").regression.pairs.count == 10)
    let long = try scenario("\"x[6]\"").regression.pairs
    #expect(long == (0..<5).map { CoordinatePair($0, $0 + 1) })
  }

  @Test("walkers start in the middle of the domain, spread over an eighth of its width")
  func initialFromDomain() throws {
    let scenario = try scenario("[\"x\"]", "[domain]\nx = [1, 5]")
    #expect(scenario.sampling.initial.positions == .normal(mean: [3], deviation: [0.5]))
  }

  @Test("an array's name stands for all its coordinates, and one of them may differ")
  func arrayDomain() throws {
    let scenario = try scenario(
      "[\"x[3]\", \"y\"]", "[domain]\nx = [0, 1]\n\"x[2]\" = [2, 3]\ny = [4, 5]")
    #expect(scenario.potential.coordinateNames == ["x[1]", "x[2]", "x[3]", "y"])
    #expect(scenario.domain?.intervals == [0...1, 2...3, 0...1, 4...5])
  }

  @Test("time is converted to steps")
  func time() throws {
    #expect(try scenario("[\"x\"]", "time = 1000").sampling.steps == 2000)
  }

  @Test("integers are accepted for reals, numbers stand for vectors")
  func coercion() throws {
    let scenario = try scenario(
      "[\"x\", \"y\"]", "friction = 1\ninitial = { mean = 2, deviation = [1, 0.5] }")
    #expect(scenario.sampling.friction == 1)
    #expect(
      scenario.sampling.initial.positions == .normal(mean: [2, 2], deviation: [1, 0.5]))
  }

  @Test("a short run is recorded often enough")
  func shortRun() throws {
    let sampling = try scenario("[\"x\"]", "steps = 40").sampling
    #expect(sampling.records >= SamplingSection.fewestRecords)
  }

  @Test func seed() throws {
    let scenario = try scenario("[\"x\"]")
    let other = try scenario.with(seed: 77)
    #expect(other.sampling.seed == 77)
    #expect(other != scenario)
    #expect(try other.with(seed: 1) == scenario)
    #expect(throws: ScenarioError.self) { try scenario.with(seed: .max) }
  }

  @Test("the digest is that of the bytes")
  func digest() throws {
    // printf abc | sha256sum
    #expect(
      ScenarioSource(text: "abc", path: "").sha256
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }
}
