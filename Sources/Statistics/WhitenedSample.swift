import LinearAlgebra

/// Vectors standardised with their mean and covariance (divisor n), by components:
/// z = L⁻¹(x − x̄), C = L Lᵀ. All rotation-invariant statistics of z are affinely invariant in x.
struct WhitenedSample {
  /// `components[a][i]` is component a of vector i.
  let components: [[Double]]
  let count: Int
  var dimension: Int { components.count }

  init(_ vectors: [[Double]]) throws(StatisticsError) {
    let d = vectors.first?.count ?? 0
    let n = vectors.count
    guard d > 0 && n >= Swift.max(8, d + 2) else {
      throw .tooFew(needed: Swift.max(8, d + 2), got: d > 0 ? n : 0)
    }
    guard vectors.allSatisfy({ $0.count == d }) else { throw .differentLengths }
    var x = (0..<d).map { a in vectors.map { $0[a] } }
    // Units out of the way first, so that the covariance is a correlation matrix.
    for a in 0..<d { x[a] = try CentralMoments(x[a], atLeast: 2).standardized }
    var covariance = Matrix(rows: d, columns: d)
    for a in 0..<d {
      for b in 0...a {
        var sum = 0.0
        for i in 0..<n { sum += x[a][i] * x[b][i] }
        covariance[a, b] = sum / Double(n)
        covariance[b, a] = covariance[a, b]
      }
    }
    let lower: Matrix
    do {
      lower = try Cholesky(covariance).lower
    } catch {
      throw .degenerate
    }
    // A pivot of rounding size: the component is a combination of those before it.
    guard lower.diagonalElements.allSatisfy({ $0 > 1e-7 }) else { throw .degenerate }
    for a in 0..<d {
      for b in 0..<a {
        let factor = lower[a, b]
        for i in 0..<n { x[a][i] -= factor * x[b][i] }
      }
      let scale = 1 / lower[a, a]
      for i in 0..<n { x[a][i] *= scale }
    }
    components = x
    count = n
  }

  /// |z|² of every vector.
  var squaredLengths: [Double] {
    var result = [Double](repeating: 0, count: count)
    for z in components {
      for i in 0..<count { result[i] += z[i] * z[i] }
    }
    return result
  }
}
