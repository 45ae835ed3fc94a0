import Dynamics
import Storage

/// Keeps where the walkers are between the segments of a burn-in: up to some 10⁵ positions.
final class PositionCollector: Checkpointable {
  /// The positions so far.
  private(set) var positions: [[Double]] = []

  private let sampler: EnsembleSampler
  private static let enough = 100_000

  init(_ sampler: EnsembleSampler) { self.sampler = sampler }

  /// Adds the present positions of up to two thousand walkers, while there is need of them.
  func collect() {
    guard positions.count < Self.enough else { return }
    let walkers = sampler.layout.walkers
    for walker in stride(from: 0, to: walkers, by: max(1, walkers / 1000)) {
      positions.append(sampler.state(ofWalker: walker).q)
    }
  }

  // MARK: - Checkpointable

  var state: StateArchive {
    var state = StateArchive()
    state.put(positions.flatMap { $0 }, as: "positions")
    return state
  }

  func restore(_ state: StateArchive) throws(StorageError) {
    let values = try state.reals("positions")
    let d = sampler.map.dimension
    guard values.count % d == 0 else {
      throw StateArchive.mismatch("\(values.count) numbers are no positions in \(d) coordinates")
    }
    positions = stride(from: 0, to: values.count, by: d).map { Array(values[$0..<($0 + d)]) }
  }
}
