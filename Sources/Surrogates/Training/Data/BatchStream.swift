/// The mini-batches of each epoch, in an order that only (seed, epoch) determines.
///
/// Samples in memory are shuffled as a whole. Of others, the chunks of the file are shuffled, and
/// taken in groups of about `windowRows` rows; a group is read into memory, its rows are shuffled,
/// and batches are cut from it, while a thread reads the next group. A batch may reach from one
/// group into the next. Where one group holds everything, batches are those of samples in memory,
/// bit for bit.
///
/// Memory: twice `windowRows` samples where data are streamed, none but one batch where they are in
/// memory.
package final class BatchStream {
  /// Batches of an epoch; the last one has what is left.
  package let batchesPerEpoch: Int
  private let data: any TrainingData
  private let batchSize: Int
  private let order: SampleOrder
  private let chunksPerWindow: Int
  private let batch: TrainingBuffer
  private var current: ShuffledWindow
  private var coming: ShuffledWindow?
  private var plan: Plan

  /// Which chunks each window of an epoch has, and where in the epoch it starts.
  private struct Plan {
    var epoch: Int
    var windows: [[Int]]
    var starts: [Int]
  }

  package init(_ data: any TrainingData, batchSize: Int, windowRows: Int, seed: UInt64) {
    self.data = data
    self.batchSize = batchSize
    order = SampleOrder(seed: seed)
    batchesPerEpoch = (data.count + batchSize - 1) / batchSize
    batch = TrainingBuffer(
      capacity: min(batchSize, data.count), dimension: data.dimension, columns: data.columns)
    let chunks = (data.count + data.chunkRows - 1) / data.chunkRows
    let whole = data.resident != nil || windowRows >= data.count
    chunksPerWindow = whole ? chunks : max(windowRows / data.chunkRows, 1)
    plan = Plan(epoch: -1, windows: [], starts: [])
    let capacity = min(chunksPerWindow * data.chunkRows, data.count)
    current = ShuffledWindow(data, capacity: capacity)
    coming = chunks > chunksPerWindow ? ShuffledWindow(data, capacity: capacity) : nil
  }

  /// One batch; it is valid until the next one is asked for.
  ///
  /// - Parameters:
  ///   - index: 0 ..< batchesPerEpoch.
  ///   - epoch: counted from 1.
  ///   - step: the optimiser's steps so far.
  /// - Returns: the samples, in memory of the stream.
  /// - Throws: what reading the data throws.
  package func batch(_ index: Int, epoch: Int, step: Int) throws -> TrainingBatch<Float> {
    if plan.epoch != epoch { plan = makePlan(epoch) }
    let start = index * batchSize
    let count = min(batchSize, data.count - start)
    var filled = 0
    while filled < count {
      let position = start + filled
      let number = (plan.starts.firstIndex { $0 > position } ?? plan.starts.count) - 1
      try open(number)
      let offset = position - plan.starts[number]
      let length = min(count - filled, current.permutation.count - offset)
      current.permutation.withUnsafeBufferPointer {
        batch.gather(
          UnsafeBufferPointer(rebasing: $0[offset..<(offset + length)]), of: current.samples,
          at: filled)
      }
      filled += length
    }
    return batch.batch(count: count, step: step, isTraining: true)
  }

  /// Makes a window of the plan the current one, and begins to read the one after it.
  private func open(_ number: Int) throws {
    let wanted = ShuffledWindow.Key(epoch: plan.epoch, number: number)
    if current.key == wanted { return }
    if let next = coming {
      next.wait()
      if next.key == wanted {
        coming = current
        current = next
      }
    }
    if current.key != wanted {
      current.load(wanted, chunks: plan.windows[number], order: order)
    }
    try current.check()
    guard let next = coming else { return }
    let isLast = number + 1 == plan.windows.count
    let following = isLast ? makePlan(plan.epoch + 1) : plan
    next.startLoading(
      .init(epoch: following.epoch, number: isLast ? 0 : number + 1),
      chunks: following.windows[isLast ? 0 : number + 1], order: order)
  }

  private func makePlan(_ epoch: Int) -> Plan {
    let chunkRows = data.chunkRows
    let chunks = (data.count + chunkRows - 1) / chunkRows
    var shuffled = [Int32](repeating: 0, count: chunks)
    order.fill(&shuffled, epoch: epoch, part: 0)
    var plan = Plan(epoch: epoch, windows: [], starts: [])
    var start = 0
    for first in stride(from: 0, to: chunks, by: chunksPerWindow) {
      // In the order of the file, for reading; so a window with everything is the data as they are.
      let window = shuffled[first..<min(first + chunksPerWindow, chunks)].map { Int($0) }.sorted()
      plan.windows.append(window)
      plan.starts.append(start)
      start += window.reduce(0) { $0 + min(chunkRows, data.count - $1 * chunkRows) }
    }
    return plan
  }
}
