/// Where a training stands.
public struct TrainingProgress: Equatable, Sendable {
  /// The epoch under way, counted from 1, and their number.
  public var epoch: Int
  public var epochs: Int
  /// The part of the whole training that is done, from 0 to 1.
  public var fraction: Double
  /// The mean training loss of the epoch so far; NaN before its first batch.
  public var trainingLoss: Double
  /// The last validation loss, or nil.
  public var validationLoss: Double?
  /// The lowest monitored loss, or nil before there is one.
  public var bestLoss: Double?
  /// The rate of the last step.
  public var learningRate: Double
  /// Samples trained on per second since the training was started or taken up.
  public var samplesPerSecond: Double
}
