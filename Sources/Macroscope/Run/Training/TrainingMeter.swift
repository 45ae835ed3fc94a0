import Foundation
import Surrogates
import Synchronization

/// Turns the progress of one training after the other into that of the stage.
final class TrainingMeter: Sendable {
  private let total: Double
  private let done = Mutex(0.0)
  private let report: @Sendable (RunProgress) -> Void

  /// A meter of a `total` of samples times epochs, over all trainings.
  init(total: Double, report: @escaping @Sendable (RunProgress) -> Void) {
    self.total = total
    self.report = report
    report(RunProgress(stage: .training, fraction: 0))
  }

  /// What a training calls that takes `work` samples times epochs.
  func hook(_ name: String, work: Double) -> (TrainingProgress) -> Void {
    { [self] progress in
      let before = done.withLock { $0 }
      var stage = RunProgress(
        stage: .training, fraction: min((before + progress.fraction * work) / total, 1))
      stage.note = Self.note(name, progress)
      report(stage)
    }
  }

  /// Takes note that a training has ended, be it early.
  func finish(work: Double) { done.withLock { $0 += work } }

  private static func note(_ name: String, _ progress: TrainingProgress) -> String {
    var note = name
    if progress.trainingLoss.isFinite {
      note += ", loss \(String(format: "%.5g", progress.trainingLoss))"
    }
    if let validation = progress.validationLoss {
      note += ", held out \(String(format: "%.5g", validation))"
    }
    return note
  }
}
