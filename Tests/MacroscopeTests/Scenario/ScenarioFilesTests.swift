import Foundation
import Macroscope
import Potentials
import Testing

@Suite("The scenario files")
struct ScenarioFilesTests {
  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Scenarios")

  static let names = [
    "anisotropic-quadratic", "anisotropic-spectrum", "coupled-10d", "double-well",
    "gradient-descent", "gradient-descent-spectrum", "high-dimensional",
    "incommensurate-spectrum", "many-scales",
    "many-scales-spectrum", "muller-brown", "muller-brown-mlp", "quadratic-coarse",
    "quadratic-fine", "scale-spectrum",
    "sinks", "transfer", "transfer-base", "transfer-parent", "transfer-temperature",
  ]

  /// Those that ask for more than one step.
  static let severalSteps = ["conditioned", "decomposition"]

  @Test("load, validate and survive resolution with several steps", arguments: severalSteps)
  func validWithSeveralSteps(_ name: String) throws {
    let path = Self.folder.appendingPathComponent(name + ".toml").path
    guard case .multiscale(let scenario) = try ScenarioFile.load(path: path) else {
      Issue.record("\(name) has one step")
      return
    }
    try scenario.validate()
    #expect(!scenario.potential.components.isEmpty)
    #expect(scenario.title != name)
    let resolved = try MultiscaleScenario(text: scenario.resolvedTOML(), path: "\(name).toml")
    #expect(resolved == scenario)
    #expect(scenario.estimatedMemory < 1e9)
  }

  private func load(_ name: String) throws -> Scenario {
    try Scenario.load(path: Self.folder.appendingPathComponent(name + ".toml").path)
  }

  @Test func allAreTested() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
      .filter { $0.hasSuffix(".toml") }.sorted()
    let names = Self.names + Self.severalSteps
    #expect(Set(files).isSuperset(of: names.map { $0 + ".toml" }))
    for file in files {
      try ScenarioFile.load(path: Self.folder.appendingPathComponent(file).path).validate()
    }
  }

  @Test("load, validate and survive resolution", arguments: names)
  func valid(_ name: String) throws {
    let scenario = try load(name)
    let potentials = try scenario.validate()
    #expect(potentials.value.dimension == scenario.dimension)
    #expect(potentials.reference != nil)
    #expect(scenario.title != name)
    let resolved = try Scenario(text: scenario.resolvedTOML(), path: "\(name).toml")
    #expect(resolved == scenario)
    #expect(scenario.estimatedMemory() < 4e9)
  }

  /// f − reference is the microscale: its force has the covariance that the comments state.
  @Test(
    "have the noise that their comments state",
    arguments: [
      ("anisotropic-quadratic", [2.98, 1.96, 3.92]),
      ("anisotropic-spectrum", [3.70, 1.24, 4.64]), ("muller-brown", [6.705, 4.410, 8.820]),
    ])
  func noise(_ name: String, _ expected: [Double]) throws {
    let covariance = try microCovariance(name, points: 40_000)
    let found = [covariance[0][0], covariance[0][1], covariance[1][1]]
    // Bounded terms averaged over 4·10⁴ points of random phase: a relative error of about 1 %.
    for (a, b) in zip(found, expected) { #expect(abs(a - b) < 0.04 * b) }
  }

  @Test func noiseOfTenCoordinates() throws {
    let covariance = try microCovariance("coupled-10d", points: 40_000)
    for i in 0..<10 {
      for j in 0..<10 {
        let expected =
          i == j ? [0: 1.945, 9: 3.445][i] ?? 3.945 : abs(i - j) == 1 ? 1.32 : 0.32
        // The largest entry's standard error is about 3.9·√(2/40000) = 0.028; four of them.
        #expect(abs(covariance[i][j] - expected) < 0.11, "entry \(i), \(j)")
      }
    }
  }

  @Test func noiseOfTenDoubleWells() throws {
    let covariance = try microCovariance("high-dimensional", points: 40_000)
    for i in 0..<10 {
      for j in 0..<10 {
        let expected: Double = i == j ? [0: 1.625, 9: 3.125][i] ?? 3.625 : abs(i - j) == 1 ? 1 : 0
        // The largest entry's standard error is about 3.6·√(2/40000) = 0.026; four of them.
        #expect(abs(covariance[i][j] - expected) < 0.1, "entry \(i), \(j)")
      }
    }
  }

  /// E[g gᵀ] of the gradient of value − reference over points drawn evenly from the domain.
  private func microCovariance(_ name: String, points count: Int) throws -> [[Double]] {
    let scenario = try load(name)
    let potentials = try scenario.validate()
    let reference = try #require(potentials.reference)
    let box = try #require(scenario.domain).intervals
    var generator = SplitMix(state: 12345)
    let points = (0..<count).map { _ in box.map { Double.random(in: $0, using: &generator) } }
    let full = potentials.value.gradients(at: points)
    let smooth = reference.gradients(at: points)
    let d = scenario.dimension
    var sum = [[Double]](repeating: [Double](repeating: 0, count: d), count: d)
    for (a, b) in zip(full, smooth) {
      let g = zip(a, b).map { $0 - $1 }
      for i in 0..<d {
        for j in 0..<d { sum[i][j] += g[i] * g[j] }
      }
    }
    return sum.map { $0.map { $0 / Double(count) } }
  }
}
