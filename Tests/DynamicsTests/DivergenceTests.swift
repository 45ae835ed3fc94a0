import Dynamics
import Foundation
import LinearAlgebra
import Potentials
import Statistics
import Reference
import Testing

@Suite struct DivergenceTests {
  private struct Report {
    let walker: Int
    let step: Int
    let stepSize: Double
    let limit: Double?
    let text: String
  }

  /// Runs until the divergence that must come.
  private func diverge(
    _ potential: any Potential, map: DampedVerlet, law: InitialLaw, walkers: Int = 40,
    steps: Int = 5000
  ) throws -> Report {
    let sampler = try EnsembleSampler(
      potential: potential, map: map, initial: law, walkers: walkers, seed: 5, threads: 2)
    do throws(DynamicsError) {
      try sampler.advance(steps: steps, schedule: RecordSchedule(every: 10))
    } catch {
      guard case .diverged(let walker, let step, let size, let limit, _) = error else {
        throw error
      }
      return Report(
        walker: walker, step: step, stepSize: size, limit: limit, text: error.description)
    }
    throw Missing()
  }

  private struct Missing: Error {}

  /// The first step after which the oracle's walker is out of range.
  private func reference(
    _ report: Report, _ potential: any Potential, map: DampedVerlet, law: InitialLaw
  ) -> Int {
    let (q, p) = law.draw(
      walker: report.walker, dimension: map.dimension, generator: Philox(seed: 5, stream: 0))
    let oracle = ReferenceMap(map)
    var state = ReferenceMap.State(q: q, p: p)
    var step = 0
    while state.q.allSatisfy({ $0.magnitude <= 1e9 }) && state.p.allSatisfy(\.isFinite) {
      state = oracle.advance(state, potential.gradient(at:)).state
      step += 1
    }
    return step
  }

  /// A quadratic with micro terms beyond its stability limit, in several dimensions and with mass.
  @Test(arguments: 1...4) func unstableStepIsNamed(dimension d: Int) throws {
    var random = RandomProblems(seed: d)
    let stiffness = random.semidefinite(d, floor: 0.5)
    let inverseMass = random.semidefinite(d, floor: 0.5)
    let terms = (0..<d).flatMap { i in
      (0..<d).map { j in "(\(stiffness[i, j] / 2))*x[\(i + 1)]*x[\(j + 1)]" }
    }
    let micro = (1...d).map { "1e-4*cos(x[\($0)]/1e-4)" }
    let potential = try ExpressionPotential(
      (terms + micro).joined(separator: " + "), coordinates: ["x[\(d)]"])
    let root = try SymmetricEigen(inverseMass).map { $0.squareRoot() }
    let modes = try SymmetricEigen((root * stiffness * root).symmetrized)
    let limit = 2 / (try #require(modes.values.last)).squareRoot()
    let map = try DampedVerlet(
      step: 1.1 * limit, friction: 0.1 * Matrix.identity(d), inverseMass: inverseMass)
    let law = InitialLaw(
      positions: .normal(
        mean: [Double](repeating: 0, count: d), deviation: [Double](repeating: 1, count: d)))
    let report = try diverge(potential, map: map, law: law)
    // The micro terms make rounding grow, so that the two see different kicks, which change the
    // amplitude of the unstable mode by some factor. At 1.1 times the limit it grows by 2.4 a step:
    // eight steps are three orders of magnitude.
    #expect(abs(report.step - reference(report, potential, map: map, law: law)) <= 8)
    #expect(report.stepSize == map.step)
    let estimate = try #require(report.limit)
    #expect(abs(estimate / limit - 1) < 0.2, "\(estimate) for \(limit)")
    #expect(report.text.contains("step \(report.step)") && report.text.contains("choose a smaller"))
    // Half of the limit is stable.
    let sound = try EnsembleSampler(
      potential: potential,
      map: DampedVerlet(
        step: limit / 2, friction: 0.1 * Matrix.identity(d), inverseMass: inverseMass),
      initial: law, walkers: 40, seed: 5, threads: 2)
    try sound.advance(steps: 2000, schedule: RecordSchedule(every: 10))
    #expect(sound.stepsTaken == 2000)
  }

  /// A closure that stops being finite: the step is the one after which the oracle's state is not.
  @Test func gradientThatIsNotFinite() throws {
    let potential = ClosurePotential(
      dimension: 1, value: { $0[0] * $0[0] / 2 }, gradient: { $0[0] > 3 ? [.nan] : [-0.2] })
    let map = try DampedVerlet(step: 0.1, friction: 0.01 * Matrix.identity(1))
    let law = InitialLaw(positions: .normal(mean: [0], deviation: [0.5]), momentumDeviation: 0.1)
    let report = try diverge(potential, map: map, law: law)
    #expect(report.step == reference(report, potential, map: map, law: law))
    #expect(report.walker == 0)
    #expect(report.step > 20)
  }

  /// A potential that does not confine: the message must not blame the step.
  @Test func unboundedPotential() throws {
    let potential = try ExpressionPotential("x^2 - x^4", coordinates: ["x"])
    let map = try DampedVerlet(step: 0.05, friction: 0.1 * Matrix.identity(1))
    let law = InitialLaw(positions: .points([[0.1], [1.5], [0.2]]), momentumDeviation: 0)
    let report = try diverge(potential, map: map, law: law, walkers: 9)
    #expect(report.walker == 1)
    #expect(report.step == reference(report, potential, map: map, law: law))
    #expect(report.text.contains("choose a smaller step") && report.text.contains("confine"))
    if let limit = report.limit { #expect(limit > map.step) }
  }

  /// Steps count from the start of the run, over stretches and segments.
  @Test func laterStretchesCountOn() throws {
    // Grows by about 1 % per step from 1: runs away after some thousand steps.
    let potential = try ExpressionPotential("-0.005*x^2", coordinates: ["x"])
    let map = try DampedVerlet(step: 0.1, friction: 0.01 * Matrix.identity(1))
    let law = InitialLaw(positions: .points([[1.0]]), momentumDeviation: 0)
    let sampler = try EnsembleSampler(
      potential: potential, map: map, initial: law, walkers: 3, seed: 5, threads: 1)
    try sampler.advance(steps: 1000, schedule: RecordSchedule(every: 10))
    do throws(DynamicsError) {
      try sampler.advance(steps: 10_000, schedule: RecordSchedule(every: 10))
      Issue.record("a run-away walker was not noticed")
    } catch {
      guard case .diverged(let walker, let step, _, _, _) = error else { throw error }
      let report = Report(walker: walker, step: step, stepSize: 0.1, limit: nil, text: "")
      // Rounding differs between kernel and oracle, but nothing is chaotic here.
      #expect(abs(step - reference(report, potential, map: map, law: law)) <= 1)
      #expect(step > 1000)
    }
  }

  @Test func cancellation() throws {
    let potential = try ExpressionPotential("x^2/2", coordinates: ["x"])
    let sampler = try EnsembleSampler(
      potential: potential, map: DampedVerlet(step: 0.1, friction: .identity(1)),
      initial: InitialLaw(positions: .points([[1]])), walkers: 8, seed: 1, threads: 1)
    let cancellation = Cancellation()
    #expect(throws: DynamicsError.cancelled) {
      try sampler.advance(
        steps: 100_000, schedule: RecordSchedule(every: 10), cancellation: cancellation
      ) { done in
        if done >= 800 { cancellation.cancel() }
      }
    }
    #expect(sampler.stepsTaken == 800)
  }
}
