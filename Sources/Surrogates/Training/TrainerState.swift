/// Everything that the rest of a training depends on, at a safe point: between two batches, or
/// between two iterations of L-BFGS.
///
/// A training that is taken up from a state continues as if it had not been interrupted, to the
/// bit. The order of samples needs no generator state: it is a function of (seed, epoch, batch).
public struct TrainerState: Equatable, Sendable {
  /// The settings of the training.
  public let settings: TrainingSettings
  /// The samples trained on: their number tells other data apart.
  public let sampleCount: Int
  /// θ.
  public internal(set) var parameters: [Float]
  /// The epoch under way, counted from 1; `settings.epochs + 1` when all are done.
  public internal(set) var epoch = 1
  /// Its batches that are done.
  public internal(set) var batch = 0
  /// Optimiser steps, and the running arrays of the optimiser of mini-batches.
  public internal(set) var step = 0
  public internal(set) var moments: [String: [Float]] = [:]
  /// L-BFGS, after its first evaluation.
  public internal(set) var fullBatch: LBFGS.State?
  /// The rate's factor from reductions on plateaus, and what they follow from.
  public internal(set) var rateFactor = 1.0
  public internal(set) var plateau = PlateauMonitor()
  /// What early stopping follows from.
  public internal(set) var stopping = PlateauMonitor()
  /// Sums over the batches of the epoch under way.
  public internal(set) var sums = EpochSums()
  /// The best epoch so far; at first the start, with the loss of its validation or infinity.
  public internal(set) var best: Best
  public internal(set) var curve: LearningCurve
  /// Time spent, in seconds.
  public internal(set) var seconds = 0.0

  /// Sums over the batches of an epoch.
  public struct EpochSums: Equatable, Sendable {
    /// Loss times samples.
    public var loss = LossValue.zero
    public var samples = 0
    public var gradientNorm = 0.0
    public var clipped = 0
    /// The rate of the last step.
    public var learningRate = 0.0
  }

  /// The epoch with the lowest monitored loss.
  public struct Best: Equatable, Sendable {
    public var epoch: Int
    public var loss: Double
    public var parameters: [Float]
  }

  /// The start of a training.
  init(
    settings: TrainingSettings, parameters: [Float], sampleCount: Int, termNames: [String]
  ) {
    self.settings = settings
    self.parameters = parameters
    self.sampleCount = sampleCount
    best = Best(epoch: 0, loss: .infinity, parameters: parameters)
    curve = LearningCurve(termNames: termNames)
  }
}
