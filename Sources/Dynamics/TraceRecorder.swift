/// Keeps the time series of a few walkers, for autocorrelation times.
///
/// Walkers are spread evenly over the ensemble; the series are thinned so that at most `capacity`
/// values are kept for each.
public final class TraceRecorder: BlockObserver {
  public let walkers: [Int]
  public let dimension: Int
  /// Records between two kept values.
  public let interval: Int
  /// Values kept for each walker once the run is complete.
  public let length: Int
  let buffer: AlignedBuffer
  private let slots: [Int: Int]

  public init(
    layout: EnsembleLayout, dimension: Int, records: Int, walkers count: Int = 64,
    capacity: Int = 4096
  ) {
    self.dimension = dimension
    let chosen = min(count, layout.walkers)
    walkers = (0..<chosen).map { $0 * layout.walkers / chosen }
    interval = max(1, (records + capacity - 1) / capacity)
    length = records / interval
    slots = Dictionary(uniqueKeysWithValues: walkers.enumerated().map { ($1, $0) })
    buffer = AlignedBuffer(count: chosen * 2 * dimension * max(length, 1))
  }

  public func observe(_ frame: borrowing BlockFrame) {
    guard frame.record % interval == interval - 1 else { return }
    let time = frame.record / interval
    guard time < length else { return }
    for lane in 0..<frame.lanes {
      guard let slot = slots[frame.firstWalker + lane] else { continue }
      for i in 0..<dimension {
        let base = (slot * 2 * dimension + i) * length + time
        buffer.pointer[base] = frame.position[i * blockStride + lane]
        buffer.pointer[base + dimension * length] = frame.momentum[i * blockStride + lane]
      }
    }
  }

  /// The series of coordinate i, one for each traced walker.
  public func positions(_ i: Int) -> [[Double]] { series(i) }

  /// The series of momentum component i, one for each traced walker.
  public func momenta(_ i: Int) -> [[Double]] { series(dimension + i) }

  private func series(_ component: Int) -> [[Double]] {
    walkers.indices.map { slot in
      let base = buffer.pointer + (slot * 2 * dimension + component) * length
      return Array(UnsafeBufferPointer(start: base, count: length))
    }
  }
}
