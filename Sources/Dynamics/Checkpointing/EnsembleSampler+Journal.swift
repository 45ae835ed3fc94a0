import Storage

extension EnsembleSampler: Checkpointable {
  /// All that the rest of a run depends on: the walkers, the steps taken, which are the counter of the random
  /// numbers, and the report of trapped walkers.
  public var state: StateArchive {
    var state = StateArchive()
    state.put(ensemble.position.contents, as: "position")
    state.put(ensemble.momentum.contents, as: "momentum")
    state.put([stepsTaken], as: "steps_taken")
    state.put(sinks.state, as: "sinks")
    return state
  }

  public func restore(_ state: StateArchive) throws(StorageError) {
    try ensemble.position.restore(state, "position")
    try ensemble.momentum.restore(state, "momentum")
    stepsTaken = try state.integers("steps_taken", count: 1)[0]
    guard (0...WorkStretch.longest).contains(stepsTaken) else {
      throw StateArchive.mismatch("\(stepsTaken) steps cannot have been taken")
    }
    sinks = try SinkReport(state.part("sinks"), criterion: map.criterion)
    for block in 0..<layout.blocks { ensemble.lookForRunaways(inBlock: block) }
    if let walker = ensemble.firstRunaway {
      throw StateArchive.mismatch("walker \(walker) has run away")
    }
  }

  /// Takes `steps` steps as ``advance(steps:from:schedule:observers:cancellation:afterSegment:)`` does, from where an
  /// earlier run left them.
  ///
  /// - Parameters:
  ///   - steps: the steps of the whole stretch.
  ///   - schedule: which of them are recorded.
  ///   - observers: called at every recorded one.
  ///   - others: what else changes in the stretch, through `afterSegment`.
  ///   - unit: where the journal has the stretch; nil to keep no journal.
  ///   - cancellation: stops the stretch after a segment, with its state in the journal.
  ///   - afterSegment: called after each segment with the steps of the stretch that are done; of an earlier run's
  ///     segments no more.
  ///   - isEnough: asked before every segment, with the steps that are done, whether the stretch ends there. It is
  ///     asked again when a run goes on, so it must be a function of what the objects above have seen.
  /// - Returns: the steps of the stretch: `steps` unless it was enough before.
  /// - Throws: `DynamicsError` as without a journal; a `StorageError` when the journal does not fit.
  @discardableResult
  public func advance(
    steps: Int, schedule: RecordSchedule, observers: [any BlockObserver & Checkpointable] = [],
    others: [any Checkpointable] = [], unit: WorkUnit?, cancellation: Cancellation? = nil,
    afterSegment: (_ stepsDone: Int) -> Void = { _ in },
    isEnough: (_ stepsDone: Int) -> Bool = { _ in false }
  ) throws -> Int {
    let stretch = WorkStretch(unit, changing: [self] + observers + others)
    var reached = try stretch.resume(of: steps)
    guard reached == steps || reached % Self.segmentLength(schedule) == 0 else {
      throw StateArchive.mismatch("\(reached) steps are no whole segments")
    }
    do {
      try advance(
        steps: steps, from: reached, schedule: schedule, observers: observers,
        cancellation: cancellation
      ) { done in
        reached = done
        afterSegment(done)
        stretch.reached(done, of: steps)
      } isEnough: {
        isEnough($0)
      }
      if reached < steps { stretch.reached(reached, of: reached) }
    } catch {
      if case .cancelled = error { stretch.suspend(at: reached) }
      throw error
    }
    return reached
  }
}

extension SinkReport {
  /// The report as numbers.
  package var state: StateArchive {
    var state = StateArchive()
    state.put([revivals, examinations], as: "counts")
    state.put([walkerTime] + (steepestCurvature.map { [$0] } ?? []), as: "numbers")
    return state
  }

  /// The report from its numbers.
  package init(
    _ state: StateArchive, criterion: StabilityCriterion
  ) throws(StorageError) {
    self.init(criterion: criterion)
    let counts = try state.counts("counts", count: 2)
    let numbers = try state.reals("numbers")
    guard (1...2).contains(numbers.count) else {
      throw StateArchive.mismatch("a report of sinks holds \(numbers.count) numbers")
    }
    (revivals, examinations, walkerTime) = (counts[0], counts[1], numbers[0])
    steepestCurvature = numbers.count > 1 ? numbers[1] : nil
  }
}
