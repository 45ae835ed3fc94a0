import Dynamics
import Statistics
import Storage

/// How far the momenta across walkers are from a normal law, at several times of a run.
final class NormalDistances: Checkpointable {
  /// For each component the effect size of the Anderson–Darling test at every look that allowed one.
  private(set) var values: [[Double]]

  private let sampler: EnsembleSampler
  private let looks: Int
  private var taken = 0

  /// Distances of the walkers of `sampler` at `looks` times, evenly spaced.
  init(_ sampler: EnsembleSampler, looks: Int) {
    self.sampler = sampler
    self.looks = looks
    values = [[Double]](repeating: [], count: sampler.map.dimension)
  }

  /// Looks when it is time for it; to be called between segments.
  func note(_ done: Int, of steps: Int) {
    guard done * looks >= steps * (taken + 1) else { return }
    taken += 1
    let momenta = (0..<sampler.layout.walkers).map { sampler.state(ofWalker: $0).p }
    for i in values.indices {
      // Momenta that are all the same (walkers at rest) have no test.
      guard let test = try? andersonDarling(momenta.map { $0[i] }) else { continue }
      values[i].append(test.effectSize)
    }
  }

  // MARK: - Checkpointable

  var state: StateArchive {
    var state = StateArchive()
    state.put([taken], as: "looks")
    for (i, distances) in values.enumerated() { state.put(distances, as: "component\(i)") }
    return state
  }

  func restore(_ state: StateArchive) throws(StorageError) {
    taken = try state.counts("looks", count: 1)[0]
    guard (0...looks).contains(taken) else {
      throw StateArchive.mismatch("\(taken) looks at the momenta are too many")
    }
    for i in values.indices { values[i] = try state.reals("component\(i)") }
  }
}
