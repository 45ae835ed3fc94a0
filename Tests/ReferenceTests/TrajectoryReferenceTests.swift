import Dynamics
import LinearAlgebra
import Potentials
import Reference
import Testing

/// Trajectories against the slow oracle, walker by walker.
@Suite struct TrajectoryReferenceTests {
  /// Rounding of a few steps: sums of some products, sines and normal numbers good to some ulp, states
  /// of order 10.
  static let tolerance = 5e-12

  static let sizes = [
    (1, 17), (2, 17), (3, 17), (4, 17), (6, 17), (1, 1), (3, 5), (2, 100), (1, 1000),
  ]

  private static func distance(_ a: PhasePoint, _ b: PhasePoint) -> Double {
    zip(a.q + a.p, b.q + b.p).reduce(0) { max($0, abs($1.0 - $1.1) / max(1, abs($1.1))) }
  }

  /// The largest distance of a walker from its oracle after 3 + 10 steps, in two calls.
  private func worst(
    _ potential: any Potential, _ integrator: Integrator, _ states: [PhasePoint],
    _ gradient: ([Double]) -> [Double], slow: (any Potential)? = nil
  ) throws -> Double {
    let ensemble = try TrajectoryEnsemble(
      potential: potential, splitting: slow.map { ForceSplitting(fast: potential, slow: $0) },
      integrator: integrator, states: states, seed: 5, run: 7, threads: 2)
    try ensemble.advance(records: 1, stepsPerRecord: 3)
    try ensemble.advance(records: 2, stepsPerRecord: 5)
    #expect(ensemble.stepsTaken == 13)
    let oracle = ReferenceIntegrator(integrator, seed: 5, run: 7)
    return states.indices.reduce(0.0) { worst, walker in
      let end = oracle.advance(
        states[walker], walker: walker, steps: 13, gradient, slow: slow?.gradient(at:))
      return max(worst, Self.distance(ensemble.state(ofWalker: walker), end))
    }
  }

  @Test(arguments: sizes)
  func everyWalkerFollowsTheFormulas(dimension d: Int, walkers: Int) throws {
    var random = RandomProblems(seed: 300 * d + walkers)
    let problem = WavyQuadratic(dimension: d, using: &random)
    let mass = random.semidefinite(d, floor: 0.3)
    let friction = random.semidefinite(d, rank: max(1, d - 1), floor: d == 1 ? 0.2 : 0)
    let states = (0..<walkers).map { _ in
      PhasePoint(q: random.normals(d), p: random.normals(d))
    }
    for integrator in [
      Integrator.velocityVerlet(try VelocityVerlet(step: 0.2, inverseMass: mass)),
      .baoab(try BAOAB(step: 0.3, friction: friction, temperature: 0.8, inverseMass: mass)),
      .baoab(
        try BAOAB(step: 0.3, friction: Matrix.diagonal(friction.diagonalElements), temperature: 2)),
      .baoab(
        try BAOAB(
          step: 0.2, friction: friction, temperature: 0.8, inverseMass: mass, noiseInterval: 3)),
    ] {
      #expect(
        try worst(problem.expression(), integrator, states, problem.gradient) < Self.tolerance)
      #expect(try worst(problem.closures, integrator, states, problem.gradient) < Self.tolerance)
    }
  }

  @Test(arguments: sizes)
  func slowForcesActAtTheEndsOfIntervals(dimension d: Int, walkers: Int) throws {
    var random = RandomProblems(seed: 500 * d + walkers)
    let fast = WavyQuadratic(dimension: d, using: &random)
    let slow = WavyQuadratic(dimension: d, using: &random)
    let states = (0..<walkers).map { _ in
      PhasePoint(q: random.normals(d), p: random.normals(d))
    }
    for interval in [1, 3, 4] {
      let map = Integrator.baoab(
        try BAOAB(
          step: 0.1, friction: random.semidefinite(d, floor: 0.2), temperature: 0.8,
          inverseMass: random.semidefinite(d, floor: 0.3), noiseInterval: interval))
      for slow in [try slow.expression() as any Potential, slow.closures] {
        #expect(
          try worst(fast.expression(), map, states, fast.gradient, slow: slow) < Self.tolerance)
      }
    }
  }

  @Test(arguments: [[1.5], [0.7, 2.0]]) func splines(stiffness: [Double]) throws {
    let d = stiffness.count
    let potential = HarmonicSpline(stiffness: stiffness)
    var random = RandomProblems(seed: d)
    let states = (0..<29).map { _ in PhasePoint(q: random.normals(d), p: random.normals(d)) }
    for integrator in [
      Integrator.velocityVerlet(try VelocityVerlet(step: 0.3, inverseMass: .identity(d))),
      .baoab(try BAOAB(step: 0.3, friction: random.semidefinite(d, floor: 0.2), temperature: 1)),
    ] {
      #expect(
        try worst(potential, integrator, states, potential.gradient(at:)) < Self.tolerance)
    }
  }

  /// Without friction there is no noise either, at any temperature, and two half drifts are one.
  @Test(arguments: [0.0, 1.5]) func withoutFrictionItIsVelocityVerlet(temperature: Double) throws {
    let potential = try ExpressionPotential("(x^2 - 1)^2 + x*y + y^2", coordinates: ["x", "y"])
    let mass = Matrix(rows: [[1.2, 0.3], [0.3, 0.8]])
    var random = RandomProblems(seed: 4)
    let states = (0..<21).map { _ in PhasePoint(q: random.normals(2), p: random.normals(2)) }
    let maps: [Integrator] = [
      .velocityVerlet(try VelocityVerlet(step: 0.05, inverseMass: mass)),
      .baoab(
        try BAOAB(
          step: 0.05, friction: Matrix(rows: 2, columns: 2), temperature: temperature,
          inverseMass: mass)),
    ]
    let ends = try maps.map { map in
      let ensemble = try TrajectoryEnsemble(
        potential: potential, integrator: map, states: states, seed: 1, threads: 1)
      try ensemble.advance(records: 10, stepsPerRecord: 10)
      return (0..<21).map { ensemble.state(ofWalker: $0) }
    }
    for (a, b) in zip(ends[0], ends[1]) { #expect(Self.distance(a, b) < 1e-11) }
    #expect(ends[0] != states)
  }
}
