import Foundation

/// The generalised Pareto law of excesses x > 0 over a threshold: P(X > x) = (1 + k x/σ)^(−1/k); heavy-tailed
/// for k > 0, with moments of order below 1/k only.
package struct GeneralisedPareto: Equatable, Sendable {
  /// The shape k.
  package let shape: Double
  /// The scale σ.
  package let scale: Double

  /// Fits ascending positive excesses by the quasi-Bayesian estimator of Zhang & Stephens, Technometrics
  /// 51, 316 (2009), the shape drawn towards ½ as if by ten samples (Vehtari et al., JMLR 25(72), 2024,
  /// appendix G). O(n^1.5).
  ///
  /// Undefined (NaN) for fewer than five excesses, or equal ones.
  package init(ascending x: [Double]) {
    let n = Double(x.count)
    guard x.count >= 5, let last = x.last, x[0] > 0, last > x[0] else {
      (shape, scale) = (.nan, .nan)
      return
    }
    // Profile over b = −k/σ on the grid of the authors; 30 + √n points.
    let points = 30 + Int(n.squareRoot())
    let quartile = x[Int(n / 4 + 0.5) - 1]
    let grid = (1...points).map { j in
      1 / last + (1 - (Double(points) / (Double(j) - 0.5)).squareRoot()) / (3 * quartile)
    }
    let mean = x.reduce(0, +) / n
    let likelihoods = grid.map { b in
      let k = Self.meanLog(x, b)
      // −b/k → 1/mean for b → 0: the exponential law.
      return n * (log(k == 0 ? 1 / mean : -b / k) - k - 1)
    }
    let top = likelihoods.max() ?? 0
    let weights = likelihoods.map { exp($0 - top) }
    let total = weights.reduce(0, +)
    let b = zip(grid, weights).reduce(0) { $0 + $1.0 * $1.1 } / total
    let k = Self.meanLog(x, b)
    scale = k == 0 ? mean : -k / b
    shape = (n * k + 10 * 0.5) / (n + 10)
  }

  /// The quantile of p in (0, 1).
  package func quantile(_ p: Double) -> Double {
    let exponential = -log1p(-p)
    return abs(shape) < 1e-12 ? scale * exponential : scale * expm1(shape * exponential) / shape
  }

  /// The mean of log(1 − b x): k for given b.
  private static func meanLog(_ x: [Double], _ b: Double) -> Double {
    x.reduce(0) { $0 + log1p(-b * $1) } / Double(x.count)
  }
}
