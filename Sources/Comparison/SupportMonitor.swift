import CoarseGraining
import Dynamics
import Statistics

/// Counts how often the walkers of the surrogate are where V rests on no data.
final class SupportMonitor: TrajectoryObserver, @unchecked Sendable {
  private let surrogate: any SurrogatePotential
  private let pathRecords: Int
  /// Unsupported records of each walker, on the path and after it.
  private let counts: UnsafeMutableBufferPointer<(path: Int, equilibrium: Int)>

  /// Records 0 ... `pathRecords` belong to the path.
  init(_ surrogate: any SurrogatePotential, layout: EnsembleLayout, pathRecords: Int) {
    self.surrogate = surrogate
    self.pathRecords = pathRecords
    counts = .allocate(capacity: layout.walkers)
    counts.initialize(repeating: (0, 0))
  }

  deinit { counts.deallocate() }

  func observe(_ frame: borrowing TrajectoryFrame) {
    var q = [Double](repeating: 0, count: frame.dimension)
    for lane in 0..<frame.lanes {
      for i in q.indices { q[i] = frame.position[i * blockStride + lane] }
      guard !surrogate.isSupported(q) else { continue }
      if frame.record <= pathRecords {
        counts[frame.firstWalker + lane].path += 1
      } else {
        counts[frame.firstWalker + lane].equilibrium += 1
      }
    }
  }

  /// The fractions, of so many records after the path.
  func fractions(equilibriumRecords: Int) -> LangevinResult.Unsupported {
    let path = counts.map { Double($0.path) / Double(pathRecords + 1) }
    let after = counts.map { Double($0.equilibrium) / Double(max(equilibriumRecords, 1)) }
    return LangevinResult.Unsupported(
      path: mean(ofIndependent: path), equilibrium: mean(ofIndependent: after))
  }
}
