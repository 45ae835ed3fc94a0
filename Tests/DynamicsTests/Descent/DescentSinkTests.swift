import Dynamics
import Foundation
import LinearAlgebra
import Potentials
import Testing

/// Micro minima as attractors of gradient descent: stable where ηλ < 2.
@Suite struct DescentSinkTests {
  static let epsilon = 1e-3

  private func sampler(
    _ value: String, step: Double, mean: Double = 0, deviation: Double, walkers: Int = 512,
    threads: Int = 2
  ) throws -> EnsembleSampler {
    try EnsembleSampler(
      potential: ExpressionPotential(
        value, coordinates: ["x"], parameters: ["eps": Self.epsilon]),
      map: .gradientDescent(GradientDescent(step: step, dimension: 1)),
      initial: InitialLaw(positions: .normal(mean: [mean], deviation: [deviation])),
      walkers: walkers, seed: 11, threads: threads)
  }

  /// A walker near a minimum of curvature λ = 1/ε goes there for ηλ < 2, and not for ηλ > 2.
  @Test(arguments: [0.5, 1.0, 1.9, 1.99, 2.01, 2.1, 2.5])
  func thresholdOfTheFixedPoint(stiffness: Double) throws {
    let minimum = Double.pi * Self.epsilon
    let sampler = try sampler(
      "eps*cos(x/eps)", step: stiffness * Self.epsilon, mean: minimum,
      deviation: 1e-4 * Self.epsilon, walkers: 64)
    // Less than a segment, so that none is revived.
    try sampler.advance(steps: 3900, schedule: RecordSchedule(every: 100))
    let distances = (0..<64).map { abs(sampler.state(ofWalker: $0).q[0] - minimum) }
    if stiffness < 2 {
      #expect(distances.allSatisfy { $0 < 1e-9 * Self.epsilon })
    } else {
      #expect(distances.allSatisfy { $0 > 0.05 * Self.epsilon })
    }
  }

  /// At ηλ = 5.5 the minima of ε cos(x/ε) are unstable, and walkers diffuse; but those on slopes |V′| =
  /// |x| > √(1 − (2/5.5)²) = 0.93 are shallow enough to be stable: some that start there are caught.
  @Test func shallowMinimaOnSlopes() throws {
    let value = "x^2/2 + eps*cos(x/eps)"
    let step = 5.5 * Self.epsilon
    let safe = try sampler(value, step: step, deviation: 0.1)
    try safe.advance(steps: 3920, schedule: RecordSchedule(every: 7))
    #expect(safe.sinks.revivals == 0 && safe.sinks.suggestedStep == nil)
    let wide = try sampler(value, step: step, deviation: 0.6)
    try wide.advance(steps: 3920, schedule: RecordSchedule(every: 7))
    #expect(wide.sinks.revivals > 5)
    // Where ηλ > 2 a cycle of two steps takes the place of the fixed point. One that is narrower than a
    // quarter of a step counts as rest, and at one of its ends the curvature is larger; but it is below
    // 5.5, that of the minima at V′ = 0.
    let curvature = try #require(wide.sinks.steepestCurvature)
    #expect(curvature * step < 5 && curvature * step > 0.5, "\(curvature * step)")
    // 2.56 times the limit 2/λ.
    let suggested = try #require(wide.sinks.suggestedStep)
    #expect(abs(suggested - 5.12 / curvature) < 1e-12)
  }

  /// All come to rest: nothing moves, thus nothing tells how far a live walker would.
  @Test func ensembleAtRest() throws {
    let sampler = try sampler(
      "0.1*x^2 + eps*cos(x/eps)", step: 1.5 * Self.epsilon, deviation: 1)
    try sampler.advance(steps: 4000, schedule: RecordSchedule(every: 10))
    #expect(sampler.sinks.trappedFraction.value > 0.3)
    let curvature = try #require(sampler.sinks.steepestCurvature)
    #expect(abs(curvature * Self.epsilon - 1) < 0.05)
  }

  /// Live ensembles, narrow or wide, and a coordinate that comes to rest beside a live one.
  @Test(arguments: [
    (["x"], "x^2/2 + 1e-6*cos(x/1e-6)", 0.1), (["x"], "0.05*(x^2-1)^2 + 1e-6*cos(x/1e-6)", 0.05),
    (["x", "y"], "5*x^2 + 0.01*y^2 + 1e-6*cos(x/1e-6) + 1e-6*cos((x+y)/1e-6)", 0.1),
    (["x", "y"], "x^2/2 + (y-1)^2 + 1e-6*cos(x/1e-6)", 0.1),
  ])
  func noFalseAlarms(_ coordinates: [String], _ value: String, _ step: Double) throws {
    let d = coordinates.count
    let sampler = try EnsembleSampler(
      potential: ExpressionPotential(value, coordinates: coordinates),
      map: .gradientDescent(GradientDescent(step: step, dimension: d)),
      initial: InitialLaw(
        positions: .normal(
          mean: [Double](repeating: 0, count: d), deviation: [Double](repeating: 0.5, count: d))),
      walkers: 300, seed: 11, threads: 2)
    try sampler.advance(steps: 12_000, schedule: RecordSchedule(every: 10))
    #expect(sampler.sinks.revivals == 0)
  }

  /// Revival is a function of the seed alone.
  @Test func revivalDoesNotDependOnThreads() throws {
    var states: [[Double]] = []
    var reports: [SinkReport] = []
    for threads in [1, 2, 5] {
      let sampler = try sampler(
        "x^2/2 + eps*cos(x/eps)", step: 5.5 * Self.epsilon, deviation: 0.6, threads: threads)
      try sampler.advance(steps: 4000, schedule: RecordSchedule(every: 10))
      states.append((0..<512).map { sampler.state(ofWalker: $0).q[0] })
      reports.append(sampler.sinks)
    }
    #expect(reports[0].revivals > 0)
    #expect(reports.allSatisfy { $0 == reports[0] } && states.allSatisfy { $0 == states[0] })
    // No two live walkers are one.
    #expect(Set(states[0]).count > 480)
  }
}
