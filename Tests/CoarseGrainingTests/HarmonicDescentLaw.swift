import Dynamics
import LinearAlgebra
import Reference

/// The stationary law of gradient descent for V = ½ xᵀKx with white gradient noise of covariance G: the
/// solution of S = A S Aᵀ + η² D G D with A = I − ηDK.
struct HarmonicDescentLaw {
  /// Cov(x).
  let position: Matrix
  /// E[u uᵀ] and E[u′ uᵀ] of consecutive gradients u = Kx + g.
  let gradient: Matrix
  let lagged: Matrix
  private let dimension: Int

  init(_ map: GradientDescent, stiffness: Matrix, noise: Matrix) throws {
    let d = map.dimension
    let rate = map.step * map.preconditioner
    let linear = LinearMap(map, stiffness: stiffness, gradientNoise: noise)
    position = try linear.stationaryCovariance()
    gradient = (stiffness * position * stiffness + noise).symmetrized
    // x′ = A x − ηDg, so E[x′ uᵀ] = A S K − ηDG.
    lagged = stiffness * (linear.propagator * position * stiffness - rate * noise)
    dimension = d
  }

  /// The moments that two walkers would have, had they run for ever.
  func moments() -> WalkerMoments {
    let index = MomentAccumulator.Index(dimension: dimension)
    var sums = [Double](repeating: 0, count: 2 * index.count)
    for walker in 0..<2 {
      for i in 0..<dimension {
        sums[2 * index.positionSquare(i) + walker] = position[i, i]
        for j in 0..<dimension {
          sums[2 * index.momentumProduct(i, j) + walker] = gradient[i, j]
          sums[2 * index.laggedProduct(i, j) + walker] = lagged[i, j]
        }
      }
    }
    return WalkerMoments(
      layout: EnsembleLayout(walkers: 2), index: index, records: 1, sums: sums)
  }
}
