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
  private let kernels = ck_kernels.best

  init(_ ensemble: Ensemble) {
    self.ensemble = ensemble
    lower = AlignedBuffer(count: ensemble.position.count)
    upper = AlignedBuffer(count: ensemble.position.count)
    reset()
  }

  /// Starts a new window.
  func reset() {
    lower.pointer.update(repeating: .infinity, count: lower.count)
    upper.pointer.update(repeating: -.infinity, count: upper.count)
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

  /// The walkers that are trapped, in order, given ℓ_i = h · √Var((M⁻¹p)_i) of the live ensemble.
  ///
  /// `restIsTrapped` counts those too that do not move in any coordinate, up to rounding. Where walkers
  /// have no momentum a whole ensemble may come to rest within a window, and then there is no ℓ.
  func trapped(stepLengths: [Double], restIsTrapped: Bool) -> [Int] {
    let layout = ensemble.layout
    var result: [Int] = []
    for block in 0..<layout.blocks {
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
