import CoarseGraining
import Comparison
import Dynamics
import Foundation
import LinearAlgebra
import Statistics

/// Uniform and normal numbers in a fixed order.
struct Draws {
  private let generator: Philox
  private var counter: UInt64 = 0

  init(seed: UInt64, stream: UInt64 = 0) { generator = Philox(seed: seed, stream: stream) }

  mutating func uniform() -> Double {
    counter += 1
    return generator.uniform(counter, 0)
  }

  mutating func normal() -> Double {
    counter += 1
    return generator.normals(counter, 1).0
  }

  mutating func integer(below bound: Int) -> Int { min(Int(uniform() * Double(bound)), bound - 1) }
}

/// Shows made-up trajectories to an observer, record by record.
final class FrameSource {
  let layout: EnsembleLayout
  let dimension: Int
  private let buffer: UnsafeMutablePointer<Double>

  init(walkers: Int, dimension: Int) {
    layout = EnsembleLayout(walkers: walkers)
    self.dimension = dimension
    buffer = .allocate(capacity: blockStride * dimension)
    buffer.initialize(repeating: .nan, count: blockStride * dimension)
  }

  deinit { buffer.deallocate() }

  func show(_ observer: any TrajectoryObserver, record: Int, position: (Int, Int) -> Double) {
    for block in 0..<layout.blocks {
      for (lane, walker) in layout.walkers(inBlock: block).enumerated() {
        for i in 0..<dimension { buffer[i * blockStride + lane] = position(walker, i) }
      }
      observer.observe(
        TrajectoryFrame(
          layout: layout, dimension: dimension, block: block, record: record, position: buffer,
          momentum: buffer))
    }
  }
}

/// A Markov chain in discrete time on states 0 ..< n, with the potential that makes chosen states the
/// wells of a partition: grid point s of a 1-D axis is state s.
struct Chain {
  var transitions: Matrix
  var partition: WellPartition

  /// `levels` is V per state; wells deeper than 1 are kept.
  init(transitions: Matrix, levels: [Double]) {
    self.transitions = transitions
    let axis = UniformAxis(lower: -0.5, upper: Double(levels.count) - 0.5, count: levels.count)
    partition = WellPartition(
      values: levels, axes: [axis], supported: levels.map { _ in true }, minimumDepth: 1)
  }

  /// The next state.
  func next(_ state: Int, _ draws: inout Draws) -> Int {
    var u = draws.uniform()
    for target in 0..<transitions.columns {
      u -= transitions[state, target]
      if u < 0 { return target }
    }
    return state
  }

  /// The mean number of steps from each state to `target`: (I − Q) t = 1 without the target.
  func meanPassageTimes(to target: Int) throws -> [Double] {
    let others = (0..<transitions.rows).filter { $0 != target }
    var system = Matrix.identity(others.count)
    for (i, a) in others.enumerated() {
      for (j, b) in others.enumerated() { system[i, j] -= transitions[a, b] }
    }
    let solution = try system.solve([Double](repeating: 1, count: others.count))
    var times = [Double](repeating: 0, count: transitions.rows)
    for (i, state) in others.enumerated() { times[state] = solution[i] }
    return times
  }

  /// The stationary law, by squaring the transition matrix.
  func stationaryLaw() -> [Double] {
    var power = transitions
    for _ in 0..<40 {
      power = power * power
    }
    return (0..<power.columns).map { power[0, $0] }
  }

  /// Follows walkers from given states and returns what the tracker saw.
  func follow(
    from states: [Int], records: Int, draws: inout Draws, fromRecord: Int = 0
  ) -> CoreSetTallies {
    let source = FrameSource(walkers: states.count, dimension: 1)
    let tracker = CoreSetTracker(
      partition: partition, layout: source.layout, interval: 1, fromRecord: fromRecord)
    var states = states
    for record in 0...records {
      if record > 0 { for w in states.indices { states[w] = next(states[w], &draws) } }
      source.show(tracker, record: record) { walker, _ in Double(states[walker]) }
    }
    return tracker.tallies
  }
}
