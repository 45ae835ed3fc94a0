/// What a training calls meanwhile, on its own thread.
public struct TrainingHooks {
  /// Called with where it stands, at most once in `progressInterval`, and at the end.
  public var progress: ((TrainingProgress) -> Void)?
  public var progressInterval: Duration
  /// Called with a state to be stored, at most once in `checkpointInterval`, and when it was
  /// cancelled. What it throws ends the training.
  public var checkpoint: ((TrainerState) throws -> Void)?
  public var checkpointInterval: Duration

  /// Hooks from their parts.
  public init(
    progressInterval: Duration = .milliseconds(100), checkpointInterval: Duration = .seconds(30),
    progress: ((TrainingProgress) -> Void)? = nil,
    checkpoint: ((TrainerState) throws -> Void)? = nil
  ) {
    self.progress = progress
    self.progressInterval = progressInterval
    self.checkpoint = checkpoint
    self.checkpointInterval = checkpointInterval
  }
}
