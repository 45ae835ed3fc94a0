import CKernels
import Potentials
import Synchronization

/// Positions and momenta of many walkers in structure-of-arrays blocks.
///
/// Component i of lane w of block b is at `b · d · 128 + i · 128 + w`. Lanes beyond the live ones
/// (padding up to a whole vector) start as copies of the block's last walker and are never read.
final class Ensemble: Sendable {
  let layout: EnsembleLayout
  let dimension: Int
  let position: AlignedBuffer
  let momentum: AlignedBuffer
  private let runaway = Atomic<Int>(.max)

  init(layout: EnsembleLayout, dimension: Int) {
    self.layout = layout
    self.dimension = dimension
    position = AlignedBuffer(count: layout.blocks * dimension * blockStride)
    momentum = AlignedBuffer(count: layout.blocks * dimension * blockStride)
  }

  /// Positions beyond this are taken for a run-away even when still finite.
  static let runawayBound = 1e9

  /// Offset of the first component of a block.
  func offset(ofBlock block: Int) -> Int { block * dimension * blockStride }

  /// Where component 0 of a walker lies.
  private func index(ofWalker walker: Int) -> Int {
    offset(ofBlock: walker / layout.blockSize) + walker % layout.blockSize
  }

  func state(ofWalker walker: Int) -> (q: [Double], p: [Double]) {
    let base = index(ofWalker: walker)
    return (
      (0..<dimension).map { position.pointer[base + $0 * blockStride] },
      (0..<dimension).map { momentum.pointer[base + $0 * blockStride] }
    )
  }

  func set(walker: Int, q: [Double], p: [Double]) {
    let base = index(ofWalker: walker)
    for i in 0..<dimension {
      position.pointer[base + i * blockStride] = q[i]
      momentum.pointer[base + i * blockStride] = p[i]
    }
  }

  /// A walker's momentum, whose components are `blockStride` apart.
  func momentum(ofWalker walker: Int) -> UnsafePointer<Double> {
    UnsafePointer(momentum.pointer + index(ofWalker: walker))
  }

  /// Fills the padding lanes of every block with copies of its last walker.
  func pad() {
    for block in 0..<layout.blocks {
      let live = layout.walkers(inBlock: block).count
      let base = offset(ofBlock: block)
      for lane in live..<max(live, Int(layout.vectorLanes(inBlock: block))) {
        for i in 0..<dimension {
          let row = base + i * blockStride
          position.pointer[row + lane] = position.pointer[row + live - 1]
          momentum.pointer[row + lane] = momentum.pointer[row + live - 1]
        }
      }
    }
  }

  /// Looks for walkers of a block whose state is not finite or lies farther out than `runawayBound`. Several threads may do
  /// so at once.
  func lookForRunaways(inBlock block: Int) {
    let range = layout.walkers(inBlock: block)
    let base = offset(ofBlock: block)
    for lane in 0..<range.count {
      for i in 0..<dimension {
        let row = base + i * blockStride + lane
        if Self.isRunaway(q: position.pointer[row], p: momentum.pointer[row]) {
          runaway.min(range.lowerBound + lane, ordering: .relaxed)
          return
        }
      }
    }
  }

  /// The first of the walkers that were found to have run away.
  var firstRunaway: Int? {
    let walker = runaway.load(ordering: .relaxed)
    return walker < layout.walkers ? walker : nil
  }

  /// Whether one component of a state has run away.
  static func isRunaway(q: Double, p: Double) -> Bool {
    // Written so that NaN counts as a runaway.
    !(q.magnitude <= runawayBound && p.isFinite)
  }

  func copyState(from other: Ensemble, block: Int) {
    let (first, count) = (offset(ofBlock: block), dimension * blockStride)
    (position.pointer + first).update(from: other.position.pointer + first, count: count)
    (momentum.pointer + first).update(from: other.momentum.pointer + first, count: count)
  }
}
