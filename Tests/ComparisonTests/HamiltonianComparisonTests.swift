import Comparison
import Dynamics
import Foundation
import Potentials
import Testing

@Suite struct HamiltonianComparisonTests {
  private func comparison(
    _ expression: String, stiffness: Double, energies: [Double] = [0.3, 1, 2], time: Double = 40
  ) throws -> HamiltonianResult {
    let original = try ExpressionPotential(expression, coordinates: ["x"])
    let surrogate = knownSurrogate(box: [-4...4], intervals: [32]) { stiffness * $0[0] * $0[0] / 2 }
    let states = energies.map { PhasePoint(q: [0], p: [(2 * $0).squareRoot()]) }
    return try HamiltonianComparison(
      original: original, surrogate: surrogate, method: "force", states: states, time: time,
      records: 1000, tolerance: 0.05, lowestEnergy: 0,
      region: (0..<2000).map { [-3 + 6 * Double($0) / 2000] }, threads: 2
    ).run()
  }

  @Test func aTrueSurrogateHasTheSamePortraitAndPeriod() throws {
    let result = try comparison("x^2/2 + 0.001*cos(x/0.001)", stiffness: 1)
    #expect(result.isEquivalent)
    // The micro waves move p by at most √(2·0.002) on the way, and by 0.001/p on most of it.
    #expect(result.portraitDistance.value < 0.01)
    #expect(result.energyError.original < 0.01)
    #expect(result.energyError.surrogate < 0.01)
    for trajectory in result.trajectories {
      // Verlet is late by (hω)²/24, here below 0.17 %.
      #expect(abs(trajectory.period.surrogate.value - 2 * .pi) < 0.02)
      #expect(abs(trajectory.period.original.value - 2 * .pi) < 0.1)
    }
    #expect(abs(result.periodDifference.value) < 0.02)
    // λ_max of f is 1 + 1/0.001.
    #expect(abs(result.largestCurvature.original - 1001) < 10)
    #expect(result.gradientEvaluations.original > 20 * result.gradientEvaluations.surrogate)
  }

  @Test func aWrongSurrogateIsSeen() throws {
    let result = try comparison("x^2/2 + 0.001*cos(x/0.001)", stiffness: 1.3)
    #expect(!result.isEquivalent)
    // An ellipse whose half axis in x is shorter by √1.3, and a clock that is faster by it.
    #expect(abs(result.periodDifference.value - (1 / 1.3.squareRoot() - 1)) < 0.02)
  }

  @Test func theDistanceIsThatOfCircles() throws {
    // Two circles of radii 1 and r about one centre are |1 − r| apart, in units of the deviation 1/√2.
    let original = try ExpressionPotential("x^2/2", coordinates: ["x"])
    let surrogate = knownSurrogate(box: [-3...3], intervals: [24]) { $0[0] * $0[0] / 2 + 0.1 }
    let result = try HamiltonianComparison(
      original: original, surrogate: surrogate, method: "force",
      states: [PhasePoint(q: [0], p: [1])], time: 20, records: 800, tolerance: 0.05,
      lowestEnergy: 0.1, region: [[0], [1]], threads: 1
    ).run()
    #expect(result.portraitDistance.value < 1e-3)
    #expect(result.portraitResolution < 1e-2)
    #expect(result.portraitDistance.standardError.isNaN)
    #expect(abs(result.trajectories[0].energy - 0.5) < 1e-9)
  }

  @Test func aTremblingMomentumDoesNotCountTwice() throws {
    // Strong micro forces, A = 3: p trembles by √(2Aε) about each turning point.
    let original = try ExpressionPotential("x^2/2 + 0.003*cos(x/0.001)", coordinates: ["x"])
    let surrogate = knownSurrogate(box: [-4...4], intervals: [32]) { $0[0] * $0[0] / 2 }
    let result = try HamiltonianComparison(
      original: original, surrogate: surrogate, method: "force",
      states: [PhasePoint(q: [0], p: [4])], time: 60, records: 3000, tolerance: 0.05,
      lowestEnergy: 0, region: (0..<5000).map { [-4 + 8 * Double($0) / 5000] }, threads: 1
    ).run()
    let period = result.trajectories[0].period.original
    #expect(abs(period.value - 2 * .pi) < 0.05)
    #expect(period.standardError < 0.05)
  }

  @Test func anUnboundOrbitHasNoPeriod() throws {
    let original = try ExpressionPotential("0*x", coordinates: ["x"])
    let surrogate = knownSurrogate(box: [-100...100], intervals: [8]) { _ in 0 }
    let result = try HamiltonianComparison(
      original: original, surrogate: surrogate, method: "force",
      states: [PhasePoint(q: [0], p: [1])], time: 10, records: 100, tolerance: 0.05,
      lowestEnergy: 0, region: [[0]], threads: 1
    ).run()
    #expect(result.periodDifference.value.isNaN)
    #expect(result.isEquivalent)
  }
}
