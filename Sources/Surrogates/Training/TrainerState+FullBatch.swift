import Storage

extension TrainerState {
  /// Writes the state of L-BFGS.
  static func write(_ state: LBFGS.State, to file: HDF5File, at group: String) throws {
    try file.write(
      [state.stagnation, state.iterations, state.evaluations], at: "\(group)/counters")
    try file.write([state.loss, state.stepLength], at: "\(group)/numbers")
    try file.write(state.position, at: "\(group)/position")
    try file.write(state.gradient, at: "\(group)/gradient")
    let shape = [state.displacements.count, state.position.count]
    try file.write(
      state.displacements.flatMap { $0 }, shape: shape, at: "\(group)/displacements")
    try file.write(
      state.gradientChanges.flatMap { $0 }, shape: shape, at: "\(group)/gradient_changes")
  }

  /// Reads the state of L-BFGS; nil where there is none.
  static func readFullBatch(
    _ file: HDF5File, at group: String, require: (Bool, String) throws -> Void
  ) throws -> LBFGS.State? {
    guard file.contains(group) else { return nil }
    let counters = try file.readInts("\(group)/counters").values
    let numbers = try file.readDoubles("\(group)/numbers").values
    let position = try file.readDoubles("\(group)/position").values
    let gradient = try file.readDoubles("\(group)/gradient").values
    let displacements = try file.readDoubles("\(group)/displacements")
    let changes = try file.readDoubles("\(group)/gradient_changes")
    try require(
      counters.count == 3 && numbers.count == 2 && gradient.count == position.count
        && displacements.shape.count == 2 && displacements.shape[1] == position.count
        && displacements.shape == changes.shape, "has an L-BFGS whose parts do not fit together")
    func rows(_ array: HDF5Array<Double>) -> [[Double]] {
      (0..<array.shape[0]).map {
        Array(array.values[($0 * position.count)..<(($0 + 1) * position.count)])
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
