import Dynamics
import Foundation
import LinearAlgebra
import Statistics
import Reference
import Testing

/// What accumulators keep, against everything that happened.
@Suite struct ObserverTests {
  private struct Setup {
    let problem: WavyQuadratic
    let map: DampedVerlet
    let sampler: EnsembleSampler
    let law: InitialLaw
  }

  private func setup(dimension d: Int, walkers: Int, seed: Int = 1) throws -> Setup {
    var random = RandomProblems(seed: seed)
    let problem = WavyQuadratic(dimension: d, using: &random)
    let map = try DampedVerlet(
      step: 0.3, friction: random.semidefinite(d, floor: 0.1),
      inverseMass: random.semidefinite(d, floor: 0.5))
    let law = InitialLaw(
      positions: .normal(mean: random.normals(d), deviation: [Double](repeating: 1, count: d)))
    let sampler = try EnsembleSampler(
      potential: problem.expression(), map: map, initial: law, walkers: walkers, seed: 8,
      threads: 2)
    return Setup(problem: problem, map: map, sampler: sampler, law: law)
  }

  /// Records come after every `every` steps, whatever remains at the end, and show the oracle's
  /// numbers.
  @Test(arguments: [
    (RecordSchedule(every: 10), 25), (RecordSchedule(every: 1), 7), (RecordSchedule(every: 30), 25),
    (RecordSchedule(every: 25), 25),
    (RecordSchedule(every: 3, windowEvery: 2, windowLength: 5), 25),
    (RecordSchedule(every: 5, windowEvery: 1, windowLength: 5), 25),
    (RecordSchedule(every: 1, windowEvery: 3, windowLength: 4), 7),
  ])
  func framesShowTheRecordedSteps(schedule: RecordSchedule, steps: Int) throws {
    let walkers = 21
    let setup = try setup(dimension: 2, walkers: walkers)
    let recorder = RecordingObserver(windowLength: schedule.windowLength)
    try setup.sampler.advance(steps: steps, schedule: schedule, observers: [recorder])
    #expect(schedule.windowLength <= schedule.every)
    var expected: [RecordingObserver.Entry] = []
    let oracle = ReferenceMap(setup.map)
    let draws = Philox(seed: 8, stream: 0)
    for walker in 0..<walkers {
      let (q, p) = setup.law.draw(walker: walker, dimension: 2, generator: draws)
      var state = ReferenceMap.State(q: q, p: p)
      var window: [(q: [Double], g: [Double])] = []
      for step in 1...steps {
        let before = state.p
        let (next, midpoint, gradient) = oracle.advance(state, setup.problem.gradient)
        state = next
        window = (window + [(midpoint, gradient)]).suffix(schedule.windowLength)
        guard step % schedule.every == 0 else { continue }
        let record = step / schedule.every - 1
        let hasWindow = schedule.windowEvery > 0 && record % schedule.windowEvery == 0
        expected.append(
          .init(
            record: record, walker: walker, position: state.q, momentum: state.p,
            previousMomentum: before, midpoint: midpoint, gradient: gradient,
            windowMidpoints: hasWindow ? window.map(\.q) : [],
            windowGradients: hasWindow ? window.map(\.g) : []))
      }
    }
    expected.sort { ($0.record, $0.walker) < ($1.record, $1.walker) }
    let found = recorder.entries
    #expect(found.map(\.record) == expected.map(\.record))
    #expect(found.map(\.walker) == expected.map(\.walker))
    func numbers(_ e: RecordingObserver.Entry) -> [Double] {
      e.position + e.momentum + e.previousMomentum + e.midpoint + e.gradient
        + (e.windowMidpoints + e.windowGradients).flatMap { $0 }
    }
    for (a, b) in zip(found, expected) {
      #expect(numbers(a).count == numbers(b).count)
      #expect(zip(numbers(a), numbers(b)).allSatisfy { abs($0 - $1) < 1e-11 * max(1, abs($1)) })
    }
  }

  @Test func windowsAreClamped() {
    #expect(RecordSchedule(every: 3, windowEvery: 1, windowLength: 8).windowLength == 3)
    let long = RecordSchedule(every: 100, windowEvery: 1, windowLength: 50)
    #expect(long.windowLength == RecordSchedule.longestWindow)
  }

