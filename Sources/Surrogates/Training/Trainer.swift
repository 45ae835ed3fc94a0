import Dynamics

/// Minimises an objective over data.
///
/// Mini-batches by Adam or momentum descent, or all samples at once by L-BFGS; docs/training.md
/// describes the parts. The result is a function of objective, data, settings and first parameters:
/// neither interruptions nor the number of threads change a bit of it.
public struct Trainer<Objective: TrainingObjective> {
  public let objective: Objective
  public let settings: TrainingSettings
  let training: any TrainingData
  let validation: (any TrainingData)?

  /// A trainer.
  ///
  /// - Parameters:
  ///   - objective: the loss.
  ///   - training: the samples to train on.
  ///   - validation: samples whose loss decides which epoch is the best; nil: that of the training does.
  ///   - settings: how to train.
  /// - Throws: `TrainingError` where settings or data make no sense.
  public init(
    _ objective: Objective, training: any TrainingData, validation: (any TrainingData)? = nil,
    settings: TrainingSettings
  ) throws(TrainingError) {
    try settings.check()
    guard training.count > 0 else { throw .invalidData("there are no samples to train on") }
    if let validation {
      guard validation.count > 0 else { throw .invalidData("there are no samples to validate on") }
      guard validation.dimension == training.dimension else {
        throw .invalidData("training and validation data differ in their number of coordinates")
      }
    }
    guard objective.termNames.count <= LossValue.maximumTerms else {
      throw .invalidSettings("a loss has at most \(LossValue.maximumTerms) terms")
    }
    var end = 0
    for group in objective.parameterGroups {
      guard group.range.lowerBound >= end, group.range.upperBound <= objective.parameterCount else {
        throw .invalidSettings("groups of parameters must follow each other within all of them")
      }
      end = group.range.upperBound
    }
    self.objective = objective
    self.settings = settings
    self.training = training
    self.validation = validation
  }

  /// Trains from the beginning.
  ///
  /// - Parameters:
  ///   - parameters: where to start.
  ///   - hooks: what to call meanwhile.
  ///   - cancellation: stops the training after the batch under way.
  /// - Returns: how it ended, with the best parameters. A loss that is not finite is an outcome.
  /// - Throws: what objective, data or hooks throw.
  public func train(
    from parameters: [Float], hooks: TrainingHooks = TrainingHooks(),
    cancellation: Cancellation? = nil
  ) throws -> TrainingResult {
    guard parameters.count == objective.parameterCount else {
      throw TrainingError.invalidSettings(
        "\(objective.parameterCount) parameters are needed, not \(parameters.count)")
    }
    let state = TrainerState(
      settings: settings, parameters: parameters, sampleCount: training.count,
      termNames: objective.termNames)
    return try run(state, hooks, cancellation)
  }

  /// Takes up a training that was interrupted; one that has ended gives its result again.
  ///
  /// - Parameters:
  ///   - state: its state.
  ///   - hooks: what to call meanwhile.
  ///   - cancellation: stops the training after the batch under way.
  /// - Returns: the result, as if there had been no interruption but for `seconds`.
  /// - Throws: `TrainingError.foreignState` where the state belongs to another training, and what
  ///   objective, data or hooks throw.
  public func resume(
    _ state: TrainerState, hooks: TrainingHooks = TrainingHooks(),
    cancellation: Cancellation? = nil
  ) throws -> TrainingResult {
    func require(_ condition: Bool, _ text: String) throws(TrainingError) {
      guard condition else { throw .foreignState(text) }
    }
    try require(state.settings == settings, "its settings differ")
    try require(
      state.parameters.count == objective.parameterCount,
      "it has \(state.parameters.count) parameters, not \(objective.parameterCount)")
    try require(
      state.sampleCount == training.count,
      "it was trained on \(state.sampleCount) samples, not \(training.count)")
    try require(
      state.curve.termNames == objective.termNames, "its loss has other terms")
    return try run(state, hooks, cancellation)
  }

  private func run(
    _ state: TrainerState, _ hooks: TrainingHooks, _ cancellation: Cancellation?
  ) throws -> TrainingResult {
    var session = TrainingSession(self, state: state, hooks: hooks, cancellation: cancellation)
    let outcome =
      if case .lbfgs(let constants) = settings.optimiser {
        try session.minimise(constants)
      } else {
        try session.descend()
      }
    return try session.result(outcome)
  }
}
