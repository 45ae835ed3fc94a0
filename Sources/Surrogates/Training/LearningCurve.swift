import Storage

/// What a training did, epoch by epoch.
public struct LearningCurve: Equatable, Sendable {
  /// One epoch (for L-BFGS, one iteration). Epoch 0 is the start, where only the validation is
  /// known.
  public struct Point: Equatable, Sendable {
    /// Counted from 1.
    public var epoch: Int
    /// Optimiser steps made by its end.
    public var step: Int
    /// The learning rate of its last step; for L-BFGS the length of the step along its direction.
    public var learningRate: Double
    /// The mean over its batches, each at the parameters it was met with; NaN at epoch 0.
    public var training: LossValue
    /// At its end; nil without validation data.
    public var validation: LossValue?
    /// The mean norm of the gradients before clipping.
    public var gradientNorm: Double
    /// The part of its steps whose gradient was clipped.
    public var clippedFraction: Double
    /// Time spent on training, in seconds, by its end; interruptions do not count.
    public var seconds: Double

    /// What training tries to lower: the validation loss, else the training loss.
    public var monitored: Double { validation?.total ?? training.total }
  }

  /// The names of the loss's terms.
  public let termNames: [String]
  /// The epochs in their order.
  public internal(set) var points: [Point] = []

  /// A curve without points.
  public init(termNames: [String]) { self.termNames = termNames }

  /// A row for each epoch; `nan` where there is no validation.
  public var table: CSVTable {
    func column(_ name: String, _ value: (Point) -> Double) -> CSVTable.Column {
      CSVTable.Column(name, points.map(value))
    }
    var columns = [
      column("epoch") { Double($0.epoch) }, column("step") { Double($0.step) },
      column("learning_rate") { $0.learningRate }, column("training_loss") { $0.training.total },
    ]
    columns += termNames.enumerated().map { lane, name in
      column("training_\(name)") { $0.training.terms[lane] }
    }
    columns.append(column("validation_loss") { $0.validation?.total ?? .nan })
    columns += termNames.enumerated().map { lane, name in
      column("validation_\(name)") { $0.validation?.terms[lane] ?? .nan }
    }
    return CSVTable(
      columns: columns + [
        column("gradient_norm") { $0.gradientNorm },
        column("clipped_fraction") { $0.clippedFraction }, column("seconds") { $0.seconds },
      ])
  }
}
