import Dynamics
import LinearAlgebra
import Potentials
import Statistics
import Reference
import Testing

/// Gradient descent by the ensemble, walker by walker, against plain loops.
@Suite struct GradientDescentTests {
  private struct Setup {
    let problem: WavyQuadratic
    let map: GradientDescent
    let law: InitialLaw

    init(dimension d: Int, seed: Int) throws {
      var random = RandomProblems(seed: seed)
      problem = WavyQuadratic(dimension: d, using: &random)
      map = try GradientDescent(
        step: random.uniform(0.05...0.2), preconditioner: random.semidefinite(d, floor: 0.3))
      law = InitialLaw(
        positions: .normal(
          mean: random.normals(d), deviation: random.normals(d).map { $0.magnitude }))
    }

    func sampler(_ potential: any Potential, walkers: Int, threads: Int = 2) throws
      -> EnsembleSampler
    {
      try EnsembleSampler(
        potential: potential, map: .gradientDescent(map), initial: law, walkers: walkers, seed: 3,
        run: 2, threads: threads)
    }

    /// x′ = x − ηD∇f(x), written out.
    func step(_ x: [Double]) -> (x: [Double], gradient: [Double]) {
      let g = problem.gradient(x)
      var next = x
      for i in x.indices {
        for j in x.indices { next[i] -= map.step * map.preconditioner[i, j] * g[j] }
      }
      return (next, g)
    }
  }

  @Test(arguments: [(1, 17), (2, 17), (3, 100), (5, 5), (2, 1000)])
  func everyWalkerFollowsTheFormula(dimension d: Int, walkers: Int) throws {
    let setup = try Setup(dimension: d, seed: 10 * d + walkers)
    for potential in [try setup.problem.expression(), setup.problem.closures] as [any Potential] {
      let sampler = try setup.sampler(potential, walkers: walkers)
      try sampler.advance(steps: 13, schedule: RecordSchedule(every: 5))
      let draws = Philox(seed: 3, stream: 4)
      for walker in 0..<walkers {
        var x = setup.law.draw(walker: walker, dimension: d, generator: draws).q
        var gradient: [Double] = []
        for _ in 0..<13 { (x, gradient) = setup.step(x) }
        let found = sampler.state(ofWalker: walker)
        // Rounding of a few steps of states of order 10.
        #expect(distance(found.q, x) < 2e-12 && distance(found.p, gradient) < 2e-11)
      }
    }
  }

  /// Observers see the point where the step began, its gradient, and that of the step before.
  @Test(arguments: [
    RecordSchedule(every: 1), RecordSchedule(every: 5),
    RecordSchedule(every: 5, windowEvery: 2, windowLength: 4),
  ])
  func framesShowTheRecordedSteps(schedule: RecordSchedule) throws {
    let setup = try Setup(dimension: 2, seed: 4)
    let sampler = try setup.sampler(setup.problem.expression(), walkers: 21)
    let recorder = RecordingObserver(windowLength: schedule.windowLength)
    try sampler.advance(steps: 20, schedule: schedule, observers: [recorder])
    let entries = recorder.entries
    #expect(entries.count == 21 * (20 / schedule.every))
    for entry in entries {
      var x = setup.law.draw(
        walker: entry.walker, dimension: 2, generator: Philox(seed: 3, stream: 4)
      ).q
      var history: [(point: [Double], gradient: [Double])] = []
      for _ in 0..<((entry.record + 1) * schedule.every) {
        let (next, gradient) = setup.step(x)
        history.append((x, gradient))
        x = next
      }
      let last = try #require(history.last)
      #expect(distance(entry.position, x) < 2e-12)
      #expect(distance(entry.midpoint, last.point) < 2e-12)
      #expect(distance(entry.gradient, last.gradient) < 2e-11)
      #expect(entry.momentum == entry.gradient)
      // The first step has none before it.
      let previous = history.count > 1 ? history[history.count - 2].gradient : [0, 0]
      #expect(distance(entry.previousMomentum, previous) < 2e-11)
      for (found, expected) in zip(
        entry.windowGradients, history.suffix(schedule.windowLength).map(\.gradient))
      {
        #expect(distance(found, expected) < 2e-11)
      }
      let hasWindow = schedule.windowEvery > 0 && entry.record % schedule.windowEvery == 0
      #expect(entry.windowGradients.isEmpty != hasWindow)
    }
  }

