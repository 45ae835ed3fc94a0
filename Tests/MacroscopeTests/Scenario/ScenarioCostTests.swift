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
    let parts = try scenario("\"x[2]\"", "").cost.memoryParts
    #expect(parts.map(\.bytes) == parts.map(\.bytes).sorted(by: >))
    #expect(abs(parts.reduce(0) { $0 + $1.bytes } - base) < 1)
  }

  @Test("a limit is enforced, and only when exceeded")
  func limit() throws {
    let scenario = try scenario("\"x\"", "walkers = 1000")
    #expect(throws: ScenarioError.self) { try scenario.validate(memoryLimit: 1_000_000) }
    #expect(throws: Never.self) { try scenario.validate(memoryLimit: 1_000_000_000) }
  }
}
