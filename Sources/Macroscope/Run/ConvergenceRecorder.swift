import CoarseGraining
import Dynamics
import Statistics
import Storage

/// Looks at the data some times along the recorded run, for the convergence plots and the first half's moments.
///
/// Of a run whose length is not known before it ends, the lengths where it may stop are the times: among them
/// is the middle of each that is long enough.
final class ConvergenceRecorder: Checkpointable {
  /// The looks so far.
  private(set) var checkpoints: [SampledRun.Checkpoint] = []
  /// The moments after so many steps, where the run may have its middle, ascending.
  private var halves: [(steps: Int, moments: WalkerMoments)] = []

  private let map: SamplingMap
  /// When the data are looked at, in steps, ascending.
  private let times: [Int]
  /// Where the middle of the run may be.
  private let middles: [Int]
  private let moments: MomentAccumulator
  private let observer: PotentialObserver
  private let burnInForces: ForceNormalEquations?
  private let hasHistogram: Bool

  /// How many times the data of a run of known length are looked at.
  static let looks = 16
  /// Middles that are remembered: half of a length is two rungs of √2 below it.
  private static let remembered = 3

  init(
    map: SamplingMap, steps: Int, ladder: LengthLadder?, moments: MomentAccumulator,
    observer: PotentialObserver,
    burnInForces: ForceNormalEquations?, hasHistogram: Bool
  ) {
    self.map = map
    times = ladder?.lengths ?? (1...Self.looks).map { (steps * $0 + Self.looks - 1) / Self.looks }
    middles = ladder?.lengths ?? [(steps + 1) / 2]
    self.moments = moments
    self.observer = observer
    self.burnInForces = burnInForces
    self.hasHistogram = hasHistogram
  }

  /// Looks when it is time for it; to be called between segments.
  func note(_ done: Int) {
    if let middle = middles.last(where: { $0 <= done }), middle > halves.last?.steps ?? 0 {
      halves.append((done, moments.snapshot()))
      halves = halves.suffix(Self.remembered)
    }
    guard checkpoints.count < times.count, done >= times[checkpoints.count] else { return }
    let seen = moments.snapshot()
    checkpoints.append(
      SampledRun.Checkpoint(
        time: Double(done) * map.step,
        temperature: (try? seen.configurationalTemperature(map).estimate) ?? .undefined,
        histogram: hasHistogram ? observer.histograms.first?.snapshot() : nil,
        forces: observer.forces?.union(burnInForces).snapshot()))
  }

  /// The moments of the first half of a run of so many steps, or of what is nearest to it.
  func firstHalf(of done: Int) -> WalkerMoments? {
    halves.min { abs(2 * $0.steps - done) < abs(2 * $1.steps - done) }?.moments
  }

  // MARK: - Checkpointable

  var state: StateArchive {
    var state = StateArchive()
    state.put([checkpoints.count], as: "counts")
    state.put(halves.map(\.steps), as: "halves")
    for (index, half) in halves.enumerated() { state.put(half.moments.state, as: "half\(index)") }
    for (index, look) in checkpoints.enumerated() {
      let name = "look\(index)"
      state.put(
        [look.time, look.temperature.value, look.temperature.standardError],
        as: "\(name).numbers")
      if let histogram = look.histogram { state.put(histogram.state, as: "\(name).histogram") }
      if let forces = look.forces { state.put(forces.state, as: "\(name).forces") }
    }
    return state
  }

  func restore(_ state: StateArchive) throws(StorageError) {
    let counts = try state.integers("counts", count: 1)
    guard (0...times.count).contains(counts[0]) else {
      throw StateArchive.mismatch("\(counts[0]) looks at the data are too many")
    }
    let steps = try state.integers("halves")
    guard steps.count <= Self.remembered, steps.allSatisfy((0...WorkStretch.longest).contains)
    else { throw StateArchive.mismatch("a run cannot have \(steps.count) middles") }
    var halves: [(steps: Int, moments: WalkerMoments)] = []
    for (index, steps) in steps.enumerated() {
      halves.append(
        (
          steps,
          try WalkerMoments(
            state.part("half\(index)"), layout: moments.layout, index: moments.index)
        ))
    }
    self.halves = halves
    var looks: [SampledRun.Checkpoint] = []
    for index in 0..<counts[0] {
      let look = state.part("look\(index)")
      let numbers = try look.reals("numbers", count: 3)
      var histogram: HistogramSnapshot?
      if hasHistogram, let axes = observer.histograms.first?.axes {
        histogram = try HistogramSnapshot(look.part("histogram"), axes: axes)
      }
      var forces: ForceMoments?
      if let bases = observer.forces?.bases {
        forces = try ForceMoments(look.part("forces"), bases: bases)
      }
      looks.append(
        SampledRun.Checkpoint(
          time: numbers[0],
          temperature: Estimate(value: numbers[1], standardError: numbers[2]),
          histogram: histogram, forces: forces))
    }
    checkpoints = looks
  }
}
