import Surrogates
import Testing

@Suite("Training batches")
struct TrainingBatchTests {
  @Test("a part has its rows of every column")
  func part() {
    let buffer = TrainingBuffer(
      capacity: 6, dimension: 2, columns: [.values, .gradients, .weights, .scales])
    for n in 0..<6 {
      for i in 0..<2 {
        buffer.positions[2 * n + i] = Float(10 * n + i)
        buffer.gradients?[2 * n + i] = -Float(10 * n + i)
      }
      buffer.values?[n] = Float(n)
      buffer.weights?[n] = 2 * Float(n)
      buffer.scales?[n] = Int32(3 * n)
      buffer.rows[n] = 100 + n
    }
    defer { withExtendedLifetime(buffer) {} }
    let part = buffer.batch(count: 5, step: 9, isTraining: false)[2..<4]
    #expect(part.count == 2 && part.dimension == 2 && part.step == 9 && !part.isTraining)
    #expect(Array(part.positions) == [20, 21, 30, 31])
    #expect(part.gradients.map(Array.init) == [-20, -21, -30, -31])
    #expect(part.values.map(Array.init) == [2, 3])
    #expect(part.weights.map(Array.init) == [4, 6])
    #expect(part.scales.map(Array.init) == [6, 9])
    #expect(part.rows.map(Array.init) == [102, 103])
    #expect(part[1..<2].rows.map(Array.init) == [103])
    #expect(part[0..<0].count == 0)
  }

  @Test("what is not there stays nil")
  func absent() {
    let buffer = TrainingBuffer(capacity: 3, dimension: 1, columns: .values)
    defer { withExtendedLifetime(buffer) {} }
    let batch = buffer.batch(count: 3)
    #expect(batch.values != nil && batch.gradients == nil && batch.weights == nil)
    #expect(batch[1..<3].gradients == nil && batch[1..<3].scales == nil)
  }

  @Test("in double precision, for checks of gradients")
  func double() {
    let positions = [1.0, 2, 3, 4]
    positions.withUnsafeBufferPointer {
      let batch = TrainingBatch<Double>(dimension: 2, positions: $0)
      #expect(batch.count == 2 && batch.isTraining && Array(batch[1..<2].positions) == [3, 4])
    }
  }
}
