import Statistics
import Surrogates

/// What training leaves behind beside the numbers of the summary.
public struct SurrogateResults: Equatable, Sendable {
  /// The networks.
  public var model: SurrogateModel
  /// What tells where V rests on data.
  public var support: OutOfDistributionScore?
  /// The course of the training of each network.
  public var curves: [TrainingCurve]
  /// The same from random weights, where the networks owe something to other results.
  public var scratchCurves: [TrainingCurve]
  /// Observed against nominal coverage, before and after recalibration; empty for a single network.
  public var coverage: [CoverageLevel]

  /// A value from its parts.
  public init(
    model: SurrogateModel, support: OutOfDistributionScore? = nil, curves: [TrainingCurve] = [],
    scratchCurves: [TrainingCurve] = [], coverage: [CoverageLevel] = []
  ) {
    self.model = model
    self.support = support
    self.curves = curves
    self.scratchCurves = scratchCurves
    self.coverage = coverage
  }

  /// The model as a potential.
  public var potential: NeuralPotential { NeuralPotential(model, support: support) }
}

/// The course of the training of one network; losses are in the user's units.
public struct TrainingCurve: Equatable, Sendable {
  /// Epochs from 0, the start, on.
  public var epoch: [Double]
  public var learningRate: [Double]
  /// Mean losses of the epochs on the samples trained on (NaN at epoch 0), and after them on those held out.
  public var trainingLoss: [Double]
  public var validationLoss: [Double]
  /// The mean norm of the gradients, before clipping.
  public var gradientNorm: [Double]
  /// Time since the start of this training.
  public var seconds: [Double]

  /// A value from its parts, of equal length.
  public init(
    epoch: [Double], learningRate: [Double], trainingLoss: [Double], validationLoss: [Double],
    gradientNorm: [Double], seconds: [Double]
  ) {
    self.epoch = epoch
    self.learningRate = learningRate
    self.trainingLoss = trainingLoss
    self.validationLoss = validationLoss
    self.gradientNorm = gradientNorm
    self.seconds = seconds
  }

  /// The names of the columns, in their order.
  static let names = [
    "epoch", "learning_rate", "training_loss", "validation_loss", "gradient_norm", "seconds",
  ]

  var columns: [[Double]] {
    [epoch, learningRate, trainingLoss, validationLoss, gradientNorm, seconds]
  }

  /// From columns of equal length in the order of `names`.
  init?(columns: [[Double]]) {
    guard columns.count == Self.names.count, Set(columns.map(\.count)).count == 1 else {
      return nil
    }
    epoch = columns[0]
    learningRate = columns[1]
    trainingLoss = columns[2]
    validationLoss = columns[3]
    gradientNorm = columns[4]
    seconds = columns[5]
  }

  init(_ curve: LearningCurve) {
    let points = curve.points
    epoch = points.map { Double($0.epoch) }
    learningRate = points.map(\.learningRate)
    trainingLoss = points.map(\.training.total)
    validationLoss = points.map { $0.validation?.total ?? .nan }
    gradientNorm = points.map(\.gradientNorm)
    seconds = points.map(\.seconds)
  }
}

/// A point of the coverage curve.
public struct CoverageLevel: Equatable, Sendable {
  /// What the interval promises.
  public var nominal: Double
  /// What it holds as predicted, and after recalibration.
  public var before: Estimate
  public var after: Estimate

  /// A value from its parts.
  public init(nominal: Double, before: Estimate, after: Estimate) {
    self.nominal = nominal
    self.before = before
    self.after = after
  }
}
