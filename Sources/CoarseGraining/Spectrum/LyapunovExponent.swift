import Dynamics
import Foundation
import Potentials
import Statistics

/// The largest Lyapunov exponent of the damped Störmer–Verlet map with M = I and scalar friction, per
/// unit time: how fast two walkers that started side by side part.
///
/// Each of the given states gets a companion at a tiny distance, which is brought back to that distance
/// after every step (Benettin et al., 1980); the mean logarithm of the growth, over steps and states,
/// divided by h, is the exponent. The first quarter of the steps turns the separation into the
/// direction that grows most and is not counted. The error is from the scatter between the states.
///
/// - Parameters:
///   - potential: f.
///   - h: the step.
///   - friction: γ.
///   - states: positions and momenta in the stationary law.
///   - steps: how many steps the pairs take.
///   - separation: the distance of the companion, which must be far below the finest scale of f.
///   - generator: draws the directions of the separations.
/// - Returns: undefined for fewer than two states or when the separation vanishes.
/// - Complexity: 2 · states · steps gradients.
public func largestLyapunovExponent(
  of potential: any Potential, step h: Double, friction: Double,
  states: [(q: [Double], p: [Double])], steps: Int, separation: Double, generator: Philox
) -> Estimate {
  let n = states.count
  let d = potential.dimension
  guard n > 1, steps > 3, separation > 0 else { return .undefined }
  let decay = exp(-h * friction)
  let kick = h / 2 * (1 + decay)
  var q = states.map(\.q)
  var p = states.map(\.p)
  for (w, state) in states.enumerated() {
    let draws = (0..<d).map { generator.normals(UInt64(w), UInt64($0)) }
    let norm = draws.reduce(0) { $0 + $1.0 * $1.0 + $1.1 * $1.1 }.squareRoot()
    q.append(zip(state.q, draws).map { $0 + separation * $1.0 / norm })
    p.append(zip(state.p, draws).map { $0 + separation * $1.1 / norm })
  }
  var growth = [Double](repeating: 0, count: n)
  for s in 0..<steps {
    for w in 0..<(2 * n) { for i in 0..<d { q[w][i] += h / 2 * p[w][i] } }
    let gradients = potential.gradients(at: q)
    for w in 0..<(2 * n) {
      for i in 0..<d {
        p[w][i] = decay * p[w][i] - kick * gradients[w][i]
        q[w][i] += h / 2 * p[w][i]
      }
    }
    for w in 0..<n {
      var square = 0.0
      for i in 0..<d {
        let dq = q[n + w][i] - q[w][i]
        let dp = p[n + w][i] - p[w][i]
        square += dq * dq + dp * dp
      }
      let stretch = square.squareRoot() / separation
      guard stretch > 0, stretch.isFinite else { return .undefined }
      if s >= steps / 4 { growth[w] += log(stretch) }
      for i in 0..<d {
        q[n + w][i] = q[w][i] + (q[n + w][i] - q[w][i]) / stretch
        p[n + w][i] = p[w][i] + (p[n + w][i] - p[w][i]) / stretch
      }
    }
  }
  let time = Double(steps - steps / 4) * h
  return mean(ofIndependent: growth.map { $0 / time })
}
