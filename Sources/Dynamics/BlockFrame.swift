/// What observers see of one block at a recorded step: pointers into the sampler's memory, valid
/// during the call only. Each array is d × 128 (`blockStride`) with the block's walkers as lanes.
public struct BlockFrame {
  public let layout: EnsembleLayout
  public let dimension: Int
  /// Index of the block.
  public let block: Int
  /// Index of the record within this stretch of the run, from 0.
  public let record: Int
  /// q at the end of the step.
  public let position: UnsafePointer<Double>
  /// p at the end of the step; for gradient descent the gradient that the step followed.
  public let momentum: UnsafePointer<Double>
  /// p at the beginning of the step; for gradient descent the gradient of the step before.
  public let previousMomentum: UnsafePointer<Double>
  /// The point where the gradient was taken: q½, or the beginning of a step of gradient descent.
  public let midpoint: UnsafePointer<Double>
  /// ∇f there.
  public let gradient: UnsafePointer<Double>
  /// The last steps' midpoints and gradients, oldest first, when this record was asked for them
  /// (`RecordSchedule.windowEvery`): step s of the window starts at `s · d · 128`.
  public let window: (midpoints: UnsafePointer<Double>, gradients: UnsafePointer<Double>)?

  /// Live lanes of the block.
  public var lanes: Int { layout.walkers(inBlock: block).count }
  /// The walker in lane 0.
  public var firstWalker: Int { block * layout.blockSize }
}

/// Something that accumulates statistics while an ensemble runs.
///
/// `observe` is called from several threads at once, but never for two blocks of one cohort at the
/// same time; blocks of a cohort come in order. An observer that writes only to memory of its
/// cohort, block or walker therefore needs no locks, and gives the same result for any number of
/// threads.
public protocol BlockObserver: AnyObject, Sendable {
  func observe(_ frame: borrowing BlockFrame)
}

/// Which steps are recorded.
public struct RecordSchedule: Sendable, Equatable {
  /// The longest window that the sampler keeps.
  public static let longestWindow = 16

  /// Steps between records.
  public let every: Int
  /// Records between those that carry a window of consecutive gradients; 0 for none.
  public let windowEvery: Int
  /// Consecutive steps in a window: at most `every`, and at most `longestWindow`.
  public let windowLength: Int

  /// Precondition: counts are not negative and `every` ≥ 1.
  public init(every: Int, windowEvery: Int = 0, windowLength: Int = 4) {
    precondition(every >= 1 && windowEvery >= 0 && windowLength >= 1)
    self.every = every
    self.windowEvery = windowEvery
    self.windowLength = min(windowLength, every, Self.longestWindow)
  }
}
