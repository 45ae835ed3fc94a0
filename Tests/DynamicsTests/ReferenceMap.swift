import Dynamics
import Foundation
import LinearAlgebra
import Potentials

/// The slow oracle of the step kernels: one walker, plain scalar loops, straight from
///
///     q½ = q + (h/2) M⁻¹ p
///     p′ = E p − a ∇f(q½),     E = exp(−h Γ M⁻¹),   a = (h/2)(I + E)
///     q′ = q½ + (h/2) M⁻¹ p′
///
/// with E by Taylor's series.
struct ReferenceMap {
  let step: Double
  let inverseMass: Matrix
  let decay: Matrix
  let kick: Matrix

  init(_ map: DampedVerlet) {
    step = map.step
    inverseMass = map.inverseMass
    decay = taylorExponential(-map.step * (map.friction * map.inverseMass))
    kick = (step / 2) * (Matrix.identity(map.dimension) + decay)
  }

  struct State {
    var q: [Double]
    var p: [Double]
  }

  /// One step, with everything that an observer may see of it.
  func advance(
    _ state: State, _ gradient: ([Double]) -> [Double]
  ) -> (state: State, midpoint: [Double], gradient: [Double]) {
    let d = state.q.count
    var middle = state.q
    for i in 0..<d {
      for j in 0..<d { middle[i] += step / 2 * inverseMass[i, j] * state.p[j] }
    }
    let g = gradient(middle)
    var p = [Double](repeating: 0, count: d)
    for i in 0..<d {
      for j in 0..<d { p[i] += decay[i, j] * state.p[j] - kick[i, j] * g[j] }
    }
    var q = middle
    for i in 0..<d {
      for j in 0..<d { q[i] += step / 2 * inverseMass[i, j] * p[j] }
    }
    return (State(q: q, p: p), middle, g)
  }

  func advance(_ state: State, steps: Int, _ gradient: ([Double]) -> [Double]) -> State {
    (0..<steps).reduce(state) { state, _ in advance(state, gradient).state }
  }
}

/// V = ½ qᵀKq + Σ_j A_j cos(k_j·q + φ_j), as an expression and as closures.
struct WavyQuadratic: Sendable {
  let stiffness: Matrix
  let waves: [(amplitude: Double, vector: [Double], phase: Double)]

  /// Curvatures of order one: in a few steps rounding does not grow.
  init(dimension d: Int, using random: inout RandomProblems) {
    stiffness = random.semidefinite(d, floor: 0.3)
    waves = (0..<3).map { _ in
      (random.uniform(0.1...0.4), random.normals(d), random.uniform(0...6))
    }
  }

  var dimension: Int { stiffness.rows }

  func value(_ q: [Double]) -> Double {
    waves.reduce(stiffness.bilinear(q, q) / 2) { sum, wave in
      sum + wave.amplitude * cos(zip(wave.vector, q).reduce(wave.phase) { $0 + $1.0 * $1.1 })
    }
  }

  func gradient(_ q: [Double]) -> [Double] {
    var g = stiffness * q
    for wave in waves {
      let angle = zip(wave.vector, q).reduce(wave.phase) { $0 + $1.0 * $1.1 }
      for i in q.indices { g[i] -= wave.amplitude * wave.vector[i] * sin(angle) }
    }
    return g
  }

  var closures: ClosurePotential {
    ClosurePotential(dimension: dimension, value: value, gradient: gradient)
  }

  func expression() throws -> ExpressionPotential {
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
