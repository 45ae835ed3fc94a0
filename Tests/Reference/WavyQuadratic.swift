import Foundation
import LinearAlgebra
import Potentials

/// V = ½ qᵀKq + Σ_j A_j cos(k_j·q + φ_j), as an expression and as closures.
public struct WavyQuadratic: Sendable {
  public let stiffness: Matrix
  public let waves: [(amplitude: Double, vector: [Double], phase: Double)]

  /// Curvatures of order one: in a few steps rounding does not grow.
  public init(dimension d: Int, using random: inout RandomProblems) {
    stiffness = random.semidefinite(d, floor: 0.3)
    waves = (0..<3).map { _ in
      (random.uniform(0.1...0.4), random.normals(d), random.uniform(0...6))
    }
  }

  public var dimension: Int { stiffness.rows }

  public func value(_ q: [Double]) -> Double {
    waves.reduce(stiffness.bilinear(q, q) / 2) { sum, wave in
      sum + wave.amplitude * cos(zip(wave.vector, q).reduce(wave.phase) { $0 + $1.0 * $1.1 })
    }
  }

  public func gradient(_ q: [Double]) -> [Double] {
    var g = stiffness * q
    for wave in waves {
      let angle = zip(wave.vector, q).reduce(wave.phase) { $0 + $1.0 * $1.1 }
      for i in q.indices { g[i] -= wave.amplitude * wave.vector[i] * sin(angle) }
    }
    return g
  }

  public var closures: ClosurePotential {
    ClosurePotential(dimension: dimension, value: value, gradient: gradient)
  }

  public func expression() throws -> ExpressionPotential {
    let d = dimension
    var terms: [String] = []
    for i in 0..<d {
      for j in 0..<d { terms.append("(\(stiffness[i, j] / 2))*x[\(i + 1)]*x[\(j + 1)]") }
    }
    for wave in waves {
      let angle = wave.vector.enumerated().map { "(\($1))*x[\($0 + 1)]" }.joined(separator: " + ")
      terms.append("\(wave.amplitude)*cos(\(angle) + \(wave.phase))")
    }
    return try ExpressionPotential(terms.joined(separator: " + "), coordinates: ["x[\(d)]"])
  }
}
