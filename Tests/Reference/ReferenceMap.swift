import Dynamics
import LinearAlgebra

/// The slow oracle of the step kernels: one walker, plain scalar loops, straight from
///
///     q½ = q + (h/2) M⁻¹ p
///     p′ = E p − a ∇f(q½),     E = exp(−h Γ M⁻¹),   a = (h/2)(I + E)
///     q′ = q½ + (h/2) M⁻¹ p′
///
/// with E by Taylor's series.
public struct ReferenceMap {
  public let step: Double
  public let inverseMass: Matrix
  public let decay: Matrix
  public let kick: Matrix

  public init(step: Double, friction: Matrix, inverseMass: Matrix) {
    self.step = step
    self.inverseMass = inverseMass
    decay = taylorExponential(-step * (friction * inverseMass))
    kick = (step / 2) * (Matrix.identity(friction.rows) + decay)
  }

  /// The oracle of a map of the library, of which nothing is taken but what defines it.
  public init(_ map: DampedVerlet) {
    self.init(step: map.step, friction: map.friction, inverseMass: map.inverseMass)
  }

  public struct State: Sendable {
    public var q: [Double]
    public var p: [Double]

    public init(q: [Double], p: [Double]) {
      self.q = q
      self.p = p
    }
  }

  /// One step, with everything that an observer may see of it.
  public func advance(
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

  public func advance(_ state: State, steps: Int, _ gradient: ([Double]) -> [Double]) -> State {
    (0..<steps).reduce(state) { state, _ in advance(state, gradient).state }
  }
}
