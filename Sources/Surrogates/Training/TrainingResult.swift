/// What came of a training.
public struct TrainingResult: Sendable {
  /// How it ended.
  public let outcome: TrainingOutcome
  /// Its last state; of one that was interrupted, what it is taken up from.
  public let state: TrainerState
  /// Samples trained on per second since it was started or taken up.
  public let samplesPerSecond: Double

  /// The parameters with the lowest monitored loss (validation, else training) of all epochs;
  /// before the end of the first those of the start.
  public var parameters: [Float] { state.best.parameters }
  /// That loss, which is infinite where none is known, and its epoch.
  public var best: TrainerState.Best { state.best }
  /// The epochs.
  public var curve: LearningCurve { state.curve }
}
