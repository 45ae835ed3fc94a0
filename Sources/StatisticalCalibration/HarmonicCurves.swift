import Foundation
import LinearAlgebra
import Reference
import Statistics

/// The exact curves of a Langevin comparison of a harmonic function: those of BAOAB as it stands, at its step, from an
/// initial law of independent normal states.
struct HarmonicCurves {
  /// From record to record.
  let law: LinearMap
  /// E[x₀] of x = (q, p).
  let start: [Double]
  /// Cov(x₀).
  let spread: Matrix
  /// Records of the path, and of all.
  let records: Int
  let total: Int

  private var dimension: Int { start.count / 2 }

  /// E[q_i] at each record of the path.
  func meanPath(_ i: Int) -> [Double] {
    var state = start
    return (0...records).map { record in
      if record > 0 { state = law.propagator * state }
      return state[i]
    }
  }

  /// Σ_t Cov(x_{t+k}, x_t) over all pairs of records, summed over the given coordinates, over that of k = 0, each as a
  /// mean over its pairs: what `ensembleAutocorrelation` estimates, the start included.
  func autocorrelation(_ coordinates: [Int]) -> [Double] {
    var sums: [Matrix] = []
    var covariance = spread
    var sum = Matrix(rows: spread.rows, columns: spread.columns)
    for t in 0..<total {
      if t > 0 { covariance = law.covariance(after: 1, from: covariance) }
      sum += covariance
      sums.append(sum)
    }
    var power = Matrix.identity(spread.rows)
    let products = (0...records).map { lag -> Double in
      if lag > 0 { power = law.propagator * power }
      let product = power * sums[total - 1 - lag]
      return coordinates.reduce(0) { $0 + product[$1, $1] } / Double(total - lag)
    }
    return products.map { $0 / products[0] }
  }

  /// The standard deviation of q_i in equilibrium.
  func deviation(_ i: Int) throws -> Double { try law.stationaryCovariance()[i, i].squareRoot() }

  /// P(q_i ≤ edge) in equilibrium.
  func distribution(_ i: Int, edges: [Double]) throws -> [Double] {
    let deviation = try deviation(i)
    return edges.map { normalCumulative($0 / deviation) }
  }

  /// The mean density of q_i in each bin.
  func density(_ i: Int, edges: [Double]) throws -> [Double] {
    let distribution = try distribution(i, edges: edges)
    return zip(zip(distribution, distribution.dropFirst()), zip(edges, edges.dropFirst())).map {
      ($0.1 - $0.0) / ($1.1 - $1.0)
    }
  }
}
