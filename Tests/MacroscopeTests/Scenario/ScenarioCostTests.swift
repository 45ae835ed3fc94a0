import Macroscope
import Testing

@Suite("Cost of a scenario")
struct ScenarioCostTests {
  private func scenario(_ coordinates: String, _ rest: String) throws -> Scenario {
    try Scenario(
      text: """
        schema = 1
        [potential]
        coordinates = \(coordinates)
        value = "1"
        [sampling]
        step = 0.5
        \(rest)
        """, path: "case.toml")
  }

  @Test func gradients() throws {
    let line = try scenario("\"x\"", "walkers = 100\nsteps = 1000").cost
    #expect(line.gradientEvaluations == 1e5)
    #expect(line.sweepRuns == 0)
    // The burn-in is taken again for its forces; without one a tenth of the run finds the axes.
    let replayed = try scenario(
      "\"x\"", "walkers = 100\nsteps = 1000\n[regression]\nburn_in_forces = true")
    #expect(replayed.cost.gradientEvaluations == 1.25e5)
    let pilot = try scenario("\"x\"", "walkers = 100\nsteps = 1000\nburn_in = 0")
    #expect(pilot.cost.gradientEvaluations == 1.1e5)
    let plane = try scenario(
      "\"x[2]\"", "walkers = 100\nsteps = 1000\n[calibration]\nwalkers = 50\nsteps = 200"
    ).cost
    #expect(plane.sweepRuns == 4)
    #expect(plane.gradientEvaluations == 4 * 50 * 200 + 1e5)
  }

  @Test("memory does not grow with the steps, but with walkers, samples and the grid")
  func memory() throws {
    let base = try scenario("\"x[2]\"", "").estimatedMemory()
    #expect(try scenario("\"x[2]\"", "steps = 100000000").estimatedMemory() == base)
    #expect(try scenario("\"x[2]\"", "walkers = 2000").estimatedMemory() > base)
    #expect(try scenario("\"x[2]\"", "stored_samples = 200000").estimatedMemory() > base)
    #expect(try scenario("\"x[2]\"", "[regression]\ngrid = 500").estimatedMemory() > base)
    #expect(
      try scenario("\"x[2]\"", "[regression]\nburn_in_forces = true").estimatedMemory() > base)
    let parts = try scenario("\"x[2]\"", "").cost.memoryParts
    #expect(parts.map(\.bytes) == parts.map(\.bytes).sorted(by: >))
    #expect(abs(parts.reduce(0) { $0 + $1.bytes } - base) < 1)
  }

  @Test("memory grows with all that is recorded of trajectories")
  func comparison() throws {
    let memory = { (line: String) in
      try scenario("\"x[2]\"", "[langevin]\n\(line)").estimatedMemory()
    }
    let none = try scenario("\"x[2]\"", "").estimatedMemory()
    // 2 systems × 4000 trajectories × 2 observables × (201 + 2000 records + curves) × 8 bytes.
    let series = 2.0 * 4000 * 2 * 2201 * 8
    #expect(try memory("") > none + series)
    // And what a checkpoint adds.
    #expect(try memory("") < none + 3 * series)
    #expect(try memory("trajectories = 8000") > none + 2 * series)
    #expect(try memory("equilibrium_time = 1000") > none + 4 * series)
    #expect(try memory("observables = [\"x[1]\"]") == memory(""))
    #expect(try memory("observables = [\"x[1]^2\", \"x[2]^2\"]") > none + 2 * series)
    let orbits = try scenario("\"x[2]\"", "[hamiltonian]\nrecords = 1000000").estimatedMemory()
    #expect(orbits > none + 2 * 3 * 1e6 * 5 * 8)
  }

  @Test("the steps of the original dynamics resolve the largest curvature")
  func comparisonGradients() throws {
    let evaluations = { (value: String, rest: String) in
      try Scenario(
        text: """
          schema = 1
          [potential]
          coordinates = ["x", "y"]
          value = "\(value)"
          [domain]
          x = [-1, 1]
          y = [-1, 1]
          [sampling]
          step = 0.1
          \(rest)
          """, path: "case.toml"
      ).comparisonEvaluations()
    }
    #expect(try evaluations("50*x^2 + y^2", "") == 0)
    // The largest eigenvalue is 100 + 10, with the eigenvector (1, 1): h ≤ 0.2/√110 = 0.0191, which is
    // a third of the 0.05 between records.
    let value = "50*(x^2 + y^2) + 10*x*y"
    let step = 0.05 / 3
    let langevin = "[langevin]\ntime = 10\nequilibrium_time = 30\ntrajectories = 100\n"
    #expect(abs(try evaluations(value, langevin) * step / 4000 - 1) < 1e-12)
    #expect(abs(try evaluations(value, langevin + "step = 0.001") / 4e6 - 1) < 1e-12)
    // A truncation has its own curvature, and no step is longer than the time between records; without
    // curvature ten steps are taken in it.
    let truncated = try evaluations(value, langevin + "truncations = [\"8*x^2\", \"x\"]")
    #expect(abs(truncated / (4000 / step + 4000 / 0.05 + 4000 / 0.005) - 1) < 1e-12)
    // Two steps in the 0.03 between records.
    let hamiltonian = "[hamiltonian]\ntime = 30\nenergies = [1, 2]"
    #expect(abs(try evaluations(value, hamiltonian) * 0.015 / 60 - 1) < 1e-12)
  }

  @Test("a limit is enforced, and only when exceeded")
  func limit() throws {
    let scenario = try scenario("\"x\"", "walkers = 1000")
    #expect(throws: ScenarioError.self) { try scenario.validate(memoryLimit: 1_000_000) }
    #expect(throws: Never.self) { try scenario.validate(memoryLimit: 1_000_000_000) }
  }
}
