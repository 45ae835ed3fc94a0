import LinearAlgebra

/// The affine map z = L⁻¹ D⁻¹ (q − mean) to coordinates of unit covariance: D the standard deviations, L the
/// Cholesky factor of the correlations. |z| is the Mahalanobis distance.
struct Whitening: Codable, Equatable, Sendable {
  let mean: [Double]
  /// The lower triangle of L⁻¹ D⁻¹, row by row.
  let triangle: [Double]

  var dimension: Int { mean.count }

  init(_ positions: Matrix) throws(ValidationError) {
    let (n, d) = (positions.rows, positions.columns)
    guard n > d + 1 else { throw .tooFewSamples(needed: d + 2, found: n) }
    let units = try Standardisation(positions: positions)
    var correlation = Matrix(rows: d, columns: d)
    correlation.addGram(of: units.applied(to: positions))
    correlation = (1 / Double(n - 1)) * correlation
    let factor: Cholesky
    do {
      factor = try Cholesky(correlation)
    } catch {
      if case .notPositiveDefinite(let minor) = error { throw .degenerate(coordinate: minor - 1) }
      throw .linearAlgebra(error)
    }
    // A pivot of rounding size: the coordinate is a combination of those before it.
    if let i = factor.lower.diagonalElements.firstIndex(where: { $0 < 1e-7 }) {
      throw .degenerate(coordinate: i)
    }
    // Columns of L⁻¹ by forward substitution of unit vectors.
    var inverse = Matrix(rows: d, columns: d)
    for j in 0..<d {
      var unit = [Double](repeating: 0, count: d)
      unit[j] = 1
      for (i, x) in factor.solveLower(unit).enumerated() { inverse[i, j] = x }
    }
    mean = units.mean
    triangle = (0..<d).flatMap { i in (0...i).map { inverse[i, $0] / units.deviation[$0] } }
  }

  /// Whitens the point whose coordinate i is at q[i · stride].
  func apply(
    _ q: UnsafePointer<Double>, stride: Int, into z: UnsafeMutableBufferPointer<Float>
  ) {
    mean.withUnsafeBufferPointer { mean in
      triangle.withUnsafeBufferPointer { triangle in
        var place = 0
        for i in 0..<mean.count {
          var sum = 0.0
          for j in 0...i {
            sum += triangle[place] * (q[j * stride] - mean[j])
            place += 1
          }
          z[i] = Float(sum)
        }
      }
    }
  }
}
