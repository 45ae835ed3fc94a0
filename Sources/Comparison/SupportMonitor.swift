import CoarseGraining
import Dynamics
import Statistics

/// Counts how often the walkers of the surrogate are where V rests on no data, at every record of the
/// path and at some two hundred after it.
final class SupportMonitor: TrajectoryObserver, @unchecked Sendable {
  private let surrogate: any SurrogatePotential
  private let pathRecords: Int
  /// Records between two looks after the path, and how many looks there are.
  private let stride: Int
  private let looks: Int
  /// Unsupported records of each walker, on the path and after it.
  let counts: UnsafeMutableBufferPointer<(path: Int, equilibrium: Int)>

  /// Records 0 ... `pathRecords` belong to the path; `equilibriumRecords` follow.
  init(
    _ surrogate: any SurrogatePotential, layout: EnsembleLayout, pathRecords: Int,
    equilibriumRecords: Int
  ) {
    self.surrogate = surrogate
    self.pathRecords = pathRecords
    stride = max(1, equilibriumRecords / 200)
    looks = equilibriumRecords / stride
    counts = .allocate(capacity: layout.walkers)
    counts.initialize(repeating: (0, 0))
  }

  deinit { counts.deallocate() }

  func observe(_ frame: borrowing TrajectoryFrame) {
    let late = frame.record - pathRecords
    guard late <= 0 || late % stride == 0 else { return }
    var q = [Double](repeating: 0, count: frame.dimension)
    for lane in 0..<frame.lanes {
      for i in q.indices { q[i] = frame.position[i * blockStride + lane] }
      guard !surrogate.isSupported(q) else { continue }
      if late <= 0 {
        counts[frame.firstWalker + lane].path += 1
      } else {
        counts[frame.firstWalker + lane].equilibrium += 1
      }
    }
  }

  /// The fractions over the whole run.
  var fractions: LangevinResult.Unsupported {
    let path = counts.map { Double($0.path) / Double(pathRecords + 1) }
    let after = counts.map { Double($0.equilibrium) / Double(max(looks, 1)) }
    return LangevinResult.Unsupported(
      path: mean(ofIndependent: path), equilibrium: mean(ofIndependent: after))
  }
}
