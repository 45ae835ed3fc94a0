import CoarseGraining
import Macroscope
import Testing

/// Functions whose gradient takes too long for all of the probes, or for any.
@Suite("Advice on expensive functions")
struct ExpensiveAdviceTests {
  private func scenario(_ value: String, coordinates: String = "\"x\"") throws -> Scenario {
    try Scenario(
      text: """
        schema = 1
        [potential]
        coordinates = [\(coordinates)]
        value = "\(value)"
        [sampling]
        step = 0.1
        """, path: "expensive.toml")
  }

  @Test("is not given where one probe would take minutes")
  func tooExpensive() throws {
    let scenario = try scenario("x^2/2 + sum(i, 1, 20000, cos(i*x)/i^2)")
    let error = #expect(throws: ScenarioError.self) { try ScenarioAdvisor(scenario) }
    #expect(error?.message.hasSuffix("in 1 coordinates takes too long for a short probe") == true)
    #expect(error?.position?.line == 4)
    let many = try self.scenario(
      "sum(i, 1, 2000, x[i]^2 + cos(9*x[i]))", coordinates: "\"x[2000]\"")
    #expect(!StepAdvisor.canProbe(try many.makePotentials().value))
  }

  @Test("is what a few probes show, and says what is missing")
  func partial() throws {
    let scenario = try scenario("x^2/2 + sum(i, 1, 6000, cos((300 + i)*x)/(300 + i)^1.5)")
    let advice = try ScenarioAdvisor(scenario, options: RunOptions(threads: 2))
      .advise(step: 0.1, friction: 0.1)
    #expect(advice.step.temperature != nil)
    #expect(advice.step.unknown.contains { $0.hasSuffix("too long for more than a few probes") })
  }
}
