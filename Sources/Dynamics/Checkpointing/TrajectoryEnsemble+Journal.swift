import Storage

extension TrajectoryEnsemble: Checkpointable {
  /// All that the rest of the trajectories depends on; the steps taken are the counter of the random numbers.
  public var state: StateArchive {
    var state = StateArchive()
    state.put(ensemble.position.contents, as: "position")
    state.put(ensemble.momentum.contents, as: "momentum")
    state.put(gradient.contents, as: "gradient")
    state.put([stepsTaken, recordsTaken, hasStarted ? 1 : 0], as: "counters")
    return state
  }

  public func restore(_ state: StateArchive) throws(StorageError) {
    try ensemble.position.restore(state, "position")
    try ensemble.momentum.restore(state, "momentum")
    try gradient.restore(state, "gradient")
    let counters = try state.integers("counters", count: 3)
    guard counters.allSatisfy((0...WorkStretch.longest).contains) else {
      throw StateArchive.mismatch("the steps \(counters) cannot have been taken")
    }
    (stepsTaken, recordsTaken, hasStarted) = (counters[0], counters[1], counters[2] == 1)
  }

  /// Takes `records` records, the initial states being record 0, from where an earlier run left them.
  ///
  /// - Parameters:
  ///   - records: of the whole run; none must have been taken before.
  ///   - stepsPerRecord: steps between records.
  ///   - observers: called at every record.
  ///   - unit: where the journal has the run; nil to keep no journal.
  ///   - cancellation: stops the run after a segment, with its state in the journal.
  ///   - afterSegment: called after each segment with the records that are done.
  /// - Throws: `DynamicsError` as without a journal; a `StorageError` when the journal does not fit.
  public func advance(
    records: Int, stepsPerRecord: Int,
    observers: [any TrajectoryObserver & Checkpointable] = [], unit: WorkUnit?,
    cancellation: Cancellation? = nil, afterSegment: (_ recordsDone: Int) -> Void = { _ in }
  ) throws {
    let stretch = WorkStretch(unit, changing: [self] + observers)
    let first = try stretch.resume(of: records)
    guard recordsTaken == first else {
      throw StateArchive.mismatch("\(first) records are done, and \(recordsTaken) were taken")
    }
    do {
      try advance(
        records: records - first, stepsPerRecord: stepsPerRecord, observers: observers,
        cancellation: cancellation
      ) { done in
        afterSegment(first + done)
        stretch.reached(first + done, of: records)
      }
    } catch {
      if case .cancelled = error { stretch.suspend(at: recordsTaken) }
      throw error
    }
  }
}
