import Dynamics
import LinearAlgebra
import Potentials
import Synchronization
import Testing

@Suite struct TrajectoryEnsembleTests {
  private static func maps() throws -> [Integrator] {
    [
      .velocityVerlet(try VelocityVerlet(step: 0.05, inverseMass: .identity(2))),
      .baoab(
        try BAOAB(step: 0.1, friction: Matrix(rows: [[0.6, 0.2], [0.2, 0.4]]), temperature: 0.7)),
    ]
  }

  private static func potential() throws -> ExpressionPotential {
    try ExpressionPotential(
      "(x^2 - 1)^2 + x*y + y^2 + 0.05*cos(x/0.1)", coordinates: ["x", "y"])
  }

  private static func states(_ count: Int) -> [PhasePoint] {
    normalStates(count, mean: [0, 0, 0, 0], deviation: [1, 1, 1, 1], seed: 61)
  }

  private func ensemble(
    _ map: Integrator, walkers: Int = 37, threads: Int = 2, seed: UInt64 = 6, run: UInt64 = 0
  ) throws -> TrajectoryEnsemble {
    try TrajectoryEnsemble(
      potential: Self.potential(), integrator: map, states: Self.states(walkers), seed: seed,
      run: run, threads: threads)
  }

  /// Every bit of every record, for any number of threads and any cutting into calls. With 700 walkers
  /// cohorts hold several walkers, with 9000 a task holds several blocks.
  @Test(arguments: [1, 37, 700, 9000]) func threadsAndCallsDoNotMatter(walkers: Int) throws {
    for map in try Self.maps() {
      func run(threads: Int, calls: [Int]) throws -> [Double] {
        let ensemble = try ensemble(map, walkers: walkers, threads: threads)
        let path = PathRecorder(layout: ensemble.layout, dimension: 2, records: 13)
        for records in calls {
          try ensemble.advance(records: records, stepsPerRecord: 7, observers: [path])
        }
        #expect(ensemble.recordsTaken == 12 && ensemble.stepsTaken == 84)
        #expect(ensemble.gradientEvaluations == 85 * walkers)
        return path.all
      }
      let whole = try run(threads: 1, calls: [12])
      #expect(whole.allSatisfy { $0.isFinite })
      #expect(try run(threads: 2, calls: [12]) == whole)
      #expect(try run(threads: 5, calls: [1, 4, 0, 7]) == whole)
      #expect(try run(threads: 1, calls: [0, 11, 1]) == whole)
    }
  }

  /// A run long enough for several segments equals the same run call by call.
  @Test func segmentsDoNotMatter() throws {
    for map in try Self.maps() {
      let whole = try ensemble(map, walkers: 300)
      let cut = try ensemble(map, walkers: 300)
      try whole.advance(records: 300, stepsPerRecord: 7)
      for _ in 0..<300 { try cut.advance(records: 1, stepsPerRecord: 7) }
      for walker in 0..<300 {
        #expect(whole.state(ofWalker: walker) == cut.state(ofWalker: walker))
      }
    }
  }

