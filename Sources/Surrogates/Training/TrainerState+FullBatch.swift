import Storage

extension TrainerState {
  /// The state of L-BFGS as numbers.
  static func archive(of state: LBFGS.State) -> StateArchive {
    var archive = StateArchive()
    archive.put(
      [state.stagnation, state.iterations, state.evaluations, state.displacements.count],
      as: "counters")
    archive.put([state.loss, state.stepLength], as: "numbers")
    archive.put(state.position, as: "position")
    archive.put(state.gradient, as: "gradient")
    archive.put(state.displacements.flatMap { $0 }, as: "displacements")
    archive.put(state.gradientChanges.flatMap { $0 }, as: "gradient_changes")
    return archive
  }

  /// The state of L-BFGS from its numbers; nil where there are none.
  ///
  /// - Throws: a `StorageError` of kind `damaged` where parts of it do not fit together.
  static func fullBatch(_ archive: StateArchive) throws(StorageError) -> LBFGS.State? {
    if archive.integers.isEmpty { return nil }
    let counters = try archive.integers("counters", count: 4)
    guard counters.allSatisfy((0...(1 << 48)).contains) else {
      throw StateArchive.mismatch("the counters of L-BFGS are impossible")
    }
    let numbers = try archive.reals("numbers", count: 2)
    let position = try archive.reals("position")
    let gradient = try archive.reals("gradient", count: position.count)
    let (count, overflows) = counters[3].multipliedReportingOverflow(by: position.count)
    guard !overflows else { throw StateArchive.mismatch("the counters of L-BFGS are impossible") }
    let displacements = try archive.reals("displacements", count: count)
    let changes = try archive.reals("gradient_changes", count: count)
    func rows(_ values: [Double]) -> [[Double]] {
      (0..<(position.isEmpty ? 0 : counters[3])).map {
        Array(values[($0 * position.count)..<(($0 + 1) * position.count)])
      }
    }
    var state = LBFGS.State(position: position, loss: numbers[0], gradient: gradient)
    state.stepLength = numbers[1]
    state.displacements = rows(displacements)
    state.gradientChanges = rows(changes)
    (state.stagnation, state.iterations, state.evaluations) = (
      counters[0], counters[1], counters[2]
    )
    return state
  }
}
