import Dynamics
import LinearAlgebra
import Potentials
import Statistics
import Storage
import Synchronization
import Testing

/// What a stretch of work gives when it is taken up from any of its checkpoints.
@Suite struct ResumedSamplingTests {
  /// Everything that a journal is asked to store, in order.
  private final class Store: Sendable {
    let states = Mutex<[WorkJournal.Entries]>([])

    func journal(_ entries: WorkJournal.Entries = [:]) -> WorkJournal {
      WorkJournal(entries, interval: .zero) { [self] entries in
        states.withLock { $0.append(entries) }
      }
    }
  }

  private struct Outcome: Equatable {
    var states: [[Double]] = []
    var sums: [[Double]] = []
    var traces: [[Double]] = []
    var samples: [Double] = []
    var sinks = SinkReport()
  }

  /// The step is so small that walkers are trapped and revived again and again.
  private func sample(
    _ journal: WorkJournal?, threads: Int, cancellation: Cancellation? = nil,
    afterSegment: (Int) -> Void = { _ in }
  ) throws -> Outcome {
    let potential = try ExpressionPotential(
      "x^2/2 + y^2 + 0.001*cos(x/0.001)", coordinates: ["x", "y"])
    let sampler = try EnsembleSampler(
      potential: potential, map: DampedVerlet(step: 0.05, friction: 0.1 * Matrix.identity(2)),
      initial: InitialLaw(positions: .normal(mean: [0, 0], deviation: [0.5, 0.5])),
      walkers: 150, seed: 5, threads: threads)
    let schedule = RecordSchedule(every: 10, windowEvery: 3)
    let unit = journal.map { WorkUnit("sampling", in: $0) }
    try sampler.advance(
      steps: 1000, schedule: schedule, unit: unit?.part("burn_in"), cancellation: cancellation)
    sampler.resetSinkReport()
    let steps = 10_100
    let moments = MomentAccumulator(layout: sampler.layout, dimension: 2)
    let store = SampleStore(
      layout: sampler.layout, dimension: 2, schedule: schedule, records: steps / 10)
    let traces = TraceRecorder(layout: sampler.layout, dimension: 2, records: steps / 10)
    try sampler.advance(
      steps: steps, schedule: schedule, observers: [moments, store, traces],
      unit: unit?.part("recorded"), cancellation: cancellation, afterSegment: afterSegment)
    let seen = moments.snapshot()
    return Outcome(
      states: (0..<150).map { sampler.state(ofWalker: $0).q + sampler.state(ofWalker: $0).p },
      sums: (0..<seen.index.count).map { seen.means($0) },
      traces: (0..<2).flatMap { traces.positions($0) + traces.momenta($0) },
      samples: store.position + store.momentum + store.midpoint + store.gradient,
      sinks: sampler.sinks)
  }

  @Test func aFinishedStretchIsNotTakenAgain() throws {
    let whole = try sample(nil, threads: 2)
    #expect(whole.sinks.revivals > 0)
    let journal = WorkJournal(interval: .seconds(3600)) { _ in }
    #expect(try sample(journal, threads: 2) == whole)
    var segments = 0
    #expect(try sample(journal, threads: 1) { _ in segments += 1 } == whole)
    #expect(segments == 0)
  }

  @Test func cancellingLeavesTheLastSegment() throws {
    let whole = try sample(nil, threads: 1)
    for stop in [400, 4000, 10_000] {
      let cancellation = Cancellation()
      let journal = WorkJournal(interval: .seconds(3600)) { _ in }
      let error = #expect(throws: DynamicsError.self) {
        try sample(journal, threads: 2, cancellation: cancellation) {
          if $0 >= stop { cancellation.cancel() }
        }
      }
      #expect(error == .cancelled)
      #expect(try journal.entry("sampling.recorded")?.integers("done") == [stop])
      var first: Int?
      let resumed = try sample(journal, threads: 3) { first = first ?? $0 }
      #expect(resumed == whole)
      // Nothing was done twice.
      #expect(first == min(stop + 400, 10_100))
    }
  }

  @Test func trajectoriesGoOnFromEveryCheckpoint() throws {
    let states = normalStates(70, mean: [0, 0, 0, 0], deviation: [1, 1, 1, 1], seed: 61)
    func run(_ journal: WorkJournal?, threads: Int) throws -> [PhasePoint] {
      let ensemble = try TrajectoryEnsemble(
        potential: ExpressionPotential("(x^2 - 1)^2 + x*y + y^2", coordinates: ["x", "y"]),
        integrator: .baoab(
          BAOAB(step: 0.1, friction: 0.5 * Matrix.identity(2), temperature: 0.7)),
        states: states, seed: 6, threads: threads)
      try ensemble.advance(
        records: 20_000, stepsPerRecord: 3, observers: [],
        unit: journal.map { WorkUnit("langevin", in: $0) })
      return (0..<70).map { ensemble.state(ofWalker: $0) }
    }
    let whole = try run(nil, threads: 2)
    let store = Store()
    #expect(try run(store.journal(), threads: 2) == whole)
    let kept = store.states.withLock { $0 }
    // How often a state is kept depends on the clock.
    try #require(!kept.isEmpty)
    for index in Set([0, kept.count / 2, kept.count - 1]) {
      #expect(try run(Store().journal(kept[index]), threads: 1) == whole)
    }
  }

  @Test func statesOfOtherRunsAreRefused() throws {
    let journal = WorkJournal(interval: .seconds(3600)) { _ in }
    _ = try sample(journal, threads: 2)
    var entries = journal.entries
    var entry = try #require(entries["sampling.recorded"])
    for wrong in [[-1], [401], [1 << 60], [Int]()] {
      entry.put(wrong, as: "done")
      entries["sampling.recorded"] = entry
      #expect(throws: StorageError.self) { try sample(Store().journal(entries), threads: 1) }
    }
    entry.put([10_100], as: "done")
    entry.put([1.0], as: "object0.position")
    entries["sampling.recorded"] = entry
    let error = #expect(throws: StorageError.self) {
      try sample(Store().journal(entries), threads: 1)
    }
    #expect(error?.reason.contains("'position'") == true)
  }
}
