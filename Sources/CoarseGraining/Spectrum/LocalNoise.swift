import Dynamics
import LinearAlgebra
import Potentials
import Statistics

/// The covariance of ∇f in the neighbourhood of each walker, without mean and slope: the shape of the noise
/// of a step whose stride is about as long.
///
/// Around q points are drawn in pairs q ± δ, δ normal with deviation σ in every direction. The sum
/// e = ∇f(q + δ) + ∇f(q − δ) knows no slope, and half its covariance over the pairs no mean. A term
/// A ε cos(k·q/ε) contributes ½A²kkᵀ (1 − exp(−s²))², s = σ|k|/ε: 1 % at s = 0.33 and 96 % at s = 2. So
/// it tells the scales that a step leaps over from those that it follows as sharply as the step itself
/// does, needs no fit that resolves the latter, and has no sinks.
struct LocalNoise {
  /// The matrix of each walker.
  let matrices: [Matrix]

  /// Pairs of points about each walker.
  static let pairs = 16
  /// s at which half of a scale is seen.
  static let halfPhase = 1.108

  /// - Complexity: 2 · `pairs` gradients and `pairs` · d² operations for each position.
  init(
    _ potential: any Potential, at positions: [[Double]], deviation: Double, generator: Philox
  ) {
    matrices = positions.enumerated().map { walker, q in
      var points: [[Double]] = []
      for pair in 0..<Self.pairs {
        let delta = q.indices.map { i in
          deviation * generator.normals(UInt64(walker), UInt64(pair * q.count + i)).0
        }
        points.append(zip(q, delta).map { $0 + $1 })
        points.append(zip(q, delta).map { $0 - $1 })
      }
      return Self.halfCovariance(ofPairs: potential.gradients(at: points))
    }
  }

  /// Half the covariance of the sums of consecutive pairs.
  private static func halfCovariance(ofPairs gradients: [[Double]]) -> Matrix {
    let d = gradients[0].count
    var sums: [[Double]] = []
    var mean = [Double](repeating: 0, count: d)
    for pair in 0..<pairs {
      let sum = zip(gradients[2 * pair], gradients[2 * pair + 1]).map { $0 + $1 }
      for i in 0..<d { mean[i] += sum[i] / Double(pairs) }
      sums.append(sum)
    }
    var matrix = Matrix(rows: d, columns: d)
    for sum in sums {
      for i in 0..<d {
        for j in 0..<d { matrix[i, j] += (sum[i] - mean[i]) * (sum[j] - mean[j]) }
      }
    }
    let scale = 1 / Double(2 * (pairs - 1))
    return scale * matrix
  }
}