  @Test(arguments: [(1, 17), (2, 100), (3, 300), (5, 64)])
  func walkerMomentsAreTheNaiveSums(dimension d: Int, walkers: Int) throws {
    let setup = try setup(dimension: d, walkers: walkers)
    let recorder = RecordingObserver()
    let accumulator = MomentAccumulator(layout: setup.sampler.layout, dimension: d)
    try setup.sampler.advance(
      steps: 100, schedule: RecordSchedule(every: 4), observers: [recorder, accumulator])
    let early = accumulator.snapshot()
    try setup.sampler.advance(
      steps: 60, schedule: RecordSchedule(every: 4), observers: [accumulator])
    #expect(accumulator.snapshot().records == 40)
    #expect(accumulator.snapshot().subtracting(early).records == 15)
    #expect(early.records == 25)
    let index = early.index
    var naive = [[Double]](
      repeating: [Double](repeating: 0, count: walkers), count: index.count)
    for entry in recorder.entries {
      let (q, p, old) = (entry.position, entry.momentum, entry.previousMomentum)
      for i in 0..<d {
        naive[index.position(i)][entry.walker] += q[i] / 25
        naive[index.positionSquare(i)][entry.walker] += q[i] * q[i] / 25
        naive[index.momentum(i)][entry.walker] += p[i] / 25
        naive[index.momentumFourthPower(i)][entry.walker] += pow(p[i], 4) / 25
        for j in 0...i { naive[index.momentumProduct(i, j)][entry.walker] += p[i] * p[j] / 25 }
        for j in 0..<d { naive[index.laggedProduct(i, j)][entry.walker] += p[i] * old[j] / 25 }
      }
    }
    for m in 0..<index.count {
      let scale = naive[m].map(abs).max() ?? 0
      #expect(
        zip(early.means(m), naive[m]).allSatisfy { abs($0 - $1) <= 1e-13 * max(scale, 1) },
        "moment \(m)")
    }
    #expect(index.momentumProduct(0, d - 1) == index.momentumProduct(d - 1, 0))

