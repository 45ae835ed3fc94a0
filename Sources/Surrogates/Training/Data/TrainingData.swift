/// Samples to train or to validate on, which need not fit into memory.
public protocol TrainingData: Sendable {
  /// The number of samples.
  var count: Int { get }

  /// The number of coordinates.
  var dimension: Int { get }

  /// What there is beside the positions.
  var columns: TrainingBuffer.Columns { get }

  /// Rows that are best read at once, where data are read from a file: chunks start at multiples of
  /// it.
  var chunkRows: Int { get }

  /// All samples, where they are in memory; nil: they have to be read.
  var resident: TrainingBuffer? { get }

  /// Reads neighbouring samples.
  ///
  /// - Parameters:
  ///   - range: rows within the data.
  ///   - buffer: room with at least the columns of the data.
  ///   - offset: where the first of them goes in the buffer; `rows` there become their row numbers.
  /// - Throws: an error of the file, or `TrainingError.invalidData` where a number is not finite.
  func read(_ range: Range<Int>, into buffer: TrainingBuffer, at offset: Int) throws
}
