/// Turns rows of doubles into samples: standardises and rounds them, and refuses what is not
/// finite.
struct SampleReader {
  let dimension: Int
  /// Applied before rounding: then large means do not cost digits. Nil: none.
  let standardisation: Standardisation?

  /// Rows of doubles; vectors are row-major.
  struct Rows {
    var positions: UnsafeBufferPointer<Double>
    var values: UnsafeBufferPointer<Double>?
    var gradients: UnsafeBufferPointer<Double>?
    var weights: UnsafeBufferPointer<Double>?
  }

  /// Stores samples, the first of which is `firstRow` of the data, at `offset` in a buffer.
  func store(
    _ rows: Rows, firstRow: Int, into buffer: TrainingBuffer, at offset: Int
  ) throws(TrainingError) {
    let d = dimension
    let count = rows.positions.count / d
    let energy = standardisation?.scale ?? 1
    for i in 0..<d {
      let mean = standardisation?.mean[i] ?? 0
      let deviation = standardisation?.deviation[i] ?? 1
      try fill(
        buffer.positions, offset * d + i, rows.positions, i, stride: d, count, "position", firstRow
      ) { ($0 - mean) / deviation }
      // ∂(V/scale)/∂z = ∂V/∂q · deviation/scale.
      try fill(
        buffer.gradients, offset * d + i, rows.gradients, i, stride: d, count, "gradient", firstRow
      ) { $0 * (deviation / energy) }
    }
    try fill(buffer.values, offset, rows.values, 0, stride: 1, count, "value", firstRow) {
      $0 / energy
    }
    try fill(buffer.weights, offset, rows.weights, 0, stride: 1, count, "weight", firstRow) {
      $0 >= 0 ? $0 : .nan
    }
    for row in 0..<count { buffer.rows[offset + row] = firstRow + row }
  }

  @inline(__always)
  private func fill(
    _ target: UnsafeMutableBufferPointer<Float>?, _ start: Int,
    _ source: UnsafeBufferPointer<Double>?, _ first: Int, stride: Int, _ count: Int,
    _ name: String, _ firstRow: Int, _ map: (Double) -> Double
  ) throws(TrainingError) {
    guard let target, let source else { return }
    for row in 0..<count {
      let value = Float(map(source[first + row * stride]))
      guard value.isFinite else {
        throw .invalidData(
          "the \(name) of sample \(firstRow + row) is \(source[first + row * stride]), "
            + "which is not a number to train on")
      }
      target[start + row * stride] = value
    }
  }
}
