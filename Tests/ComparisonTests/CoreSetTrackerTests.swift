import CoarseGraining
import Comparison
import Dynamics
import Testing

@Suite struct CoreSetTrackerTests {
  /// Seven states: cores 0, 3, 6 are the minima, 1, 2, 4, 5 the slopes between them.
  static let levels = [0.0, 3, 3.5, 0.5, 3.5, 3.25, 1]

  static func partition() -> WellPartition {
    // With high ends, so that the outer minima are not on the rim.
    let padded = UniformAxis(lower: -1.5, upper: 7.5, count: 9)
    return WellPartition(
      values: [9] + levels + [9], axes: [padded], supported: [Bool](repeating: true, count: 9),
      minimumDepth: 1)
  }

  /// The definition, word for word: every pair on its own, forward through the whole series.
  static func reference(
    _ cores: [Int?], from a: Int, to b: Int
  ) -> (exposure: Int, passages: Int) {
    var (exposure, passages) = (0, 0)
    var start: Int?
    for (t, core) in cores.enumerated() {
      if core == a && start == nil { start = t }
      if core == b, let begun = start {
        exposure += t - begun
        passages += 1
        start = nil
      }
    }
    if let start { exposure += cores.count - 1 - start }
    return (exposure, passages)
  }

  @Test(arguments: [1, 7, 130, 1100])
  func agreesWithTheDefinition(walkers: Int) {
    let partition = Self.partition()
    #expect(partition.wells.count == 3)
    let source = FrameSource(walkers: walkers, dimension: 1)
    let (first, records) = (5, 60)
    let tracker = CoreSetTracker(
      partition: partition, layout: source.layout, interval: 0.25, fromRecord: first)
    var draws = Draws(seed: 3, stream: UInt64(walkers))
    // A wandering walk that also leaves the grid, and turns NaN now and then.
    var x = (0..<walkers).map { _ in 8 * draws.uniform() - 1 }
    var series = [[Double]](repeating: [], count: walkers)
    for record in 0...records {
      for w in 0..<walkers {
        x[w] += 2.5 * draws.normal()
        x[w] = min(max(x[w], -3), 9)
      }
      let shown = x.map { draws.uniform() < 0.02 ? .nan : $0 }
      for w in 0..<walkers where record >= first { series[w].append(shown[w]) }
      source.show(tracker, record: record) { walker, _ in shown[walker] }
    }
    let tallies = tracker.tallies
    #expect(tallies.wells == 3 && tallies.walkers == walkers)
    for a in 0..<3 {
      for w in 0..<walkers {
        let count = series[w].count { partition.basin(of: [$0]) == a }
        #expect(tallies.occupation(of: a).dropFirst(w).first == Double(count) / 56)
      }
      for b in 0..<3 where b != a {
        for w in 0..<walkers {
          let expected = Self.reference(
            series[w].map { partition.core(of: [$0]) }, from: a, to: b)
          let k = (a * 3 + b) * walkers + w
          #expect(tallies.exposure[k] == 0.25 * Double(expected.exposure))
          #expect(tallies.passages[k] == expected.passages)
        }
      }
    }
    #expect(tallies.passages.reduce(0, +) >= walkers / 2)
  }

  @Test func planeIsReadRowMajor() {
    let axes = [
      UniformAxis(lower: -1.5, upper: 1.2, count: 100),
      UniformAxis(lower: -0.5, upper: 2, count: 100),
    ]
    let partition = WellPartition(
      values: WellPartitionTests.surface(axes, WellPartitionTests.mullerBrown), axes: axes,
      supported: [Bool](repeating: true, count: 10_000), minimumDepth: 0.5)
    let source = FrameSource(walkers: 200, dimension: 2)
    let tracker = CoreSetTracker(partition: partition, layout: source.layout, interval: 1)
    var draws = Draws(seed: 8)
    let points = (0..<200).map { _ in [3 * draws.uniform() - 1.6, 3 * draws.uniform() - 0.7] }
    source.show(tracker, record: 0) { points[$0][$1] }
    let tallies = tracker.tallies
    for well in 0..<3 {
      #expect(
        Array(tallies.occupation(of: well))
          == points.map { partition.basin(of: $0) == well ? 1 : 0 })
    }
  }

  @Test func trajectoriesThatNeverLeaveKeepTheClockRunning() {
    let partition = Self.partition()
    let source = FrameSource(walkers: 20, dimension: 1)
    let tracker = CoreSetTracker(partition: partition, layout: source.layout, interval: 0.5)
    for record in 0...100 { source.show(tracker, record: record) { _, _ in 0 } }
    let tallies = tracker.tallies
    #expect(tallies.occupation(of: 0).allSatisfy { $0 == 1 })
    #expect(tallies.passages.allSatisfy { $0 == 0 })
    #expect(tallies.exposure(from: 0, to: 1).allSatisfy { $0 == 50 })
    #expect(tallies.exposure(from: 1, to: 0).allSatisfy { $0 == 0 })
  }

  @Test func nothingSeenNothingCounted() {
    let layout = EnsembleLayout(walkers: 10)
    let tracker = CoreSetTracker(partition: Self.partition(), layout: layout, interval: 1)
    #expect(tracker.tallies.occupation.allSatisfy { $0 == 0 })
    #expect(tracker.tallies.exposure.allSatisfy { $0 == 0 })
    // A partition without wells.
    let axis = UniformAxis(lower: 0, upper: 1, count: 4)
    let empty = WellPartition(
      values: [0, 1, 2, 3], axes: [axis], supported: [Bool](repeating: false, count: 4),
      minimumDepth: 1)
    let source = FrameSource(walkers: 10, dimension: 1)
    let idle = CoreSetTracker(partition: empty, layout: source.layout, interval: 1)
    source.show(idle, record: 0) { _, _ in 0.5 }
    #expect(idle.tallies.wells == 0 && idle.tallies.occupation.isEmpty)
  }
}
