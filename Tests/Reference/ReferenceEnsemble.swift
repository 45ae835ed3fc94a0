import Dynamics
import LinearAlgebra
import Statistics

/// The slow oracle of an ensemble: one walker after the other, and all records kept.
public struct ReferenceEnsemble {
  /// What happened in a recorded step.
  public struct Record: Sendable {
    public let position: [Double]
    public let momentum: [Double]
    /// p before the step.
    public let previousMomentum: [Double]
    /// q½, and ∇f there.
    public let midpoint: [Double]
    public let gradient: [Double]
  }

  /// The records of each walker, in the order of time.
  public let records: [[Record]]

  /// Takes every walker from its first state through a burn-in and `steps` recorded ones, of which every
  /// `every`-th is kept.
  public init(
    _ map: ReferenceMap, states: [ReferenceMap.State], burnIn: Int, steps: Int, every: Int,
    _ gradient: ([Double]) -> [Double]
  ) {
    records = states.map { start in
      var state = map.advance(start, steps: burnIn, gradient)
      var kept: [Record] = []
      for step in 1...steps {
        let before = state.p
        let (next, midpoint, force) = map.advance(state, gradient)
        state = next
        guard step % every == 0 else { continue }
        kept.append(
          Record(
            position: state.q, momentum: state.p, previousMomentum: before, midpoint: midpoint,
            gradient: force))
      }
      return kept
    }
  }

  /// The first states of an ensemble of the library.
  public static func states(
    _ law: InitialLaw, walkers: Int, dimension: Int, seed: UInt64, run: UInt64
  ) -> [ReferenceMap.State] {
    let draws = Philox(seed: seed, stream: 2 * run)
    return (0..<walkers).map { walker in
      let (q, p) = law.draw(walker: walker, dimension: dimension, generator: draws)
      return ReferenceMap.State(q: q, p: p)
    }
  }

  /// The mean of a quantity over all records, with the standard error from the walkers, which are
  /// independent.
  public func mean(_ quantity: (Record) -> Double) -> (value: Double, standardError: Double) {
    let means = records.map { records in
      records.reduce(0) { $0 + quantity($1) } / Double(records.count)
    }
    let n = Double(means.count)
    let mean = means.reduce(0, +) / n
    let variance = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
    return (mean, (variance / n).squareRoot())
  }

  /// E[p pᵀ].
  public func momentumCovariance() -> Matrix { matrix { $0.momentum[$1] * $0.momentum[$2] } }

  /// Θ = (I + E)⁻¹ E[p′(p′ + p)ᵀ] M⁻¹, which is T·I in equilibrium.
  public func temperatureMatrix(_ map: ReferenceMap) -> Matrix {
    let products = matrix { $0.momentum[$1] * ($0.momentum[$2] + $0.previousMomentum[$2]) }
    let d = products.rows
    let sum = Matrix.identity(d) + map.decay
    return (Matrix(rows: inverted(sum.rowArrays)) * products * map.inverseMass).symmetrized
  }

  private func matrix(_ entry: (Record, Int, Int) -> Double) -> Matrix {
    let d = records[0][0].momentum.count
    var result = Matrix(rows: d, columns: d)
    for i in 0..<d {
      for j in 0..<d { result[i, j] = mean { entry($0, i, j) }.value }
    }
    return result
  }
}
