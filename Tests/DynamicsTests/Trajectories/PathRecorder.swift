import Dynamics

/// Keeps every walker's position and momentum at every record from `first` on.
///
/// The threads write to different places, and nobody reads before the run is over.
final class PathRecorder: TrajectoryObserver, @unchecked Sendable {
  let walkers: Int
  let dimension: Int
  let first: Int
  let records: Int
  /// Component c (positions, then momenta) of walker w at record r: `((r · 2d) + c) · walkers + w`.
  private let storage: UnsafeMutableBufferPointer<Double>

  /// Room for records `first` ..< `first + records`.
  init(layout: EnsembleLayout, dimension: Int, from first: Int = 0, records: Int) {
    walkers = layout.walkers
    self.dimension = dimension
    self.first = first
    self.records = records
    storage = .allocate(capacity: records * 2 * dimension * layout.walkers)
    storage.initialize(repeating: .nan)
  }

  deinit { storage.deallocate() }

  func observe(_ frame: borrowing TrajectoryFrame) {
    let record = frame.record - first
    guard record >= 0, record < records else { return }
    for c in 0..<(2 * dimension) {
      let row = (record * 2 * dimension + c) * walkers + frame.firstWalker
      let source = c < dimension ? frame.position : frame.momentum
      for lane in 0..<frame.lanes {
        storage[row + lane] = source[c % dimension * blockStride + lane]
      }
    }
  }

  /// Component c (positions, then momenta) of every walker at a record.
  func values(_ c: Int, record: Int) -> UnsafeBufferPointer<Double> {
    let row = ((record - first) * 2 * dimension + c) * walkers
    return UnsafeBufferPointer(rebasing: storage[row..<(row + walkers)])
  }

  /// q and p of one walker at a record.
  func state(_ walker: Int, record: Int) -> PhasePoint {
    PhasePoint(
      q: (0..<dimension).map { values($0, record: record)[walker] },
      p: (0..<dimension).map { values(dimension + $0, record: record)[walker] })
  }

  /// Everything, for comparisons.
  var all: [Double] { Array(storage) }
}
