import Dynamics
import Foundation
import LinearAlgebra
import Potentials
import Testing

@Suite struct VelocityVerletTests {
  private static let mass = Matrix(rows: [[1.2, 0.3], [0.3, 0.8]])

  private func anharmonic() throws -> ExpressionPotential {
    try ExpressionPotential("(x^2 - 1)^2 + 0.3*x*y + y^2 + 0.2*cos(3*y)", coordinates: ["x", "y"])
  }

  private func run(
    _ potential: any Potential, step: Double, steps: Int, from states: [PhasePoint]
  ) throws -> [PhasePoint] {
    let map = try VelocityVerlet(
      step: step, inverseMass: potential.dimension == 2 ? Self.mass : .identity(1))
    let ensemble = try TrajectoryEnsemble(
      potential: potential, integrator: .velocityVerlet(map), states: states, seed: 0, threads: 1)
    try ensemble.advance(records: 1, stepsPerRecord: steps)
    return states.indices.map { ensemble.state(ofWalker: $0) }
  }

  /// The error at t = 4 falls as h²: its slope between steps, and Richardson's extrapolation of the two
  /// finest as the reference, whose own error is of fourth order.
  @Test func secondOrder() throws {
    let potential = try anharmonic()
    let states = normalStates(24, mean: [0, 0, 0, 0], deviation: [0.8, 0.8, 0.8, 0.8], seed: 8)
    func end(_ steps: Int) throws -> [[Double]] {
      try run(potential, step: 4 / Double(steps), steps: steps, from: states).map { $0.q + $0.p }
    }
    let fine = zip(try end(12800), try end(25600)).map { a, b in
      zip(a, b).map { $1 + ($1 - $0) / 3 }
    }
    let errors = try [200, 400, 800, 1600].map { steps in
      zip(try end(steps), fine).reduce(0.0) { sum, pair in
        zip(pair.0, pair.1).reduce(sum) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      }.squareRoot()
    }
    let orders = zip(errors, errors.dropFirst()).map { log2($0 / $1) }
    #expect(orders.allSatisfy { abs($0 - 2) < 0.2 }, "\(orders)")
    // The departure from 2 is of relative order h², too: at the finest steps it is gone.
    #expect(abs(orders[2] - 2) < 0.03, "\(orders)")
    #expect(errors[0] > 1e-4)
  }

  /// Forward, flip the momentum, forward again, flip: the start, up to rounding.
  @Test func timeReversal() throws {
    let potential = try anharmonic()
    let states = normalStates(19, mean: [0, 0, 0, 0], deviation: [0.8, 0.8, 0.8, 0.8], seed: 9)
    func flipped(_ states: [PhasePoint]) -> [PhasePoint] {
      states.map { PhasePoint(q: $0.q, p: $0.p.map(-)) }
    }
    let there = try run(potential, step: 0.1, steps: 100, from: states)
    let back = flipped(try run(potential, step: 0.1, steps: 100, from: flipped(there)))
    let (moved, error) = zip(states, zip(there, back)).reduce((0.0, 0.0)) { worst, pair in
      let (a, (b, c)) = pair
      let distance = { (x: PhasePoint) in
        zip(a.q + a.p, x.q + x.p).reduce(0) { max($0, abs($1.0 - $1.1)) }
      }
      return (max(worst.0, distance(b)), max(worst.1, distance(c)))
    }
    #expect(moved > 1)
    // The rounding of 200 steps, which unstable trajectories enlarge some hundred times.
    #expect(error < 2e-11)
  }

  /// The Jacobian of 40 steps satisfies Jᵀ Ω J = Ω, to the error of central differences.
  @Test func symplectic() throws {
    let potential = try anharmonic()
    let (start, delta) = ([0.4, -0.3, 0.5, 0.2], 1e-5)
    let states = (0..<8).map { n in
      var x = start
      x[n / 2] += n % 2 == 0 ? delta : -delta
      return PhasePoint(q: Array(x[..<2]), p: Array(x[2...]))
    }
    let ends = try run(potential, step: 0.2, steps: 40, from: states).map { $0.q + $0.p }
    var jacobian = Matrix(rows: 4, columns: 4)
    for i in 0..<4 {
      for j in 0..<4 { jacobian[i, j] = (ends[2 * j][i] - ends[2 * j + 1][i]) / (2 * delta) }
    }
    let omega = Matrix(rows: [[0, 0, 1, 0], [0, 0, 0, 1], [-1, 0, 0, 0], [0, -1, 0, 0]])
    let product = jacobian.transpose * omega * jacobian
    #expect((product - omega).maxAbs < 5e-6)
    // The map is far from the identity, and far from one that only preserves lengths.
    #expect((jacobian.transpose * jacobian - .identity(4)).maxAbs > 1)
  }

  /// A pendulum over 10⁶ of its (longest) periods: eight amplitudes from 0.25 to 2 rad.
  @Test func energyErrorStaysBounded() throws {
    let potential = try ExpressionPotential("-cos(x)", coordinates: ["x"])
    let amplitudes = (1...8).map { Double($0) / 4 }
    let h = 0.4
    // Period 2π/agm(1, cos(θ/2)).
    var (a, g) = (1.0, cos(1.0))
    for _ in 0..<8 { (a, g) = ((a + g) / 2, (a * g).squareRoot()) }
    let records = 20_000
    let every = Int((2 * Double.pi / a * 1e6 / h / Double(records)).rounded(.up))
    let ensemble = try TrajectoryEnsemble(
      potential: potential,
      integrator: .velocityVerlet(VelocityVerlet(step: h, inverseMass: .identity(1))),
      states: amplitudes.map { PhasePoint(q: [$0], p: [0]) }, seed: 0, threads: 1)
    let path = PathRecorder(layout: ensemble.layout, dimension: 1, records: records + 1)
    try ensemble.advance(records: records, stepsPerRecord: every, observers: [path])
    for (walker, amplitude) in amplitudes.enumerated() {
      let energy = -cos(amplitude)
      let errors = (0...records).map { record in
        let state = path.state(walker, record: record)
        return state.p[0] * state.p[0] / 2 - cos(state.q[0]) - energy
      }
      func tenth(_ part: ArraySlice<Double>) -> (low: Double, high: Double, mean: Double) {
        (part.min() ?? 0, part.max() ?? 0, part.reduce(0, +) / Double(part.count))
      }
      let first = tenth(errors[1...(records / 10)])
      let last = tenth(errors[(9 * records / 10 + 1)...])
      let width = first.high - first.low
      // Of order h² of the kinetic energy.
      #expect(width > 1e-3 * (1 + energy) && width < h * h * (1 + energy), "\(amplitude): \(width)")
      #expect(abs(last.low - first.low) < 0.01 * width)
      #expect(abs(last.high - first.high) < 0.01 * width)
      #expect(abs(last.mean - first.mean) < 0.02 * width)
    }
  }
}
