/// What observers see of one block of trajectories at a recorded time: pointers into the ensemble's
/// memory, valid during the call only. Each array is d × 128 (`blockStride`) with the block's walkers as
/// lanes.
public struct TrajectoryFrame {
  public let layout: EnsembleLayout
  public let dimension: Int
  /// Index of the block.
  public let block: Int
  /// Index of the record: 0 is the initial state.
  public let record: Int
  /// q.
  public let position: UnsafePointer<Double>
  /// p.
  public let momentum: UnsafePointer<Double>

  /// Live lanes of the block.
  public var lanes: Int { layout.walkers(inBlock: block).count }
  /// The walker in lane 0.
  public var firstWalker: Int { block * layout.blockSize }

  /// A frame from its parts.
  public init(
    layout: EnsembleLayout, dimension: Int, block: Int, record: Int,
    position: UnsafePointer<Double>, momentum: UnsafePointer<Double>
  ) {
    self.layout = layout
    self.dimension = dimension
    self.block = block
    self.record = record
    self.position = position
    self.momentum = momentum
  }
}

/// Something that looks at trajectories while they run.
///
/// `observe` is called from several threads at once, but never twice at a time for blocks of one
/// cohort; the records of a block come in order. Lanes from `frame.lanes` up to the next multiple of 8
/// are padding: finite, not to be counted. An observer that writes only to memory of its walker, block
/// or cohort needs no locks.
public protocol TrajectoryObserver: AnyObject, Sendable {
  func observe(_ frame: borrowing TrajectoryFrame)
}
