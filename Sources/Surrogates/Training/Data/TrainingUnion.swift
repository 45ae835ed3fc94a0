/// Samples of one law and, by importance weights, samples of another that stand for it: as one data set whose
/// weights have a mean of one.
///
/// The own samples have equal weights. Those of the other law have their importance weights, scaled so that
/// together they count as many as they are effectively worth, 1/Σw² of normalised weights: with noise that is
/// independent from sample to sample, that is the combination of least variance.
public struct TrainingUnion<Own: TrainingData, Other: TrainingData>: TrainingData {
  private let own: Own
  private let other: Other
  /// The weight of each own sample, and of the others.
  private let ownWeight: Float
  private let otherWeights: [Float]
  private let firstRow: Int

  public let columns: TrainingBuffer.Columns
  public var count: Int { own.count + other.count }
  public var dimension: Int { own.dimension }
  public var chunkRows: Int { own.chunkRows }
  public var resident: TrainingBuffer? { nil }

  /// Both together, the own samples first; rows of the others are numbered from `firstRow` on.
  ///
  /// - Parameters:
  ///   - own: samples without weights.
  ///   - other: samples with the same columns.
  ///   - weights: importance weights of the others, not negative, not all zero.
  ///   - firstRow: greater than every row number of the own samples.
  /// - Throws: `TrainingError.invalidData` where the parts do not fit together.
  public init(
    _ own: Own, _ other: Other, weights: [Double], firstRow: Int
  ) throws(TrainingError) {
    guard own.dimension == other.dimension, own.columns == other.columns,
      !own.columns.contains(.weights)
    else { throw .invalidData("samples of two laws differ in what they hold") }
    let total = weights.reduce(0, +)
    guard weights.count == other.count, total > 0, total.isFinite,
      weights.allSatisfy({ $0 >= 0 })
    else { throw .invalidData("\(other.count) samples need as many importance weights") }
    let size = total * total / weights.reduce(0) { $0 + $1 * $1 }
    let unit = Double(own.count + other.count) / (Double(own.count) + size)
    self.own = own
    self.other = other
    self.firstRow = firstRow
    ownWeight = Float(unit)
    otherWeights = weights.map { Float(unit * size * $0 / total) }
    columns = own.columns.union(.weights)
  }

  public func read(_ range: Range<Int>, into buffer: TrainingBuffer, at offset: Int) throws {
    let mine = range.clamped(to: 0..<own.count)
    if !mine.isEmpty {
      try own.read(mine, into: buffer, at: offset)
      for n in 0..<mine.count { buffer.weights?[offset + n] = ownWeight }
    }
    let theirs = range.clamped(to: own.count..<count)
    guard !theirs.isEmpty else { return }
    let start = offset + theirs.lowerBound - range.lowerBound
    let first = theirs.lowerBound - own.count
    try other.read(first..<(first + theirs.count), into: buffer, at: start)
    for n in 0..<theirs.count {
      buffer.weights?[start + n] = otherWeights[first + n]
      buffer.rows[start + n] = firstRow + first + n
    }
  }
}
