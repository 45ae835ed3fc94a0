import Dynamics
import LinearAlgebra

/// A linear map with noise, x′ = A x + ξ, Cov(ξ) = Q, ξ independent from step to step: the dynamics of this program in
/// a harmonic potential ½ qᵀKq. All second moments are exact by linear algebra, so they are the truth that
/// estimates are held against.
public struct LinearMap: Sendable {
  /// A, n × n.
  public let propagator: Matrix
  /// Q, n × n.
  public let noise: Matrix

  /// A map from its matrices.
  public init(propagator: Matrix, noise: Matrix) {
    self.propagator = propagator
    self.noise = noise
  }

  /// BAOAB (docs/baoab.md) in ½ qᵀKq: x = (q, p), from one beginning of a noise interval to the next, with slow
  /// forces of ½ qᵀSq at its ends.
  public init(_ map: BAOAB, stiffness: Matrix, slow: Matrix? = nil) {
    let d = map.dimension
    let (one, zero) = (Matrix.identity(d), Matrix(rows: d, columns: d))
    let kick = Self.blocks(one, zero, (-map.step / 2) * stiffness, one)
    let drift = Self.blocks(one, (map.step / 2) * map.inverseMass, zero, one)
    let friction = Self.blocks(one, zero, zero, map.decay)
    let free = kick * drift * drift * kick
    func freeSteps(_ count: Int) -> Matrix {
      (0..<count).reduce(.identity(2 * d)) { m, _ in free * m }
    }
    let k = map.noiseInterval
    let slowKick = Self.blocks(
      one, zero, (-Double(k) * map.step / 2) * (slow ?? zero), one)
    let after = slowKick * freeSteps(k - 1 - k / 2) * kick * drift
    propagator = after * friction * drift * kick * freeSteps(k / 2) * slowKick
    noise = after * Self.blocks(zero, zero, zero, map.noise * map.noise.transpose) * after.transpose
  }

  /// The damped Störmer–Verlet map (docs/damped-verlet.md) in ½ qᵀKq, with a white gradient noise of covariance G:
  /// x = (q, p) at the ends of the steps.
  public init(_ map: DampedVerlet, stiffness: Matrix, gradientNoise: Matrix) {
    let d = map.dimension
    let (one, zero) = (Matrix.identity(d), Matrix(rows: d, columns: d))
    let drift = Self.blocks(one, (map.step / 2) * map.inverseMass, zero, one)
    let kick = Self.blocks(one, zero, -(map.kick * stiffness), map.decay)
    propagator = drift * kick * drift
    let response = drift * Self.blocks(zero, zero, zero, map.kick)
    noise = response * Self.blocks(zero, zero, zero, gradientNoise) * response.transpose
  }

  /// Gradient descent (docs/gradient-descent.md) in ½ xᵀKx, with a white gradient noise of covariance G.
  public init(_ map: GradientDescent, stiffness: Matrix, gradientNoise: Matrix) {
    let rate = map.step * map.preconditioner
    propagator = Matrix.identity(map.dimension) - rate * stiffness
    noise = rate * gradientNoise * rate
  }

  /// [a b; c e] of four d × d blocks.
  private static func blocks(_ a: Matrix, _ b: Matrix, _ c: Matrix, _ e: Matrix) -> Matrix {
    Matrix(
      rows: (0..<a.rows).map { a.row($0) + b.row($0) } + (0..<c.rows).map { c.row($0) + e.row($0) })
  }

  /// Σ of the discrete Lyapunov equation Σ = A Σ Aᵀ + Q: (I − A ⊗ A) vec Σ = vec Q. O(n⁶).
  public func stationaryCovariance() throws -> Matrix {
    let n = propagator.rows
    var system = Matrix.identity(n * n)
    for i in 0..<n {
      for j in 0..<n {
        for k in 0..<n {
          for l in 0..<n { system[i * n + j, k * n + l] -= propagator[i, k] * propagator[j, l] }
        }
      }
    }
    return Matrix(rows: n, columns: n, elements: try system.solve(noise.elements)).symmetrized
  }

  /// Aⁿ.
  public func power(_ steps: Int) -> Matrix {
    (0..<steps).reduce(.identity(propagator.rows)) { power, _ in propagator * power }
  }

  /// Cov(x_n) after a start with Cov(x₀).
  public func covariance(after steps: Int, from initial: Matrix) -> Matrix {
    (0..<steps).reduce(initial) { covariance, _ in
      propagator * covariance * propagator.transpose + noise
    }
  }

  /// The same map taken several steps at a time.
  public func repeated(_ steps: Int) -> LinearMap {
    LinearMap(
      propagator: power(steps),
      noise: covariance(after: steps, from: Matrix(rows: noise.rows, columns: noise.columns)))
  }

  /// The integrated autocorrelation time ½ + Σ_{k≥1} ρ_k of component i in the stationary law, in steps.
  public func autocorrelationTime(_ i: Int) throws -> Double {
    let covariance = try stationaryCovariance()
    let sum = try (Matrix.identity(propagator.rows) - propagator).solve(propagator * covariance)
    return 0.5 + sum[i, i] / covariance[i, i]
  }
}
