import CKernels
import Potentials

/// Finds walkers that a micro minimum has captured.
///
/// The large-step map is deterministic and dissipative, so a micro minimum can be an attractor: a
/// walker that falls in never leaves. It betrays itself by displacement: over a window of some
/// hundred steps some coordinate's range stays below a quarter of the distance ℓ_i that a live
/// walker travels in a single step, where every kick moves a live walker by about ℓ_i. A single
/// small momentum proves nothing.
final class SinkDetector: Sendable {
  /// A walker is trapped when a coordinate's range over the window is below this fraction of ℓ_i.
  static let threshold = 0.25
  /// Steps shorter than this fraction of |q_i| tell nothing: a coordinate that no noise shakes comes
  /// to rest, and its last movements are lost in rounding.
  static let resolution = 1e-12

  private let ensemble: Ensemble
  private let lower: AlignedBuffer
  private let upper: AlignedBuffer
  /// The least range along each coordinate among the walkers of each block.
  private let leastExtent: AlignedBuffer
  private let kernels = ck_kernels.best

  init(_ ensemble: Ensemble) {
    self.ensemble = ensemble
    lower = AlignedBuffer(count: ensemble.position.count)
    upper = AlignedBuffer(count: ensemble.position.count)
    leastExtent = AlignedBuffer(count: ensemble.layout.blocks * ensemble.dimension)
  }

  /// Starts a new window of a block.
  func open(block: Int) {
    let (first, count) = (ensemble.offset(ofBlock: block), ensemble.dimension * blockStride)
    (lower.pointer + first).update(repeating: .infinity, count: count)
    (upper.pointer + first).update(repeating: -.infinity, count: count)
  }

  /// Widens the ranges of a block's walkers by their present positions.
  func update(block: Int) {
    let offset = ensemble.offset(ofBlock: block)
    for i in 0..<ensemble.dimension {
      let row = offset + i * blockStride
      kernels.update_range?(
        ensemble.layout.vectorLanes(inBlock: block), ensemble.position.pointer + row,
        lower.pointer + row, upper.pointer + row)
    }
  }

  /// Ends the window of a block.
  func close(block: Int) {
    let count = ensemble.layout.walkers(inBlock: block).count
    for i in 0..<ensemble.dimension {
      let row = ensemble.offset(ofBlock: block) + i * blockStride
      var least = Double.infinity
      for k in row..<row + count { least = min(least, upper.pointer[k] - lower.pointer[k]) }
      leastExtent.pointer[block * ensemble.dimension + i] = least
    }
  }

  /// Whether some walker of a block may be trapped.
  private func isSuspect(block: Int, stepLengths: [Double]) -> Bool {
    stepLengths.indices.contains {
      !(leastExtent.pointer[block * ensemble.dimension + $0] >= Self.threshold * stepLengths[$0])
    }
  }

  /// The walkers that are trapped, in order, given ℓ_i = h · √Var((M⁻¹p)_i) of the live ensemble.
  ///
  /// `restIsTrapped` counts those too that do not move in any coordinate, up to rounding. Where walkers
  /// have no momentum a whole ensemble may come to rest within a window, and then there is no ℓ.
  func trapped(stepLengths: [Double], restIsTrapped: Bool) -> [Int] {
    let layout = ensemble.layout
    var result: [Int] = []
    for block in 0..<layout.blocks
    where restIsTrapped || isSuspect(block: block, stepLengths: stepLengths) {
      let range = layout.walkers(inBlock: block)
      for lane in 0..<range.count {
        var isTrapped = restIsTrapped
        for i in 0..<ensemble.dimension {
          let k = ensemble.offset(ofBlock: block) + i * blockStride + lane
          let extent = upper.pointer[k] - lower.pointer[k]
          let least = Self.resolution * upper.pointer[k].magnitude
          isTrapped = isTrapped && extent <= least
          if extent < Self.threshold * stepLengths[i], stepLengths[i] > least {
            isTrapped = true
            break
          }
        }
        if isTrapped { result.append(range.lowerBound + lane) }
      }
    }
    return result
  }
}
