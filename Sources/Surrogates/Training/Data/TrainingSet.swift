/// Samples in memory.
public struct TrainingSet: TrainingData {
  private let buffer: TrainingBuffer

  public var count: Int { buffer.capacity }
  public var dimension: Int { buffer.dimension }
  public var columns: TrainingBuffer.Columns { buffer.columns }
  public var chunkRows: Int { max(count, 1) }
  public var resident: TrainingBuffer? { buffer }

  /// Samples from arrays, which are rounded to single precision.
  ///
  /// - Parameters:
  ///   - dimension: coordinates, d.
  ///   - positions: n × d, row-major.
  ///   - values: what V is fitted to, n.
  ///   - gradients: what ∇V is fitted to (not its negative), n × d.
  ///   - weights: importance weights, n; not negative.
  ///   - scales: the scale of each sample, n.
  ///   - standardisation: applied to all of them first; nil: they are taken as they are.
  /// - Throws: `TrainingError.invalidData` where lengths do not fit or a number is not finite.
  public init(
    dimension: Int, positions: [Double], values: [Double]? = nil, gradients: [Double]? = nil,
    weights: [Double]? = nil, scales: [Int]? = nil, standardisation: Standardisation? = nil
  ) throws(TrainingError) {
    guard dimension > 0, positions.count % dimension == 0 else {
      throw .invalidData("\(positions.count) numbers are no positions of dimension \(dimension)")
    }
    let count = positions.count / dimension
    for (name, length, wanted) in [
      ("values", values?.count, count), ("gradients", gradients?.count, count * dimension),
      ("weights", weights?.count, count), ("scales", scales?.count, count),
    ] where length != nil && length != wanted {
      throw .invalidData("\(count) samples need \(wanted) numbers as \(name), not \(length ?? 0)")
    }
    try Self.check(standardisation, dimension: dimension)
    var columns: TrainingBuffer.Columns = []
    if values != nil { columns.insert(.values) }
    if gradients != nil { columns.insert(.gradients) }
    if weights != nil { columns.insert(.weights) }
    if scales != nil { columns.insert(.scales) }
    buffer = TrainingBuffer(capacity: count, dimension: dimension, columns: columns)
    let reader = SampleReader(dimension: dimension, standardisation: standardisation)
    // Empty arrays stand for missing ones here; the buffer has no room for these.
    let (values, gradients, weights) = (values ?? [], gradients ?? [], weights ?? [])
    let buffer = buffer
    let result = positions.withUnsafeBufferPointer { positions in
      values.withUnsafeBufferPointer { values in
        gradients.withUnsafeBufferPointer { gradients in
          weights.withUnsafeBufferPointer { weights in
            Result { () throws(TrainingError) in
              try reader.store(
                .init(
                  positions: positions, values: values, gradients: gradients, weights: weights),
                firstRow: 0, into: buffer, at: 0)
            }
          }
        }
      }
    }
    try result.get()
    for (row, scale) in (scales ?? []).enumerated() {
      guard let index = Int32(exactly: scale), index >= 0 else {
        throw .invalidData("\(scale) is no scale index (sample \(row))")
      }
      buffer.scales?[row] = index
    }
  }

  /// All samples of any data, brought into memory.
  ///
  /// - Throws: what reading them throws.
  public init(reading data: some TrainingData) throws {
    buffer = TrainingBuffer(
      capacity: data.count, dimension: data.dimension, columns: data.columns)
    try data.read(0..<data.count, into: buffer, at: 0)
  }

  public func read(_ range: Range<Int>, into target: TrainingBuffer, at offset: Int) {
    target.copy(range, of: buffer, at: offset)
  }

  static func check(
    _ standardisation: Standardisation?, dimension: Int
  ) throws(TrainingError) {
    guard let s = standardisation else { return }
    guard s.mean.count == dimension, s.deviation.count == dimension,
      (s.deviation + [s.scale]).allSatisfy({ $0 > 0 && $0.isFinite })
    else {
      throw .invalidData("a standardisation needs \(dimension) means and positive deviations")
    }
  }
}
