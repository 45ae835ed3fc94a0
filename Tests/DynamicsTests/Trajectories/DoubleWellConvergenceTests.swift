import Dynamics
import Foundation
import LinearAlgebra
import Potentials
import Statistics
import Testing

/// The step's bias of ⟨q²⟩ on an anharmonic potential, where BAOAB is of second order.
@Suite struct DoubleWellConvergenceTests {
  private static let temperature = 1.0

  /// ⟨x²⟩ of exp(−(x² − 1)²/T): the trapezoidal rule converges exponentially here.
  private static var exact: Double {
    var (norm, square) = (0.0, 0.0)
    for n in -4000...4000 {
      let x = Double(n) / 1000
      let weight = exp(-(x * x - 1) * (x * x - 1) / temperature)
      norm += weight
      square += weight * x * x
    }
    return square / norm
  }

  /// Accumulates each walker's sum of q².
  private final class Squares: TrajectoryObserver, @unchecked Sendable {
    let sums: UnsafeMutableBufferPointer<Double>
    let first: Int

    init(walkers: Int, from first: Int) {
      sums = .allocate(capacity: walkers)
      sums.initialize(repeating: 0)
      self.first = first
    }

    deinit { sums.deallocate() }

    func observe(_ frame: borrowing TrajectoryFrame) {
      guard frame.record >= first else { return }
      for lane in 0..<frame.lanes {
        let q = frame.position[lane]
        sums[frame.firstWalker + lane] += q * q
      }
    }
  }

  /// ⟨q²⟩ − exact at a step, over a physical time per walker.
  private func bias(step: Double, walkers: Int, time: Double) throws -> Estimate {
    let every = Int((0.2 / step).rounded())
    let (burnIn, records) = (
      Int(15 / step / Double(every)), Int(time / step / Double(every))
    )
    let states = normalStates(walkers, mean: [0, 0], deviation: [0.8, 1], seed: 81)
    let ensemble = try TrajectoryEnsemble(
      potential: ExpressionPotential("(x^2 - 1)^2", coordinates: ["x"]),
      integrator: .baoab(
        BAOAB(step: step, friction: .identity(1), temperature: Self.temperature)),
      states: states, seed: 82, run: UInt64(1000 * step), threads: 2)
    let squares = Squares(walkers: walkers, from: burnIn + 1)
    try ensemble.advance(
      records: burnIn + records, stepsPerRecord: every, observers: [squares])
    return mean(ofIndependent: squares.sums.map { $0 / Double(records) - Self.exact })
  }

  @Test func secondOrder() throws {
    let clock = ContinuousClock()
    for h in [0.1, 0.125, 0.15, 0.18, 0.21, 0.25] {
      let t0 = clock.now
      let b = try bias(step: h, walkers: 8192, time: 500)
      print(h, b, b.value / (h * h), clock.now - t0)
    }
  }
}
