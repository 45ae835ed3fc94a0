import Dynamics
import LinearAlgebra
import Potentials
import Reference
import Testing

@Suite struct TrajectoryDivergenceTests {
  private struct Report {
    let walker: Int
    let step: Int
    let stepSize: Double
    let limit: Double?
    let text: String
  }

  private struct Missing: Error {}

  /// Runs until the divergence that must come.
  private func diverge(_ ensemble: TrajectoryEnsemble, stepsPerRecord: Int = 9) throws -> Report {
    do throws(DynamicsError) {
      try ensemble.advance(records: 20_000 / stepsPerRecord, stepsPerRecord: stepsPerRecord)
    } catch {
      guard case .diverged(let walker, let step, let size, let limit, _) = error else {
        throw error
      }
      return Report(
        walker: walker, step: step, stepSize: size, limit: limit, text: error.description)
    }
    throw Missing()
  }

  /// The first step after which the oracle's walker is out of range.
  private func reference(
    _ integrator: Integrator, _ start: PhasePoint, walker: Int,
    _ gradient: ([Double]) -> [Double]
  ) -> Int {
    let oracle = ReferenceIntegrator(integrator, seed: 3)
    var (state, step) = (start, 0)
    while state.q.allSatisfy({ $0.magnitude <= 1e9 }) && state.p.allSatisfy(\.isFinite) {
      state = oracle.advance(state, walker: walker, from: step, steps: 1, gradient)
      step += 1
    }
    return step
  }

  private static func integrators(step: Double, dimension d: Int) throws -> [Integrator] {
    [
      .velocityVerlet(try VelocityVerlet(step: step, inverseMass: .identity(d))),
      .baoab(try BAOAB(step: step, friction: 0.1 * .identity(d), temperature: 0.5)),
    ]
  }

  /// Beyond 2/√λ_max, which micro terms decide as well: the message names the limit.
  @Test func stepBeyondTheLimit() throws {
    // Micro curvature 1/ε = 100 beside 1 and 3; with ½x² the walkers pass many micro minima.
    let potential = try ExpressionPotential(
      "x^2/2 + 1.5*y^2 + 0.01*cos(x/0.01)", coordinates: ["x", "y"])
    let smooth = try ExpressionPotential("x^2/2 + 1.5*y^2 + 0.3*x*y", coordinates: ["x", "y"])
    let states = normalStates(40, mean: [0, 0, 0, 0], deviation: [1, 1, 0.3, 0.3], seed: 71)
    let limit = 2 / 3.0437.squareRoot()
    for integrator in try Self.integrators(step: 1.1 * limit, dimension: 2) {
      let ensemble = try TrajectoryEnsemble(
        potential: smooth, integrator: integrator, states: states, seed: 3, threads: 2)
      let report = try diverge(ensemble)
      let expected = reference(
        integrator, states[report.walker], walker: report.walker, smooth.gradient(at:))
      #expect(abs(report.step - expected) <= 1)
      #expect(report.stepSize == integrator.step)
      #expect(abs(try #require(report.limit) / limit - 1) < 1e-3)
      #expect(report.text.contains("walker \(report.walker) ") && report.text.contains("smaller"))
      #expect(report.text.contains("step \(report.step) "))

      let rough = try TrajectoryEnsemble(
        potential: potential, integrator: integrator, states: states, seed: 3, threads: 2)
      #expect(abs(try #require(try diverge(rough).limit) / (2 / 101.0.squareRoot()) - 1) < 0.05)
    }
    for integrator in try Self.integrators(step: 0.9 * limit, dimension: 2) {
      let sound = try TrajectoryEnsemble(
        potential: smooth, integrator: integrator, states: states, seed: 3, threads: 2)
      try sound.advance(records: 20, stepsPerRecord: 100)
      #expect(sound.stepsTaken == 2000)
    }
  }

  /// Steps count from the start of the run, over calls and segments; the walker is the right one.
  @Test func laterCallsCountOn() throws {
    let potential = try ExpressionPotential("-0.005*x^2", coordinates: ["x"])
    var states = [PhasePoint](repeating: PhasePoint(q: [0], p: [0]), count: 100)
    states[71].q = [1]
    let integrator = try Self.integrators(step: 0.1, dimension: 1)[0]
    let ensemble = try TrajectoryEnsemble(
      potential: potential, integrator: integrator, states: states, seed: 3, threads: 2)
    try ensemble.advance(records: 10, stepsPerRecord: 100)
    let report = try diverge(ensemble)
    #expect(report.walker == 71)
    let expected = reference(integrator, states[71], walker: 71, potential.gradient(at:))
    #expect(abs(report.step - expected) <= 1 && expected > 1500)
    #expect(report.limit == nil && report.text.contains("confines"))
  }

  /// A gradient that stops being finite, in a closure and from the first step.
  @Test func gradientThatIsNotFinite() throws {
    let potential = ClosurePotential(
      dimension: 1, value: { $0[0] * $0[0] / 2 }, gradient: { $0[0] > 3 ? [.nan] : [-0.2] })
    for integrator in try Self.integrators(step: 0.1, dimension: 1) {
      let states = normalStates(12, mean: [0, 0], deviation: [0.5, 0.1], seed: 72)
      let ensemble = try TrajectoryEnsemble(
        potential: potential, integrator: integrator, states: states, seed: 3, threads: 2)
      let report = try diverge(ensemble)
      let expected = reference(
        integrator, states[report.walker], walker: report.walker, potential.gradient(at:))
      #expect(report.step == expected && report.step > 20)
      let doomed = try TrajectoryEnsemble(
        potential: potential, integrator: integrator,
        states: states + [PhasePoint(q: [3.5], p: [0])], seed: 3, threads: 2)
      let first = try diverge(doomed, stepsPerRecord: 1)
      #expect(first.walker == 12 || first.walker == report.walker)
    }
  }
}
