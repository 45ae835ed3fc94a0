/// All samples in the order of the data, in batches: for validation, and for losses over
/// everything.
package final class SequentialBatches {
  private let data: any TrainingData
  private let batchSize: Int
  private let piece: TrainingBuffer
  private let pieceRows: Int

  package init(_ data: any TrainingData, batchSize: Int) {
    self.data = data
    self.batchSize = batchSize
    // Whole batches, so that they do not depend on how the data are stored.
    let batches = data.resident == nil ? (data.chunkRows + batchSize - 1) / batchSize : 0
    pieceRows = data.resident == nil ? batches * batchSize : max(data.count, 1)
    piece =
      data.resident
      ?? TrainingBuffer(
        capacity: min(pieceRows, data.count), dimension: data.dimension, columns: data.columns)
  }

  /// Calls `body` with each batch, valid during the call.
  package func forEach(
    step: Int, isTraining: Bool, _ body: (TrainingBatch<Float>) throws -> Void
  ) throws {
    for first in stride(from: 0, to: data.count, by: pieceRows) {
      let count = min(pieceRows, data.count - first)
      if data.resident == nil { try data.read(first..<(first + count), into: piece, at: 0) }
      let all = piece.batch(count: count, step: step, isTraining: isTraining)
      for start in stride(from: 0, to: count, by: batchSize) {
        try body(all[start..<min(start + batchSize, count)])
      }
    }
  }
}
