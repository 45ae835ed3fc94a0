/// Some rows of other data, such as those of a fold, or of a bootstrap.
public struct TrainingSubset<Base: TrainingData>: TrainingData {
  private let base: Base
  private let rows: SampleRows

  public var count: Int { rows.count }
  public var dimension: Int { base.dimension }
  public var columns: TrainingBuffer.Columns { base.columns }
  public var chunkRows: Int { base.chunkRows }
  public var resident: TrainingBuffer? { nil }

  /// The given rows.
  ///
  /// - Parameters:
  ///   - base: the data; rows in batches keep their numbers in it.
  ///   - rows: rows of the data.
  /// - Throws: `TrainingError.invalidData` where rows are out of range or out of order.
  public init(_ base: Base, rows: SampleRows) throws(TrainingError) {
    guard rows.isValid(for: base.count) else {
      throw .invalidData("the rows of a subset must be rows of its data, in ascending order")
    }
    self.base = base
    self.rows = rows
  }

  /// The rows of a list; see the other initialiser.
  public init(_ base: Base, rows: [Int]) throws(TrainingError) {
    try self.init(base, rows: .listed(rows))
  }

  /// The rows that lie more closely than this are read together, with those between.
  private static var largestGap: Int { 64 }
  /// The most rows that are read at once.
  private static var largestPiece: Int { 1 << 16 }

  public func read(_ range: Range<Int>, into buffer: TrainingBuffer, at offset: Int) throws {
    if let resident = base.resident {
      gather(range, from: resident, first: 0, into: buffer, at: offset)
      return
    }
    var scratch: TrainingBuffer?
    var n = range.lowerBound
    while n < range.upperBound {
      let start = rows[n]
      var end = n + 1
      while end < range.upperBound, rows[end] - rows[end - 1] <= Self.largestGap,
        rows[end] - start < Self.largestPiece
      { end += 1 }
      let piece = start..<(rows[end - 1] + 1)
      if piece.count == end - n, (n..<end).allSatisfy({ rows[$0] == start + $0 - n }) {
        try base.read(piece, into: buffer, at: offset + n - range.lowerBound)
      } else {
        let room =
          scratch
          ?? TrainingBuffer(
            capacity: Self.largestPiece, dimension: dimension, columns: columns)
        scratch = room
        try base.read(piece, into: room, at: 0)
        gather(
          n..<end, from: room, first: start, into: buffer, at: offset + n - range.lowerBound)
      }
      n = end
    }
  }

  /// Copies those of the chosen rows from a buffer whose first row is `first` of the data.
  private func gather(
    _ range: Range<Int>, from source: TrainingBuffer, first: Int, into target: TrainingBuffer,
    at offset: Int
  ) {
    range.map { Int32(truncatingIfNeeded: rows[$0] - first) }.withUnsafeBufferPointer {
      target.gather($0, of: source, at: offset)
    }
  }
}