  /// Chaos would show the slightest difference.
  @Test func threadsAndRecordsChangeNothing() throws {
    let potential = try ExpressionPotential(
      "x^2/2 + y^2 + x*y/3 + 1e-4*cos((x+y)/1e-4) + 1e-4*sin(x/1e-4)", coordinates: ["x", "y"])
    func states(threads: Int, every: Int) throws -> [[Double]] {
      let sampler = try EnsembleSampler(
        potential: potential, map: .gradientDescent(GradientDescent(step: 0.1, dimension: 2)),
        initial: InitialLaw(positions: .normal(mean: [0, 0], deviation: [1, 1])), walkers: 300,
        seed: 5, threads: threads)
      try sampler.advance(steps: 3000, schedule: RecordSchedule(every: every))
      return (0..<300).map { sampler.state(ofWalker: $0).q }
    }
    let reference = try states(threads: 1, every: 10)
    #expect(try states(threads: 2, every: 10) == reference)
    #expect(try states(threads: 5, every: 10) == reference)
    #expect(try states(threads: 2, every: 7) == reference)
  }

  /// Names the step that diverged and the limit 2/λ_max(D∇²V).
  @Test func divergence() throws {
    let potential = try ExpressionPotential(
      "2*x^2 + y^2/2 + 1e-4*cos(x/1e-4)", coordinates: ["x", "y"])
    let preconditioner = Matrix.diagonal([0.5, 1])
    // λ_max(D∇²V) = 0.5 · 4.
    let map = try GradientDescent(step: 1.1, preconditioner: preconditioner)
    let sampler = try EnsembleSampler(
      potential: potential, map: .gradientDescent(map),
      initial: InitialLaw(positions: .normal(mean: [0, 0], deviation: [1, 1])), walkers: 40,
      seed: 5, threads: 2)
    do throws(DynamicsError) {
      try sampler.advance(steps: 4000, schedule: RecordSchedule(every: 10))
      Issue.record("a run-away walker was not noticed")
    } catch {
      guard case .diverged(_, let step, let size, let limit, let criterion) = error else {
        throw error
      }
      // |1 − 1.1 · 2| = 1.2: from 1 to 10⁹ in 114 steps.
      #expect((80...150).contains(step))
      #expect(size == 1.1 && criterion == .firstOrder)
      #expect(abs((limit ?? .nan) - 1) < 0.1)
      #expect(error.description.contains("η < 2/λ_max(D∇²V)"))
    }
  }

  @Test func badParametersAreRejected() throws {
    for step in [0, -1, .nan, .infinity] {
      #expect(throws: DynamicsError.self) { _ = try GradientDescent(step: step, dimension: 1) }
    }
    for preconditioner in [
      Matrix(rows: [[1, 0.5], [0, 1]]), Matrix(rows: [[1, 2], [2, 1]]), Matrix(rows: [[0]]),
      Matrix(rows: [[.nan]]), Matrix(rows: [[-1]]),
    ] {
      #expect(throws: DynamicsError.self) {
        _ = try GradientDescent(step: 0.1, preconditioner: preconditioner)
      }
    }
    #expect(throws: DynamicsError.self) {
      _ = try EnsembleSampler(
        potential: ExpressionPotential("x^2", coordinates: ["x"]),
        map: .gradientDescent(GradientDescent(step: 0.1, dimension: 2)),
        initial: InitialLaw(positions: .points([[1]])), walkers: 1, seed: 1, threads: 1)
    }
  }
}

private func distance(_ a: [Double], _ b: [Double]) -> Double {
  zip(a, b).reduce(a.count == b.count ? 0 : .infinity) {
    max($0, abs($1.0 - $1.1) / max(1, abs($1.1)))
  }
}
