import CoarseGraining
import Dynamics
import Statistics
import Storage

/// Looks at the data some times along the recorded run, for the convergence plots and the first half's moments.
final class ConvergenceRecorder: Checkpointable {
  /// The looks so far.
  private(set) var checkpoints: [SampledRun.Checkpoint] = []
  /// The moments of the first half, once it is over.
  private(set) var firstHalf: WalkerMoments?

  private let map: SamplingMap
  private let steps: Int
  private let moments: MomentAccumulator
  private let observer: PotentialObserver
  private let burnInForces: ForceNormalEquations?
  private let hasHistogram: Bool

  /// How many times the data are looked at.
  static let looks = 16

  init(
    map: SamplingMap, steps: Int, moments: MomentAccumulator, observer: PotentialObserver,
    burnInForces: ForceNormalEquations?, hasHistogram: Bool
  ) {
    self.map = map
    self.steps = steps
    self.moments = moments
    self.observer = observer
    self.burnInForces = burnInForces
    self.hasHistogram = hasHistogram
  }

  /// Looks when it is time for it; to be called between segments.
  func note(_ done: Int) {
    if firstHalf == nil, 2 * done >= steps { firstHalf = moments.snapshot() }
    guard done * Self.looks >= steps * (checkpoints.count + 1) else { return }
    let seen = moments.snapshot()
    checkpoints.append(
      SampledRun.Checkpoint(
        time: Double(done) * map.step,
        temperature: (try? seen.configurationalTemperature(map).estimate) ?? .undefined,
        histogram: hasHistogram ? observer.histograms.first?.snapshot() : nil,
        forces: observer.forces?.union(burnInForces).snapshot()))
  }

  // MARK: - Checkpointable

  var state: StateArchive {
    var state = StateArchive()
    state.put([checkpoints.count, firstHalf == nil ? 0 : 1], as: "counts")
    if let firstHalf { state.put(firstHalf.state, as: "first_half") }
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
    let counts = try state.integers("counts", count: 2)
    guard (0...Self.looks).contains(counts[0]) else {
      throw StateArchive.mismatch("\(counts[0]) looks at the data are too many")
    }
    firstHalf =
      counts[1] == 0
      ? nil
      : try WalkerMoments(
        state.part("first_half"), layout: moments.layout, index: moments.index)
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
