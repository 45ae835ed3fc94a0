import Foundation
import LinearAlgebra
import Potentials
import Statistics

/// A known V with T = 1, and samples of its equilibrium.
struct Target: Sendable {
  let potential: ExpressionPotential
  /// Lower and upper ends of a box that holds all but a negligible part of exp(−V).
  let box: [(lower: Double, upper: Double)]
  /// A lower bound of V.
  let floor: Double

  /// The confined Müller–Brown surface of muller-brown-mlp.toml.
  static func mullerBrown() throws -> Target {
    Target(
      potential: try ExpressionPotential(
        "0.05*(muller_brown(x, y) + 35.0136*(x + 0.033923)^2 + 59.8399*(y - 0.465694)^2)",
        coordinates: ["x", "y"]),
      box: [(-1.9, 1.7), (-1.1, 2.5)], floor: -5)
  }

  /// A harmonic well with ripples of wave number k and force 1 along both axes; amplitude 0 for none.
  static func ripples(waveNumber k: Double, amplitude: Double) throws -> Target {
    Target(
      potential: try ExpressionPotential(
        "(x^2 + y^2)/2 + a*(cos(k*x) + cos(k*y))/k", coordinates: ["x", "y"],
        parameters: ["k": k, "a": amplitude]),
      box: [(-5, 5), (-5, 5)], floor: -2 / k)
  }

  /// Independent samples of exp(−V) by rejection. The result is a function of count, seed and stream.
  func samples(_ count: Int, seed: UInt64, stream: UInt64) -> Matrix {
    let generator = Philox(seed: seed, stream: stream)
    let d = box.count
    var elements: [Double] = []
    elements.reserveCapacity(count * d)
    var next: UInt64 = 0
    while elements.count < count * d {
      var points: [[Double]] = []
      var heights: [Double] = []
      for _ in 0..<4096 {
        points.append(
          (0..<d).map { i in
            let (lower, upper) = box[i]
            return lower + (upper - lower) * generator.uniform(next, UInt64(i))
          })
        heights.append(generator.uniform(next, UInt64(d)))
        next += 1
      }
      for (n, value) in potential.values(at: points).enumerated()
      where heights[n] < Foundation.exp(floor - value) && elements.count < count * d {
        elements += points[n]
      }
    }
    return Matrix(rows: count, columns: d, elements: elements)
  }

  func values(at positions: Matrix) -> [Double] { potential.values(at: positions.rowArrays) }

  func gradients(at positions: Matrix) -> Matrix {
    Matrix(rows: potential.gradients(at: positions.rowArrays))
  }
}