  /// Noise depends on seed, run and walker, and on nothing else: not on the other walkers.
  @Test func streamsOfNoise() throws {
    let map = try Self.maps()[1]
    func end(_ ensemble: TrajectoryEnsemble) throws -> [PhasePoint] {
      try ensemble.advance(records: 1, stepsPerRecord: 20)
      return (0..<37).map { ensemble.state(ofWalker: $0) }
    }
    let plain = try end(ensemble(map))
    #expect(try end(ensemble(map, walkers: 900)) == plain)
    for other in [
      try end(ensemble(map, seed: 7)), try end(ensemble(map, run: 1)),
      try end(ensemble(map, run: 1 << 40)),
    ] {
      for walker in 0..<37 { #expect(other[walker] != plain[walker]) }
    }
    let same = try TrajectoryEnsemble(
      potential: Self.potential(), integrator: map,
      states: [PhasePoint](repeating: PhasePoint(q: [1, 0], p: [0, 0]), count: 37), seed: 6,
      threads: 2)
    #expect(Set(try end(same)).count == 37)
  }

  /// Observers see the initial states as record 0, then each record once for each block, in order.
  @Test func recordsInOrder() throws {
    final class Order: TrajectoryObserver {
      let seen = Mutex<[Int: [Int]]>([:])
      func observe(_ frame: borrowing TrajectoryFrame) {
        let (block, record) = (frame.block, frame.record)
        seen.withLock { $0[block, default: []].append(record) }
      }
    }
    let order = Order()
    let ensemble = try ensemble(try Self.maps()[1], walkers: 700)
    let path = PathRecorder(layout: ensemble.layout, dimension: 2, records: 1)
    try ensemble.advance(records: 0, stepsPerRecord: 1, observers: [order, path])
    try ensemble.advance(records: 30, stepsPerRecord: 20, observers: [order, path])
    try ensemble.advance(records: 3, stepsPerRecord: 500, observers: [order, path])
    let seen = order.seen.withLock { $0 }
    #expect(seen.count == ensemble.layout.blocks)
    #expect(seen.values.allSatisfy { $0 == Array(0...33) })
    #expect((0..<700).map { path.state($0, record: 0) } == Self.states(700))
  }

  @Test func badInputIsRejected() throws {
    let map = try Self.maps()[0]
    let good = PhasePoint(q: [0, 0], p: [0, 0])
    for states in [
      [], [good, PhasePoint(q: [0], p: [0, 0])], [PhasePoint(q: [0, 0], p: [])],
      [PhasePoint(q: [0, .nan], p: [0, 0])], [good, PhasePoint(q: [0, 0], p: [.infinity, 0])],
    ] {
      #expect(throws: DynamicsError.self) {
        try TrajectoryEnsemble(
          potential: Self.potential(), integrator: map, states: states, seed: 1, threads: 1)
      }
    }
    let scalar = Integrator.velocityVerlet(
      try VelocityVerlet(step: 0.1, inverseMass: .identity(1)))
    #expect(throws: DynamicsError.self) {
      try TrajectoryEnsemble(
        potential: Self.potential(), integrator: scalar, states: [good], seed: 1, threads: 1)
    }
    // Slow forces have no times of their own in velocity Verlet.
    let splitting = ForceSplitting(fast: try Self.potential(), slow: try Self.potential())
    let verlet = Integrator.velocityVerlet(
      try VelocityVerlet(step: 0.1, inverseMass: .identity(2)))
    #expect(throws: DynamicsError.self) {
      try TrajectoryEnsemble(
        potential: Self.potential(), splitting: splitting, integrator: verlet, states: [good],
        seed: 1, threads: 1)
    }
  }

  /// Cancelled between segments: at a whole record, from where the run goes on as if nothing had been.
  @Test func cancellation() throws {
    let map = try Self.maps()[1]
    let ensemble = try ensemble(map, walkers: 300)
    let cancellation = Cancellation()
    var reports: [Int] = []
    #expect(throws: DynamicsError.cancelled) {
      try ensemble.advance(records: 10_000, stepsPerRecord: 5, cancellation: cancellation) { done in
        reports.append(done)
        if done >= 3000 { cancellation.cancel() }
      }
    }
    let taken = ensemble.recordsTaken
    #expect(taken >= 3000 && taken < 10_000 && reports.last == taken)
    #expect(ensemble.stepsTaken == 5 * taken)
    try ensemble.advance(records: 10_000 - taken, stepsPerRecord: 5)
    let whole = try self.ensemble(map, walkers: 300)
    try whole.advance(records: 10_000, stepsPerRecord: 5)
    #expect(whole.state(ofWalker: 299) == ensemble.state(ofWalker: 299))
    // Already cancelled: nothing moves.
    #expect(throws: DynamicsError.cancelled) {
      try whole.advance(records: 1, stepsPerRecord: 5, cancellation: cancellation)
    }
    #expect(whole.recordsTaken == 10_000)
  }
}
