import Foundation
import LinearAlgebra
import Potentials

/// f = ½ qᵀKq + Σ_j A_j ε cos(k_j·q/ε + φ_j), with ε far below every step: V and G are known.
public struct MultiscaleProblem: Sendable {
  public let stiffness: Matrix
  public let waves: [(amplitude: Double, vector: [Double], phase: Double)]
  public let epsilon = 1e-5

  /// Integer wave vectors that span the space, so that G is positive definite.
  public init(dimension d: Int, using random: inout RandomProblems) {
    stiffness = random.semidefinite(d, floor: 0.5)
    waves = (0..<d).map { j in
      let vector = (0..<d).map { i in i == j ? 1 : i == (j + 1) % d ? 2.0 : 0 }
      return (random.uniform(1...2), vector, random.uniform(0...6))
    }
  }

  /// G = ½ Σ A² k kᵀ.
  public var noiseCovariance: Matrix {
    waves.reduce(Matrix(rows: stiffness.rows, columns: stiffness.rows)) { sum, wave in
      sum + (wave.amplitude * wave.amplitude / 2) * Matrix.outer(wave.vector, wave.vector)
    }
  }

  public func gradient(_ q: [Double]) -> [Double] {
    var g = stiffness * q
    for wave in waves {
      let angle = zip(wave.vector, q).reduce(0) { $0 + $1.0 * $1.1 } / epsilon + wave.phase
      for i in q.indices { g[i] -= wave.amplitude * wave.vector[i] * sin(angle) }
    }
    return g
  }

  public func expression() throws -> ExpressionPotential {
    let d = stiffness.rows
    var terms: [String] = []
    for i in 0..<d {
      for j in 0..<d { terms.append("(\(stiffness[i, j] / 2))*x[\(i + 1)]*x[\(j + 1)]") }
    }
    for wave in waves {
      let angle = wave.vector.enumerated().map { "\($1)*x[\($0 + 1)]" }.joined(separator: " + ")
      terms.append("\(wave.amplitude * epsilon)*cos((\(angle))/\(epsilon) + \(wave.phase))")
    }
    return try ExpressionPotential(terms.joined(separator: " + "), coordinates: ["x[\(d)]"])
  }
}
