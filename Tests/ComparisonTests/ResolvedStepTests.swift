import Comparison
import Dynamics
import LinearAlgebra
import Potentials
import Testing

@Suite struct ResolvedStepTests {
  @Test func refusesStepsWithoutEnd() {
    #expect(throws: DynamicsError.self) {
      try ResolvedStep(largestCurvature: 1e300, interval: 1)
    }
  }

  @Test func resolvesTheCurvatureAndDividesTheInterval() throws {
    let step = try ResolvedStep(largestCurvature: 1111, interval: 0.05)
    #expect(step.step * 1111.0.squareRoot() <= 0.2)
    #expect(abs(step.step * Double(step.stepsPerRecord) - 0.05) < 1e-15)
    #expect(step.step * 1111.0.squareRoot() > 0.9 * 0.2)
  }

  @Test func takesAGivenStepThatDividesTheIntervalAsItIs() throws {
    for divisor in 1...100 {
      let given = 0.3 / Double(divisor)
      let step = try ResolvedStep(largestCurvature: 4, interval: 0.3, given: given)
      #expect(step.stepsPerRecord == divisor)
    }
  }

  @Test func resolvesThePassageThroughWaves() throws {
    // k = 1000 at speed 2: half a wave per step is π/2000, below 0.2/√λ_max = 0.0063.
    let potential = try ExpressionPotential("x^2/2 + 0.001*cos(x/0.001)", coordinates: ["x"])
    let region = (0..<5000).map { [-2 + 4 * Double($0) / 5000] }
    let step = try ResolvedStep(for: potential, region: region, speed: 2, interval: 0.1)
    #expect(step.step <= 1.02 * .pi / 2000 && step.step > 0.9 * .pi / 2000)
    #expect(abs(step.largestCurvature - 1001) < 1)
    // A smooth function has no waves to pass.
    let smooth = try ExpressionPotential("x^2/2", coordinates: ["x"])
    #expect(
      try ResolvedStep(for: smooth, region: region, speed: 1e6, interval: 0.2).stepsPerRecord == 1)
  }

  @Test func noiseActsOftenEnoughForFrictionAndVibrations() throws {
    func interval(_ step: Double, curvature: Double, friction: [[Double]]) throws -> Int {
      try ResolvedStep(largestCurvature: curvature, interval: step, given: step)
        .noiseInterval(friction: Matrix(rows: friction))
    }
    let friction = [[0.6, 0.2], [0.2, 0.6]]
    #expect(try interval(1e-4, curvature: 1e5, friction: friction) == 15)
    #expect(try interval(1e-4, curvature: 1e4, friction: friction) == 19)
    #expect(try interval(6e-4, curvature: 1, friction: friction) == 3)
    #expect(try interval(1e-3, curvature: 60 * 60, friction: [[0]]) == 7)
    #expect(try interval(0.1, curvature: 1, friction: friction) == 1)
    #expect(try interval(1e-3, curvature: 160 * 160, friction: [[0.1]]) == 3)
    #expect(try interval(1e-3, curvature: 1e6, friction: friction) == 1)
    #expect(try interval(1, curvature: 0, friction: [[0]]) == 19)
    #expect(throws: (any Error).self) {
      try interval(1, curvature: 1, friction: [[.nan]])
    }
  }

  @Test func takesOneStepWhereOneIsEnough() throws {
    #expect(try ResolvedStep(largestCurvature: 1, interval: 0.1).stepsPerRecord == 1)
    #expect(try ResolvedStep(largestCurvature: 0, interval: 0.1).stepsPerRecord == 10)
  }
}
