import Foundation
import Surrogates
import Synchronization

/// Turns the progress of trainings, one after the other or at the same time, into that of the stage.
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

  /// Follows a training that takes `work` samples times epochs; its end, be it early, counts as all of them.
  ///
  /// - Parameters:
  ///   - name: what it is called.
  ///   - work: samples times epochs.
  ///   - train: trains, and tells how far it is.
  /// - Returns: what `train` returns.
  /// - Throws: what `train` throws.
  func follow<Value>(
    _ name: String, work: Double,
    _ train: (_ progress: @escaping (TrainingProgress) -> Void) throws -> Value
  ) rethrows -> Value {
    var part = 0.0
    defer { done.withLock { $0 += work - part } }
    return try train { [self] progress in
      // One at a time, so that what is reported never goes back.
      done.withLock { done in
        done += progress.fraction * work - part
        part = progress.fraction * work
        var stage = RunProgress(stage: .training, fraction: min(done / total, 1))
        stage.note = Self.note(name, progress)
        report(stage)
      }
    }
  }

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
