import Dispatch

/// Some chunks of data in memory, and a random order of their rows.
///
/// `startLoading` works on another thread; nothing else may be used until `wait` has returned. That
/// is why it can be `Sendable`.
final class ShuffledWindow: @unchecked Sendable {
  /// Which window of which epoch.
  struct Key: Equatable {
    var epoch: Int
    var number: Int
  }

  /// What is loaded, or being loaded.
  private(set) var key: Key?
  /// The samples, in the order of the data.
  let samples: TrainingBuffer
  /// Indices of the samples, shuffled.
  private(set) var permutation: [Int32] = []
  private let data: any TrainingData
  private var chunks: [Int]?
  private var failure: (any Error)?
  private let loading = DispatchGroup()

  init(_ data: any TrainingData, capacity: Int) {
    self.data = data
    samples =
      data.resident
      ?? TrainingBuffer(capacity: capacity, dimension: data.dimension, columns: data.columns)
  }

  /// Reads chunks, unless they are there already, and shuffles their rows.
  func load(_ key: Key, chunks: [Int], order: SampleOrder) {
    self.key = key
    failure = nil
    var count = data.resident.map(\.capacity) ?? 0
    do {
      if data.resident == nil {
        let isLoaded = self.chunks == chunks
        self.chunks = nil
        for chunk in chunks {
          let rows = (chunk * data.chunkRows)..<min((chunk + 1) * data.chunkRows, data.count)
          if !isLoaded { try data.read(rows, into: samples, at: count) }
          count += rows.count
        }
        self.chunks = chunks
      }
    } catch {
      failure = error
      return
    }
    if permutation.count != count { permutation = [Int32](repeating: 0, count: count) }
    order.fill(&permutation, epoch: key.epoch, part: 1 + key.number)
  }

  /// The same on another thread.
  func startLoading(_ key: Key, chunks: [Int], order: SampleOrder) {
    DispatchQueue.global(qos: .userInitiated).async(group: loading) {
      self.load(key, chunks: chunks, order: order)
    }
  }

  /// Waits until `startLoading` is done.
  func wait() { loading.wait() }

  /// Throws the error with which loading has failed.
  func check() throws {
    if let failure {
      key = nil
      throw failure
    }
  }
}
