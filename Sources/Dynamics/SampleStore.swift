/// Keeps thinned samples of a run: the state at the end of the step, and the gradients of the last
/// few steps with the points where they were taken.
public final class SampleStore: BlockObserver {
  public let dimension: Int
  /// Consecutive steps in each window.
  public let windowLength: Int
  /// Samples (records with a window) per walker.
  public let perWalker: Int
  public let layout: EnsembleLayout
  private let windowEvery: Int
  let positions: AlignedBuffer
  let momenta: AlignedBuffer
  let midpoints: AlignedBuffer
  let gradients: AlignedBuffer

  /// Room for the windows of `records` records under a schedule.
  public init(layout: EnsembleLayout, dimension: Int, schedule: RecordSchedule, records: Int) {
    self.layout = layout
    self.dimension = dimension
    windowLength = schedule.windowLength
    windowEvery = max(schedule.windowEvery, 1)
    perWalker =
      schedule.windowEvery > 0 ? (records + schedule.windowEvery - 1) / schedule.windowEvery : 0
    let n = layout.walkers * perWalker * dimension
    positions = AlignedBuffer(count: n)
    momenta = AlignedBuffer(count: n)
    midpoints = AlignedBuffer(count: n * windowLength)
    gradients = AlignedBuffer(count: n * windowLength)
  }

  /// The number of samples over all walkers.
  public var count: Int { layout.walkers * perWalker }

  public func observe(_ frame: borrowing BlockFrame) {
    guard let window = frame.window else { return }
    let slot = frame.record / windowEvery
    guard slot < perWalker else { return }
    let d = dimension
    for lane in 0..<frame.lanes {
      let sample = slot * layout.walkers + frame.firstWalker + lane
      for i in 0..<d {
        positions.pointer[sample * d + i] = frame.position[i * blockStride + lane]
        momenta.pointer[sample * d + i] = frame.momentum[i * blockStride + lane]
        for s in 0..<windowLength {
          let from = (s * d + i) * blockStride + lane
          let to = (sample * windowLength + s) * d + i
          midpoints.pointer[to] = window.midpoints[from]
          gradients.pointer[to] = window.gradients[from]
        }
      }
    }
  }

  /// The cohort that sample n belongs to.
  public func cohort(ofSample n: Int) -> Int { layout.cohort(ofWalker: n % layout.walkers) }

  /// q at the end of the step: count × d, row-major.
  public var position: [Double] { array(positions) }
  /// p at the end of the step: count × d.
  public var momentum: [Double] { array(momenta) }
  /// q½ of the window's steps: count × windowLength × d.
  public var midpoint: [Double] { array(midpoints) }
  /// ∇f(q½) of the window's steps: count × windowLength × d.
  public var gradient: [Double] { array(gradients) }

  private func array(_ buffer: AlignedBuffer) -> [Double] {
    guard count > 0 else { return [] }
    return Array(UnsafeBufferPointer(start: buffer.pointer, count: buffer.count))
  }
}
