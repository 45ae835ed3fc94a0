import Dynamics

/// Keeps positions and momenta of every trajectory at every record.
final class OrbitRecorder: TrajectoryObserver, @unchecked Sendable {
  private let dimension: Int
  private let records: Int
  /// Walker, component (positions, then momenta) and record, the record fastest.
  let storage: UnsafeMutableBufferPointer<Double>

  init(dimension: Int, walkers: Int, records: Int) {
    self.dimension = dimension
    self.records = records
    storage = .allocate(capacity: walkers * 2 * dimension * records)
    storage.initialize(repeating: .nan)
  }

  deinit { storage.deallocate() }

  func observe(_ frame: borrowing TrajectoryFrame) {
    guard frame.record < records else { return }
    for lane in 0..<frame.lanes {
      let base = (frame.firstWalker + lane) * 2 * dimension
      for i in 0..<dimension {
        storage[(base + i) * records + frame.record] = frame.position[i * blockStride + lane]
        storage[(base + dimension + i) * records + frame.record] =
          frame.momentum[i * blockStride + lane]
      }
    }
  }

  /// A row over time for each coordinate of a walker, and for each momentum.
  func orbit(ofWalker walker: Int) -> (position: [[Double]], momentum: [[Double]]) {
    let rows = (0..<2 * dimension).map { component in
      let start = (walker * 2 * dimension + component) * records
      return Array(storage[start..<start + records])
    }
    return (Array(rows[..<dimension]), Array(rows[dimension...]))
  }
}
