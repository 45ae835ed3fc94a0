import Dynamics

/// What the recorded part of a run keeps, and how much room that takes.
struct RecordPlan {
  /// The steps that are taken, at most.
  let steps: Int
  /// Where the run may stop before; nil: nowhere.
  let ladder: LengthLadder?
  let schedule: RecordSchedule
  /// Records that the store of samples and the traces begin with room for. Of a run that may stop early they are
  /// those of a short one, and are thinned while it goes on.
  let storedRecords: Int
  let tracedRecords: Int
  /// Steps between two looks of the sampler.
  let segment: Int

  init(_ sampling: SamplingSection) {
    let records = sampling.records
    steps = records * sampling.recordEvery
    segment = EnsembleSampler.segmentLength(RecordSchedule(every: sampling.recordEvery))
    ladder = sampling.ladder(segment: segment)
    let shortest = ladder.map { min(records, $0.least / sampling.recordEvery) } ?? records
    let stored = sampling.storedSamples
    let windowEvery =
      stored > 0 ? max(1, (shortest * sampling.walkers + stored - 1) / stored) : 0
    schedule = RecordSchedule(every: sampling.recordEvery, windowEvery: windowEvery)
    storedRecords =
      ladder == nil ? records : min(records, windowEvery * max(1, stored / sampling.walkers))
    tracedRecords = ladder == nil ? records : min(records, TraceRecorder.capacity)
  }

  /// Records that there will be after so many steps.
  func records(after done: Int) -> Int { min(done, steps) / schedule.every }
}
