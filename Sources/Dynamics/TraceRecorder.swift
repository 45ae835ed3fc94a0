import Potentials

/// Keeps the time series of a few walkers, for autocorrelation times.
///
/// Walkers are spread evenly over the ensemble; the series are thinned so that at most `capacity`
/// values are kept for each. Of a run whose length is not known before it ends, ``makeRoom(forRecords:)``
/// drops every other value whenever the series are full.
///
/// Sendable although mutable, by contract: how the series are thinned changes between segments only, when
/// nobody observes.
public final class TraceRecorder: BlockObserver, @unchecked Sendable {
  /// Values that are kept for each walker at most, unless another number is given.
  public static let capacity = 4096

  public let walkers: [Int]
  public let dimension: Int
  /// Records between two kept values.
  public internal(set) var interval: Int
  /// Values kept for each walker once the run is complete.
  public private(set) var length: Int
  /// Values that there is room for.
  private let room: Int
  let buffer: AlignedBuffer
  private let slots: [Int: Int]

  public init(
    layout: EnsembleLayout, dimension: Int, records: Int, walkers count: Int = 64,
    capacity: Int = TraceRecorder.capacity
  ) {
    self.dimension = dimension
    let chosen = min(count, layout.walkers)
    walkers = (0..<chosen).map { $0 * layout.walkers / chosen }
    interval = max(1, (records + capacity - 1) / capacity)
    length = records / interval
    room = max(length, 1)
    slots = Dictionary(uniqueKeysWithValues: walkers.enumerated().map { ($1, $0) })
    buffer = AlignedBuffer(count: chosen * 2 * dimension * room)
  }

  /// Makes room for a run of so many records: thins the series by two until it fits; call it between
  /// segments only.
  package func makeRoom(forRecords records: Int) {
    while records / interval > length {
      for series in 0..<(walkers.count * 2 * dimension) {
        let base = buffer.pointer + series * room
        // The record that ends an interval of twice the length is the second of its two.
        for time in 0..<(length / 2) { base[time] = base[2 * time + 1] }
      }
      interval *= 2
    }
  }

  /// Ends a run after so many records: what has not been filled is dropped.
  package func close(afterRecords records: Int) { length = min(length, records / interval) }

  public func observe(_ frame: borrowing BlockFrame) {
    guard frame.record % interval == interval - 1 else { return }
    let time = frame.record / interval
    guard time < length else { return }
    for lane in 0..<frame.lanes {
      guard let slot = slots[frame.firstWalker + lane] else { continue }
      for i in 0..<dimension {
        let base = (slot * 2 * dimension + i) * room + time
        buffer.pointer[base] = frame.position[i * blockStride + lane]
        buffer.pointer[base + dimension * room] = frame.momentum[i * blockStride + lane]
      }
    }
  }

  /// The series of coordinate i, one for each traced walker.
  public func positions(_ i: Int) -> [[Double]] { series(i) }

  /// The series of momentum component i, one for each traced walker.
  public func momenta(_ i: Int) -> [[Double]] { series(dimension + i) }

  private func series(_ component: Int) -> [[Double]] {
    walkers.indices.map { slot in
      let base = buffer.pointer + (slot * 2 * dimension + component) * room
      return Array(UnsafeBufferPointer(start: base, count: length))
    }
  }
}
