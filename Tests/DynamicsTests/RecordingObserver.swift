import Dynamics
import Synchronization

/// Keeps every frame that it is shown: what accumulators are tested against.
final class RecordingObserver: BlockObserver {
  /// What one walker did in one recorded step.
  struct Entry: Equatable {
    let record: Int
    let walker: Int
    let position: [Double]
    let momentum: [Double]
    let previousMomentum: [Double]
    let midpoint: [Double]
    let gradient: [Double]
    let windowMidpoints: [[Double]]
    let windowGradients: [[Double]]
  }

  private let windowLength: Int
  private let frames = Mutex<[Entry]>([])

  init(windowLength: Int = 0) { self.windowLength = windowLength }

  /// By record, then by walker.
  var entries: [Entry] {
    frames.withLock { $0 }.sorted { ($0.record, $0.walker) < ($1.record, $1.walker) }
  }

  func observe(_ frame: borrowing BlockFrame) {
    let d = frame.dimension
    func vector(_ base: UnsafePointer<Double>, _ lane: Int) -> [Double] {
      (0..<d).map { base[$0 * blockStride + lane] }
    }
    var seen: [Entry] = []
    for lane in 0..<frame.lanes {
      var windows: (midpoints: [[Double]], gradients: [[Double]]) = ([], [])
      if let window = frame.window {
        for s in 0..<windowLength {
          windows.midpoints.append(vector(window.midpoints + s * d * blockStride, lane))
          windows.gradients.append(vector(window.gradients + s * d * blockStride, lane))
        }
      }
      seen.append(
        Entry(
          record: frame.record, walker: frame.firstWalker + lane,
          position: vector(frame.position, lane), momentum: vector(frame.momentum, lane),
          previousMomentum: vector(frame.previousMomentum, lane),
          midpoint: vector(frame.midpoint, lane), gradient: vector(frame.gradient, lane),
          windowMidpoints: windows.midpoints, windowGradients: windows.gradients))
    }
    frames.withLock { $0 += seen }
  }
}
