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
  let decay = exp(-h * friction)
  let kick = h / 2 * (1 + decay)
  let d = potential.dimension
  return Companions(
    states: states.map { $0.q + $0.p }, separation: separation, generator: generator
  ).exponent(steps: steps, step: h) { walkers in
    for w in walkers.indices { for i in 0..<d { walkers[w][i] += h / 2 * walkers[w][d + i] } }
    let gradients = potential.gradients(at: walkers.map { Array($0[..<d]) })
    for w in walkers.indices {
      for i in 0..<d {
        walkers[w][d + i] = decay * walkers[w][d + i] - kick * gradients[w][i]
        walkers[w][i] += h / 2 * walkers[w][d + i]
      }
    }
  }
}

/// The same of gradient descent x′ = x − η∇f(x), per unit time of η times steps.
public func largestLyapunovExponent(
  of potential: any Potential, learningRate: Double, positions: [[Double]], steps: Int,
  separation: Double, generator: Philox
) -> Estimate {
  Companions(states: positions, separation: separation, generator: generator)
    .exponent(steps: steps, step: learningRate) { walkers in
      let gradients = potential.gradients(at: walkers)
      for w in walkers.indices {
        for i in walkers[w].indices { walkers[w][i] -= learningRate * gradients[w][i] }
      }
    }
}

/// States, each with a companion at a tiny distance.
private struct Companions {
  /// States in one order, then their companions in the same one.
  private var walkers: [[Double]]
  private let count: Int
  private let separation: Double

  init(states: [[Double]], separation: Double, generator: Philox) {
    count = states.count
    self.separation = separation
    walkers = states
    for (w, state) in states.enumerated() {
      let draws = state.indices.map { generator.normals(UInt64(w), UInt64($0)).0 }
      let norm = draws.reduce(0) { $0 + $1 * $1 }.squareRoot()
      walkers.append(zip(state, draws).map { $0 + separation * $1 / norm })
    }
  }

  /// The mean logarithm of the growth of the distances in a step, over its length.
  func exponent(
    steps: Int, step: Double, _ advance: (inout [[Double]]) -> Void
  ) -> Estimate {
    guard count > 1, steps > 3, separation > 0 else { return .undefined }
    var walkers = walkers
    var growth = [Double](repeating: 0, count: count)
    for s in 0..<steps {
      advance(&walkers)
      for w in 0..<count {
        let square = zip(walkers[w], walkers[count + w]).reduce(0) {
          $0 + ($1.1 - $1.0) * ($1.1 - $1.0)
        }
        let stretch = square.squareRoot() / separation
        guard stretch > 0, stretch.isFinite else { return .undefined }
        if s >= steps / 4 { growth[w] += log(stretch) }
        for i in walkers[w].indices {
          let x = walkers[w][i]
          walkers[count + w][i] = x + (walkers[count + w][i] - x) / stretch
        }
      }
    }
    let time = Double(steps - steps / 4) * step
    return mean(ofIndependent: growth.map { $0 / time })
  }
}
