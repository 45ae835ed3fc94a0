import Macroscope
import Testing

/// A sweep of sixteen walkers and few steps gives a poor noise covariance, hence a wrong friction.
@Suite struct RefinementTests {
  private func scenario(refinements: Int) throws -> Scenario {
    try Scenario(
      text: """
        schema = 1
        [potential]
        coordinates = ["x", "y"]
        parameters = { eps = 5e-4 }
        value = "x^2 + x*y/2 + 0.75*y^2 + 2*eps*cos(x/eps) + 1.4*eps*cos((x + 2*y)/eps + 0.3)"
        [sampling]
        step = 0.1
        walkers = 512
        steps = 4000
        friction = 0.2
        initial = { mean = 0.0, deviation = 0.8 }
        [calibration]
        walkers = 16
        steps = 200
        refinements = \(refinements)
        """, path: "refinement.toml")
  }

  @Test func aPoorSweepIsRepairedFromTheRunItself() throws {
    let rough = try #require(
      try Run(try scenario(refinements: 0)).execute().summary.calibration)
    #expect(rough.iterations == 1)
    let refined = try #require(
      try Run(try scenario(refinements: 2)).execute().summary.calibration)
    #expect(refined.iterations >= 2)
    let before = try #require(rough.temperatureMatrix)
    let after = try #require(refined.temperatureMatrix)
    var worst = 0.0
    for i in 0..<2 {
      for j in 0...i {
        let target = i == j ? 1.0 : 0.0
        worst = max(worst, abs(before[i][j].value - target))
        // Sampling error of Θ, and of the residual covariance that the friction was made from.
        #expect(abs(after[i][j].value - target) < 0.02 + 3 * after[i][j].standardError)
      }
    }
    #expect(worst > 0.04)
  }
}
