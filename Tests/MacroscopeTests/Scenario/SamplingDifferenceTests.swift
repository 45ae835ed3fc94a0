import Macroscope
import Testing

@Suite("Whether results can serve another scenario")
struct SamplingDifferenceTests {
  private static let base = [
    "schema": "schema = 1",
    "title": "title = \"A\"",
    "potential": "[potential]\ncoordinates = [\"x\", \"y\"]\nvalue = \"x^2 + y^2\"",
    "sampling": "[sampling]\nstep = 0.1",
  ]

  private func scenario(_ sections: [String: String] = [:]) throws -> Scenario {
    let all = Self.base.merging(sections) { $1 }
    let order = ["schema", "title"]
    let lines =
      order.compactMap { all[$0] } + all.filter { !order.contains($0.key) }.map(\.value)
    return try Scenario(text: lines.joined(separator: "\n"), path: "case.toml")
  }

  @Test(
    "depends on what the samples and the fit depend on",
    arguments: [
      (
        "potential", "[potential]\ncoordinates = [\"x\", \"y\"]\nvalue = \"x^2\"", "potential.value"
      ),
      (
        "potential",
        "[potential]\ncoordinates = [\"x\", \"y\"]\nvalue = \"x^2 + y^2\"\nreference = \"x^2\"",
        "potential.reference"
      ),
      ("domain", "[domain]\nx = [0, 1]\ny = [0, 2]", "domain.x"),
      ("sampling", "[sampling]\nstep = 0.2", "sampling.step"),
      ("sampling", "[sampling]\nstep = 0.1\nseed = 2", "sampling.seed"),
      ("sampling", "[sampling]\nstep = 0.1\ntarget_error = 0.1", "sampling.target_error"),
      (
        "sampling", "[sampling]\nstep = 0.1\ninitial = { momentum_deviation = 2 }",
        "sampling.initial"
      ),
      ("calibration", "[calibration]\ntemperature = 2", "calibration.temperature"),
      ("regression", "[regression]\nmethods = [\"force\"]", "regression.methods"),
      ("regression", "[regression]\ngrid = 50", "regression.grid"),
    ])
  func differs(_ section: String, _ lines: String, _ keyPath: String) throws {
    let base = try scenario()
    let other = try scenario([section: lines])
    #expect(base.firstSamplingDifference(from: other) == keyPath)
    #expect(other.firstSamplingDifference(from: base) == keyPath)
  }

  @Test("does not depend on the title, the comparison or the report, nor on defaults written out")
  func agrees() throws {
    let base = try scenario()
    let other = try scenario([
      "title": "title = \"B\"", "langevin": "[langevin]\ntime = 3", "hamiltonian": "[hamiltonian]",
      "report": "[report]\nplots = false",
      "sampling": "[sampling]\nstep = 0.1\nwalkers = 1000\ntime = 2000",
    ])
    #expect(base != other)
    #expect(base.firstSamplingDifference(from: other) == nil)
    #expect(other.firstSamplingDifference(from: base) == nil)
  }

  @Test("the first of several differences is named")
  func first() throws {
    let other = try scenario([
      "sampling": "[sampling]\nstep = 0.1\nseed = 3\nburn_in = 0.5",
      "regression": "[regression]\ngrid = 50",
    ])
    #expect(try scenario().firstSamplingDifference(from: other) == "sampling.burn_in")
  }

  @Test("a comparison can be left out")
  func withoutComparison() throws {
    let other = try scenario(["langevin": "[langevin]", "hamiltonian": "[hamiltonian]"])
    #expect(other != (try scenario()))
    #expect(other.withoutComparison() == (try scenario()))
  }
}
