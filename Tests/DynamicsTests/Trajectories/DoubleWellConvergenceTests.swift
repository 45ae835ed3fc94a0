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

  /// ⟨q²⟩ − exact at a step, from so many steps of all walkers together.
  private func bias(step: Double, steps: Int) throws -> Estimate {
    let walkers = 4096
    let every = Int((0.25 / step).rounded())
    let (burnIn, records) = (Int(40 / step) / every, steps / walkers / every)
    let ensemble = try TrajectoryEnsemble(
      potential: ExpressionPotential("(x^2 - 1)^2", coordinates: ["x"]),
      integrator: .baoab(
        BAOAB(step: step, friction: Matrix(rows: [[0.3]]), temperature: Self.temperature)),
      states: normalStates(walkers, mean: [1, 0], deviation: [0.2, 1], seed: 81), seed: 82,
      run: UInt64(1000 * step), threads: 2)
    let squares = Squares(walkers: walkers, from: burnIn + 1)
    try ensemble.advance(records: burnIn + records, stepsPerRecord: every, observers: [squares])
    return mean(ofIndependent: squares.sums.map { $0 / Double(records) - Self.exact })
  }

  /// Weighted least squares of y = a + b x: a, b and their errors.
  private func line(_ x: [Double], _ y: [Estimate]) -> (a: Estimate, b: Estimate) {
    let w = y.map { 1 / ($0.standardError * $0.standardError) }
    let total = w.reduce(0, +)
    let centre = zip(w, x).reduce(0) { $0 + $1.0 * $1.1 } / total
    let mean = zip(w, y).reduce(0) { $0 + $1.0 * $1.1.value } / total
    let (xx, xy) = zip(w, zip(x, y)).reduce((0.0, 0.0)) { sum, point in
      let (w, (x, y)) = point
      return (sum.0 + w * (x - centre) * (x - centre), sum.1 + w * (x - centre) * y.value)
    }
    return (
      Estimate(
        value: mean - xy / xx * centre,
        standardError: (1 / total + centre * centre / xx).squareRoot()),
      Estimate(value: xy / xx, standardError: 1 / xx.squareRoot())
    )
  }

  /// The exponent of h from a fit of log |bias|, and ⟨q²⟩ at h → 0 from a straight line in h².
  @Test func secondOrder() throws {
    // At 0.23 the steep flanks are stable up to V = 30 T; at 0.12 the small bias needs most of the steps.
    let steps = [(0.23, 10_000_000), (0.17, 16_000_000), (0.12, 60_000_000)]
    let h = steps.map(\.0)
    let biases = try steps.map { try bias(step: $0, steps: $1) }
    for bias in biases {
      #expect(bias.deviation(from: 0) < -8, "\(bias)")
      #expect(abs(bias.value) < 0.01, "\(bias)")
    }
    let order = line(
      h.map { log($0) },
      biases.map { Estimate(value: log(-$0.value), standardError: $0.relativeError) }
    ).b
    #expect(abs(order.deviation(from: 2)) < 5, "\(order)")
    #expect(order.standardError < 0.2, "\(order)")
    let limit = line(h.map { $0 * $0 }, biases).a
    #expect(abs(limit.deviation(from: 0)) < 5, "\(limit)")
  }
}
