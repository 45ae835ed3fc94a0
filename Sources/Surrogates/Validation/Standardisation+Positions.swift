import LinearAlgebra

extension Standardisation {
  /// The means and standard deviations (divisor n − 1) of n × d positions, scale 1.
  ///
  /// Throws `.tooFewSamples` for n < 2 and `.degenerate` for a coordinate that is constant up to
  /// rounding.
  public init(positions: Matrix) throws(ValidationError) {
    let (n, d) = (positions.rows, positions.columns)
    guard n >= 2 else { throw .tooFewSamples(needed: 2, found: n) }
    guard positions.isFinite else { throw .notFinite("positions") }
    var mean = [Double](repeating: 0, count: d)
    var deviation = mean
    // Around the first position, against cancellation.
    for k in 0..<n {
      for i in 0..<d { mean[i] += positions.elements[k * d + i] - positions.elements[i] }
    }
    for i in 0..<d { mean[i] = positions.elements[i] + mean[i] / Double(n) }
    for k in 0..<n {
      for i in 0..<d {
        let x = positions.elements[k * d + i] - mean[i]
        deviation[i] += x * x
      }
    }
    for i in 0..<d {
      deviation[i] = (deviation[i] / Double(n - 1)).squareRoot()
      guard deviation[i] > 1e-12 * abs(mean[i]), deviation[i].isFinite else {
        throw .degenerate(coordinate: i)
      }
    }
    self.init(mean: mean, deviation: deviation, scale: 1)
  }
}

extension Standardisation {
  /// z = (q − mean)/deviation for the rows of n × d positions.
  func applied(to positions: Matrix) -> Matrix {
    var z = positions
    let d = positions.columns
    for k in 0..<positions.rows {
      for i in 0..<d { z.elements[k * d + i] = (z.elements[k * d + i] - mean[i]) / deviation[i] }
    }
    return z
  }
}