    // Derived quantities, by the textbook formulas.
    let temperatures = (0..<walkers).map { w in
      (0..<d).reduce(0) { $0 + naive[index.momentumProduct($1, $1)][w] } / Double(d)
    }
    let n = Double(walkers)
    let average = temperatures.reduce(0, +) / n
    let scatter = temperatures.reduce(0) { $0 + ($1 - average) * ($1 - average) } / (n - 1)
    let estimate = early.temperature()
    #expect(abs(estimate.value - average) < 1e-13)
    #expect(abs(estimate.standardError - (scatter / n).squareRoot()) < 1e-13)
    let (positions, influences) = try early.configurationalTemperature(setup.map)
    #expect(influences.count == setup.sampler.layout.cohorts)
    let inverse = try (Matrix.identity(d) + setup.map.decay).inverse()
    let matrices = zip(early.momentumProducts(), early.laggedProducts()).map { now, lagged in
      inverse * (now + lagged) * setup.map.inverseMass
    }
    let expected = matrices.reduce(0) { $0 + $1.trace } / (n * Double(d))
    #expect(abs(positions.value - expected) < 1e-12)
    // Σδ = 0 and, for cohorts of one walker, SE² = Σδ².
    #expect(abs(influences.reduce(0, +)) < 1e-12)
    if setup.sampler.layout.cohortSize == 1 {
      let error = influences.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(abs(error - positions.standardError) < 1e-12)
    }
    let law = try early.momentumCovariance()
    for i in 0..<d {
      for j in 0..<d {
        let mean = naive[index.momentumProduct(i, j)].reduce(0, +) / n
        #expect(abs(law.value[i, j] - mean) < 1e-13)
      }
    }
  }

  /// q½ of one step follows from that of the step before and the momenta between, which follow
  /// backwards from the recorded one.
  @Test func storedWindowsAreConsecutiveSteps() throws {
    let d = 3
    let setup = try setup(dimension: d, walkers: 50)
    let schedule = RecordSchedule(every: 6, windowEvery: 2, windowLength: 4)
    let store = SampleStore(
      layout: setup.sampler.layout, dimension: d, schedule: schedule, records: 7)
    try setup.sampler.advance(steps: 44, schedule: schedule, observers: [store])
    // Records 0, 2, 4 and 6 have windows.
    #expect(store.perWalker == 4 && store.count == 200)
    #expect(store.position.count == 600 && store.gradient.count == 2400)
    let h = setup.map.step
    let backwards = try setup.map.decay.inverse()
    for n in 0..<store.count {
      #expect(store.cohort(ofSample: n) == setup.sampler.layout.cohort(ofWalker: n % 50))
      func row(_ values: [Double], _ s: Int, _ width: Int) -> [Double] {
        Array(values[((n * width + s) * d)..<((n * width + s + 1) * d)])
      }
      var p = row(store.momentum, 0, 1)
      var after = row(store.position, 0, 1)
      var drift = h / 2
      for s in Swift.stride(from: 3, through: 0, by: -1) {
        let middle = row(store.midpoint, s, 4)
        let g = row(store.gradient, s, 4)
        let v = setup.map.inverseMass * p
        for i in 0..<d { #expect(abs(middle[i] + drift * v[i] - after[i]) < 1e-10) }
        #expect(zip(g, setup.problem.gradient(middle)).allSatisfy { abs($0 - $1) < 1e-10 })
        let kick = setup.map.kick * g
        p = backwards * zip(p, kick).map(+)
        after = middle
        drift = h
      }
    }
  }

  @Test func storeWithoutWindowsIsEmpty() throws {
    let setup = try setup(dimension: 1, walkers: 9)
    let schedule = RecordSchedule(every: 5)
    let store = SampleStore(
      layout: setup.sampler.layout, dimension: 1, schedule: schedule, records: 4)
    try setup.sampler.advance(steps: 20, schedule: schedule, observers: [store])
    #expect(store.count == 0 && store.position.isEmpty && store.midpoint.isEmpty)
  }

  /// Every `interval`-th record of walkers spread over the ensemble, at most `capacity` of them.
  @Test(arguments: [(40, 10), (40, 40), (40, 64), (41, 10), (7, 3), (0, 10)])
  func tracesAreThinned(records: Int, capacity: Int) throws {
    let setup = try setup(dimension: 2, walkers: 130)
    let recorder = RecordingObserver()
    let traces = TraceRecorder(
      layout: setup.sampler.layout, dimension: 2, records: records, walkers: 5, capacity: capacity)
    try setup.sampler.advance(
      steps: 2 * records, schedule: RecordSchedule(every: 2), observers: [recorder, traces])
    #expect(traces.length <= capacity && traces.length * traces.interval <= records)
    #expect((traces.length + 1) * traces.interval > records)
    #expect(traces.walkers.count == 5 && Set(traces.walkers).count == 5)
    let entries = recorder.entries
    for (slot, walker) in traces.walkers.enumerated() {
      let kept = entries.filter {
        $0.walker == walker && ($0.record + 1) % traces.interval == 0
      }.prefix(traces.length)
      for i in 0..<2 {
        #expect(traces.positions(i)[slot] == kept.map { $0.position[i] })
        #expect(traces.momenta(i)[slot] == kept.map { $0.momentum[i] })
      }
    }
  }

  /// A store and traces that are thinned while the run goes on hold every so manieth of what others do that have
  /// room for all.
  @Test(arguments: [80, 83, 120, 400])
  func thinningKeepsWhatIsEvenlySpread(records: Int) throws {
    let setup = try setup(dimension: 2, walkers: 50)
    let layout = setup.sampler.layout
    let schedule = RecordSchedule(every: 10, windowEvery: 2)
    let store = SampleStore(layout: layout, dimension: 2, schedule: schedule, records: 40)
    let all = SampleStore(layout: layout, dimension: 2, schedule: schedule, records: records)
    let traces = TraceRecorder(
      layout: layout, dimension: 2, records: 64, walkers: 5, capacity: 64)
    let series = TraceRecorder(layout: layout, dimension: 2, records: records, walkers: 5)
    try setup.sampler.advance(
      steps: 10 * records, schedule: schedule, observers: [store, all, traces, series]
    ) { done in
      // A segment has 40 records.
      store.makeRoom(forRecords: min(done / 10 + 40, records))
      traces.makeRoom(forRecords: min(done / 10 + 40, records))
    }
    store.close(afterRecords: records)
    traces.close(afterRecords: records)

    var factor = 1
    while (records + 2 * factor - 1) / (2 * factor) > 20 { factor *= 2 }
    #expect(store.perWalker <= 20 && store.perWalker > 10)
    #expect(store.perWalker == (all.perWalker + factor - 1) / factor)
    func kept(_ values: [Double], _ width: Int) -> [Double] {
      let size = 50 * 2 * width
      return (0..<store.perWalker).flatMap { slot in
        values[slot * factor * size..<(slot * factor + 1) * size]
      }
    }
    #expect(store.position == kept(all.position, 1) && store.momentum == kept(all.momentum, 1))
    #expect(store.midpoint == kept(all.midpoint, 4) && store.gradient == kept(all.gradient, 4))

    var every = 1
    while records / every > 64 { every *= 2 }
    #expect(traces.interval == every && traces.length == records / every)
    for i in 0..<2 {
      for (thin, whole) in zip(
        traces.positions(i) + traces.momenta(i), series.positions(i) + series.momenta(i))
      {
        #expect(thin == (0..<records / every).map { whole[($0 + 1) * every - 1] })
      }
    }
  }

  /// A run that is told that it is enough ends there, as one of that length does.
  @Test func endsWhereItIsEnough() throws {
    func states(steps: Int, enough: Int?) throws -> (done: Int, states: [[Double]]) {
      let setup = try self.setup(dimension: 2, walkers: 50)
      let done = try setup.sampler.advance(
        steps: steps, schedule: RecordSchedule(every: 10)
      ) { _ in
      } isEnough: { done in
        done >= enough ?? .max
      }
      let sampler = setup.sampler
      return (done, (0..<50).map { sampler.state(ofWalker: $0).q + sampler.state(ofWalker: $0).p })
    }
    let stopped = try states(steps: 10_000, enough: 700)
    #expect(stopped.done == 800)
    let fixed = try states(steps: 800, enough: nil)
    #expect(fixed.done == 800 && fixed.states == stopped.states)
    #expect(try states(steps: 810, enough: 0).done == 0)
  }

  @Test func everyWalkerIsTracedInASmallEnsemble() {
    let traces = TraceRecorder(layout: EnsembleLayout(walkers: 3), dimension: 1, records: 10)
    #expect(traces.walkers == [0, 1, 2] && traces.interval == 1 && traces.length == 10)
  }
}
