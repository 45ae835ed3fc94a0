import Foundation
import LinearAlgebra

extension WaveNumberFit {
  struct Line {
    enum Shape {
      /// K(kδ), given log k.
      case wave(Double)
      /// (δ/L)^n, given n.
      case power(Double)
    }

    var shape: Shape
    /// log S.
    var level: Double

    var strength: Double { exp(level) }

    /// log k; −∞ of a power.
    var position: Double {
      switch shape {
      case .wave(let position): position
      case .power: -.infinity
      }
    }
  }

  /// The curves that lines are made of.
  struct Curves {
    let kernel: IncrementKernel
    /// log L.
    let extent: Double

    /// At a distance, given its logarithm.
    func value(_ shape: Line.Shape, _ distance: Double) -> Double {
      switch shape {
      case .wave(let position): kernel(log: position + distance)
      case .power(let exponent): exp(exponent * (distance - extent))
      }
    }

    /// The derivative by log k.
    func slope(_ shape: Line.Shape, _ distance: Double) -> Double {
      switch shape {
      case .wave(let position): kernel.slope(log: position + distance)
      case .power: 0
      }
    }

    /// Σ_j S_j times the curve of line j.
    func sum(_ lines: [Line], _ distance: Double) -> Double {
      lines.reduce(0) { $0 + $1.strength * value($1.shape, distance) }
    }
  }

  /// JᵀJ of columns that are already divided by the errors.
  static func normalMatrix(_ columns: [[Double]]) -> Matrix {
    var normal = Matrix(rows: columns.count, columns: columns.count)
    for a in columns.indices {
      for b in 0...a {
        let product = zip(columns[a], columns[b]).reduce(0) { $0 + $1.0 * $1.1 }
        normal[a, b] = product
        normal[b, a] = product
      }
    }
    return normal
  }

  /// The inverse of a normal matrix, without the directions that are not determined.
  static func inverse(_ normal: Matrix) -> Matrix {
    let n = normal.rows
    let scales = normal.diagonalElements.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
    var scaled = normal
    for a in 0..<n {
      for b in 0..<n { scaled[a, b] *= scales[a] * scales[b] }
    }
    var result = Matrix(rows: n, columns: n)
    guard let eigen = try? SymmetricEigen(scaled), let largest = eigen.values.last else {
      return result
    }
    for (k, value) in eigen.values.enumerated() where value > 1e-12 * largest {
      for a in 0..<n {
        for b in 0..<n {
          result[a, b] += scales[a] * scales[b] * eigen.vectors[a, k] * eigen.vectors[b, k] / value
        }
      }
    }
    return result
  }
}
