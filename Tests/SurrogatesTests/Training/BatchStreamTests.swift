import Surrogates
import Testing

@Suite("Batches")
struct BatchStreamTests {
  private static func set(_ count: Int) throws -> TrainingSet {
    try TrainingSet(
      dimension: 1, positions: (0..<count).map(Double.init), values: (0..<count).map { -Double($0) }
    )
  }

  private func epoch(_ stream: BatchStream, _ epoch: Int) throws -> [[Int]] {
    try (0..<stream.batchesPerEpoch).map { index in
      let batch = try stream.batch(index, epoch: epoch, step: 7)
      #expect(batch.step == 7 && batch.isTraining && batch.dimension == 1)
      let rows = batch.rows.map(Array.init) ?? []
      #expect(Array(batch.positions) == rows.map { Float($0) })
      #expect(batch.values.map(Array.init) == rows.map { -Float($0) })
      return rows
    }
  }

  struct Case: CustomTestStringConvertible {
    var count, batch, chunk, window: Int
    var testDescription: String {
      "\(count) rows, batch \(batch), chunk \(chunk), window \(window)"
    }
  }

  @Test(
    "every sample once in an epoch",
    arguments: [
      Case(count: 100, batch: 10, chunk: 7, window: 21),
      Case(count: 101, batch: 16, chunk: 10, window: 25),
      Case(count: 5, batch: 16, chunk: 2, window: 2),
      Case(count: 64, batch: 64, chunk: 64, window: 1),
      Case(count: 1000, batch: 300, chunk: 10, window: 10),
      Case(count: 1, batch: 1, chunk: 1, window: 1),
    ])
  func covers(c: Case) throws {
    let stream = BatchStream(
      Chunked(base: try Self.set(c.count), chunkRows: c.chunk), batchSize: c.batch,
      windowRows: c.window, seed: 1)
    var orders: Set<[Int]> = []
    for e in 1...3 {
      let batches = try epoch(stream, e)
      #expect(batches.dropLast().allSatisfy { $0.count == c.batch })
      let all = batches.flatMap { $0 }
      #expect(all.sorted() == Array(0..<c.count))
      orders.insert(all)
    }
    // Of a handful of rows there are few orders.
    #expect(c.count < 10 || orders.count == 3)
  }

  @Test("a window that holds everything gives the batches of samples in memory")
  func windowOfEverything() throws {
    let set = try Self.set(1000)
    let resident = BatchStream(set, batchSize: 64, windowRows: 1, seed: 9)
    let streamed = BatchStream(
      Chunked(base: set, chunkRows: 33), batchSize: 64, windowRows: 1000, seed: 9)
    for e in 1...3 { #expect(try epoch(resident, e) == epoch(streamed, e)) }
  }

  @Test("a batch does not depend on those before it")
  func randomAccess() throws {
    let data = Chunked(base: try Self.set(500), chunkRows: 20)
    let stream = BatchStream(data, batchSize: 32, windowRows: 60, seed: 2)
    let epochs = try (1...3).map { try epoch(stream, $0) }
    for (e, index) in [(3, 9), (1, 0), (2, 15), (2, 3), (2, 4), (3, 0), (1, 15)] {
      let fresh = BatchStream(data, batchSize: 32, windowRows: 60, seed: 2)
      for stream in [stream, fresh] {
        let batch = try stream.batch(index, epoch: e, step: 0)
        withExtendedLifetime(stream) {
          #expect(batch.rows.map(Array.init) == epochs[e - 1][index])
        }
      }
    }
  }

  @Test("rows are mixed within a window only")
  func windows() throws {
    let stream = BatchStream(
      Chunked(base: try Self.set(1000), chunkRows: 10), batchSize: 100, windowRows: 100, seed: 2)
    for batch in try epoch(stream, 1) {
      // A window of ten whole chunks makes one batch.
      #expect(Set(batch.map { $0 / 10 }).count == 10)
      #expect(batch != batch.sorted())
    }
  }

  @Test("a failing read is told, and can be tried again")
  func failure() throws {
    struct Broken: TrainingData {
      let base: TrainingSet
      var count: Int { base.count }
      var dimension: Int { 1 }
      var columns: TrainingBuffer.Columns { base.columns }
      var chunkRows: Int { 10 }
      var resident: TrainingBuffer? { nil }

      func read(_ range: Range<Int>, into buffer: TrainingBuffer, at offset: Int) throws {
        if range.contains(55) { throw TrainingError.invalidData("row 55") }
        base.read(range, into: buffer, at: offset)
      }
    }
    let stream = BatchStream(
      Broken(base: try Self.set(100)), batchSize: 10, windowRows: 10, seed: 1)
    defer { withExtendedLifetime(stream) {} }
    var failures = 0
    for index in 0..<10 {
      for _ in 0..<2 {
        do {
          let batch = try stream.batch(index, epoch: 1, step: 0)
          #expect(batch.rows?.contains(55) == false)
        } catch { failures += 1 }
      }
    }
    #expect(failures == 2)
  }

  @Test("in the order of the data, batches do not depend on chunks", arguments: [1, 7, 64, 1000])
  func sequential(chunk: Int) throws {
    let set = try Self.set(130)
    let batches = SequentialBatches(Chunked(base: set, chunkRows: chunk), batchSize: 32)
    var seen: [[Int]] = []
    try batches.forEach(step: 3, isTraining: false) { batch in
      #expect(batch.step == 3 && !batch.isTraining)
      #expect(Array(batch.positions) == batch.rows?.map { Float($0) })
      seen.append(batch.rows.map(Array.init) ?? [])
    }
    #expect(seen == [Array(0..<32), Array(32..<64), Array(64..<96), Array(96..<128), [128, 129]])
    var resident: [[Int]] = []
    try SequentialBatches(set, batchSize: 32).forEach(step: 0, isTraining: true) {
      resident.append($0.rows.map(Array.init) ?? [])
    }
    #expect(resident == seen)
  }
}
