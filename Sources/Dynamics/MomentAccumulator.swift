import CKernels
import Potentials

/// Accumulates each walker's sums of the moments that temperatures, covariances and mixing
/// diagnostics are made of. Memory: O(walkers · d²), whatever the number of steps.
public final class MomentAccumulator: BlockObserver {
  /// Which sums are kept, and where.
  public struct Index: Sendable, Equatable {
    public let dimension: Int

    package init(dimension: Int) { self.dimension = dimension }

    /// q_i
    public func position(_ i: Int) -> Int { i }
    /// q_i²
    public func positionSquare(_ i: Int) -> Int { dimension + i }
    /// p_i
    public func momentum(_ i: Int) -> Int { 2 * dimension + i }
    /// p_i⁴
    public func momentumFourthPower(_ i: Int) -> Int { 3 * dimension + i }
    /// p_i p_j, symmetric in i and j
    public func momentumProduct(_ i: Int, _ j: Int) -> Int {
      let (a, b) = i >= j ? (i, j) : (j, i)
      return 4 * dimension + a * (a + 1) / 2 + b
    }
    /// p_i at the end of the step times p_j at its beginning
    public func laggedProduct(_ i: Int, _ j: Int) -> Int {
      4 * dimension + dimension * (dimension + 1) / 2 + i * dimension + j
    }
    /// The number of sums.
    public var count: Int {
      4 * dimension + dimension * (dimension + 1) / 2 + dimension * dimension
    }
  }

  public let layout: EnsembleLayout
  public let index: Index
  let sums: AlignedBuffer
  let records: RecordCounter
  private let kernels = ck_kernels.best

  public init(layout: EnsembleLayout, dimension: Int) {
    self.layout = layout
    index = Index(dimension: dimension)
    sums = AlignedBuffer(count: layout.blocks * index.count * blockStride)
    records = RecordCounter(blocks: layout.blocks)
  }

  public func observe(_ frame: borrowing BlockFrame) {
    let base = sums.pointer + frame.block * index.count * blockStride
    kernels.add_moments?(
      Int32(index.dimension), layout.vectorLanes(inBlock: frame.block), frame.position,
      frame.momentum, frame.previousMomentum, base)
    records.increment(frame.block)
  }

  /// A copy of the sums as they stand; call it between segments only.
  public func snapshot() -> WalkerMoments {
    var values = [Double](repeating: 0, count: index.count * layout.walkers)
    for block in 0..<layout.blocks {
      let base = sums.pointer + block * index.count * blockStride
      for (lane, walker) in layout.walkers(inBlock: block).enumerated() {
        for m in 0..<index.count {
          values[m * layout.walkers + walker] = base[m * blockStride + lane]
        }
      }
    }
    return WalkerMoments(
      layout: layout, index: index, records: records.count(ofBlock: 0), sums: values)
  }
}

/// Counts records per block without locks: each block has a slot of its own.
final class RecordCounter: @unchecked Sendable {
  private let slots: UnsafeMutablePointer<Int>
  private let blocks: Int

  init(blocks: Int) {
    self.blocks = blocks
    slots = .allocate(capacity: blocks)
    slots.initialize(repeating: 0, count: blocks)
  }

  deinit { slots.deallocate() }

  func increment(_ block: Int) { slots[block] += 1 }
  func count(ofBlock block: Int) -> Int { slots[block] }
  func set(_ counts: [Int]) {
    for block in 0..<blocks { slots[block] = counts[block] }
  }
}
