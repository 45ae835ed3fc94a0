import Dynamics
import LinearAlgebra
import Statistics

/// BAOAB on f = ½ qᵀKq is a linear map with Gaussian noise: x′ = A x + ξ, x = (q, p), Cov(ξ) = Q. Its
/// moments are exact by linear algebra.
struct LinearLangevin {
  let map: BAOAB
  /// A, 2d × 2d.
  let propagator: Matrix
  /// Q.
  let noise: Matrix

  init(_ map: BAOAB, stiffness: Matrix) {
    self.map = map
    let d = map.dimension
    let (one, zero) = (Matrix.identity(d), Matrix(rows: d, columns: d))
    let kick = Self.blocks(one, zero, (-map.step / 2) * stiffness, one)
    let drift = Self.blocks(one, (map.step / 2) * map.inverseMass, zero, one)
    let friction = Self.blocks(one, zero, zero, map.decay)
    let after = kick * drift
    propagator = after * friction * drift * kick
    noise = after * Self.blocks(zero, zero, zero, map.noise * map.noise.transpose) * after.transpose
  }

  private static func blocks(_ a: Matrix, _ b: Matrix, _ c: Matrix, _ e: Matrix) -> Matrix {
    Matrix(
      rows: (0..<a.rows).map { a.row($0) + b.row($0) } + (0..<c.rows).map { c.row($0) + e.row($0) })
  }

  /// Σ of the discrete Lyapunov equation Σ = A Σ Aᵀ + Q: (I − A ⊗ A) vec Σ = vec Q.
  func stationaryCovariance() throws -> Matrix {
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
  func power(_ steps: Int) -> Matrix {
    (0..<steps).reduce(.identity(propagator.rows)) { power, _ in propagator * power }
  }

  /// Cov(x_n) after a start with Cov(x₀).
  func covariance(after steps: Int, from initial: Matrix) -> Matrix {
    (0..<steps).reduce(initial) { covariance, _ in
      propagator * covariance * propagator.transpose + noise
    }
  }
}

/// States with independent normal components: means and standard deviations of (q, p).
func normalStates(_ count: Int, mean: [Double], deviation: [Double], seed: UInt64) -> [PhasePoint] {
  let generator = Philox(seed: seed, stream: 99)
  let d = mean.count / 2
  return (0..<count).map { walker in
    let x = mean.indices.map { i in
      mean[i] + deviation[i] * generator.normals(UInt64(walker), UInt64(i)).0
    }
    return PhasePoint(q: Array(x[..<d]), p: Array(x[d...]))
  }
}

/// The mean of f over the walkers, which are independent, with its error.
func mean(over walkers: Int, _ f: (Int) -> Double) -> Estimate {
  mean(ofIndependent: (0..<walkers).map(f))
}
