import Dynamics
import LinearAlgebra
import Potentials
import Statistics
import Reference
import Testing

/// The ensemble against the slow oracle, walker by walker.
@Suite struct ReferenceMapTests {
  /// Rounding of a few steps: sums of up to six products, sines good to 2 ulp, states of order 10.
  static let tolerance = 2e-12

  @Test(arguments: [
    (1, 17), (2, 17), (3, 17), (4, 17), (5, 17), (6, 17), (1, 100), (2, 100), (3, 1), (2, 5),
    (6, 100), (2, 1000), (5, 1000), (1, 9000), (3, 9000),
  ])
  func everyWalkerFollowsTheFormulas(dimension d: Int, walkers: Int) throws {
    var random = RandomProblems(seed: 100 * d + walkers)
    let problem = WavyQuadratic(dimension: d, using: &random)
    let map = try DampedVerlet(
      step: random.uniform(0.1...0.4), friction: random.semidefinite(d, floor: 0.01),
      inverseMass: random.semidefinite(d, floor: 0.3))
    let law = InitialLaw(
      positions: .normal(
        mean: random.normals(d), deviation: random.normals(d).map { $0.magnitude }),
      momentumDeviation: 0.7)
    let steps = 13
    let compiled = try sample(problem.expression(), map, law, walkers, steps: steps)
    let closures = try sample(problem.closures, map, law, walkers, steps: steps)
    let reference = ReferenceMap(map)
    let draws = Philox(seed: 3, stream: 4)
    var worst = 0.0
    var worstClosure = 0.0
    for walker in 0..<walkers {
      let (q, p) = law.draw(walker: walker, dimension: d, generator: draws)
      let end = reference.advance(.init(q: q, p: p), steps: steps, problem.gradient)
      let expected = end.q + end.p
      let found = compiled.state(ofWalker: walker)
      let other = closures.state(ofWalker: walker)
      worst = max(worst, Self.distance(found.q + found.p, expected))
      worstClosure = max(worstClosure, Self.distance(other.q + other.p, expected))
    }
    #expect(worst < Self.tolerance)
    #expect(worstClosure < Self.tolerance)
    #expect(compiled.stepsTaken == steps)
  }

  /// How often states are recorded changes nothing but rounding (the half drifts of consecutive
  /// steps merge where nobody looks).
  @Test func recordingDoesNotDisturb() throws {
    var random = RandomProblems(seed: 1)
    let problem = WavyQuadratic(dimension: 2, using: &random)
    let potential = try problem.expression()
    let map = try DampedVerlet(step: 0.3, friction: random.semidefinite(2, floor: 0.1))
    let law = InitialLaw(positions: .points([[0, 1], [1, 0], [2, -1]]))
    let plain = try sample(potential, map, law, 37, steps: 20)
    for schedule in [
      RecordSchedule(every: 1), RecordSchedule(every: 3), RecordSchedule(every: 20),
      RecordSchedule(every: 7, windowEvery: 1, windowLength: 4),
    ] {
      let sampler = try EnsembleSampler(
        potential: potential, map: map, initial: law, walkers: 37, seed: 3, run: 2, threads: 2)
      try sampler.advance(steps: 20, schedule: schedule, observers: [])
      let distances = (0..<37).map { walker in
        let (a, b) = (plain.state(ofWalker: walker), sampler.state(ofWalker: walker))
        return Self.distance(a.q + a.p, b.q + b.p)
      }
      #expect(distances.allSatisfy { $0 < Self.tolerance })
    }
  }

  @Test func badInputIsRejected() throws {
    let potential = try ExpressionPotential("x^2 + y^2", coordinates: ["x", "y"])
    let map = try DampedVerlet(step: 0.1, friction: .identity(2))
    let good = InitialLaw(positions: .normal(mean: [0, 0], deviation: [1, 1]))
    func sampler(_ map: DampedVerlet, _ law: InitialLaw, walkers: Int) throws {
      _ = try EnsembleSampler(
        potential: potential, map: map, initial: law, walkers: walkers, seed: 1, threads: 1)
    }
    try sampler(map, good, walkers: 1)
    #expect(throws: DynamicsError.self) { try sampler(map, good, walkers: 0) }
    let scalar = try DampedVerlet(step: 0.1, friction: .identity(1))
    #expect(throws: DynamicsError.self) { try sampler(scalar, good, walkers: 1) }
    for law in [
      InitialLaw(positions: .normal(mean: [0], deviation: [1, 1])),
      InitialLaw(positions: .normal(mean: [0, .nan], deviation: [1, 1])),
      InitialLaw(positions: .points([])),
      InitialLaw(positions: .points([[0, 0], [1]])),
      InitialLaw(positions: .points([[0, .infinity]])),
      InitialLaw(positions: .points([[0, 0]]), momentumDeviation: .nan),
    ] {
      #expect(throws: DynamicsError.self) { try sampler(map, law, walkers: 1) }
    }
  }

  private func sample(
    _ potential: any Potential, _ map: DampedVerlet, _ law: InitialLaw, _ walkers: Int, steps: Int
  ) throws -> EnsembleSampler {
    let sampler = try EnsembleSampler(
      potential: potential, map: map, initial: law, walkers: walkers, seed: 3, run: 2, threads: 2)
    try sampler.advance(steps: steps, schedule: RecordSchedule(every: 5))
    return sampler
  }

  private static func distance(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1) / max(1, abs($1.1))) }
  }
}
