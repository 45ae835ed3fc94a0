import Potentials

/// Keeps thinned samples of a run: the state at the end of the step, and the gradients of the last
/// few steps with the points where they were taken.
///
/// Of a run whose length is not known before it ends, ``makeRoom(forRecords:)`` drops every other sample
/// whenever the store is full, so that what is left is spread evenly over the run.
///
/// Sendable although mutable, by contract: how the store is thinned changes between segments only, when
/// nobody observes.
public final class SampleStore: BlockObserver, @unchecked Sendable {
  public let dimension: Int
  /// Consecutive steps in each window.
  public let windowLength: Int
  /// Samples (records with a window) per walker.
  public private(set) var perWalker: Int
  public let layout: EnsembleLayout
  /// Records between two samples of a walker.
  var interval: Int
  let positions: AlignedBuffer
  let momenta: AlignedBuffer
  let midpoints: AlignedBuffer
  let gradients: AlignedBuffer

  /// Room for the windows of `records` records under a schedule.
  public init(layout: EnsembleLayout, dimension: Int, schedule: RecordSchedule, records: Int) {
    self.layout = layout
    self.dimension = dimension
    windowLength = schedule.windowLength
    interval = max(schedule.windowEvery, 1)
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
    guard let window = frame.window, frame.record % interval == 0 else { return }
    let slot = frame.record / interval
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

  /// Makes room for a run of so many records: thins the samples by two until it fits; call it between
  /// segments only.
  package func makeRoom(forRecords records: Int) {
    guard perWalker > 0 else { return }
    while (records + interval - 1) / interval > perWalker {
      for (buffer, width) in [
        (positions, 1), (momenta, 1), (midpoints, windowLength), (gradients, windowLength),
      ] {
        let size = layout.walkers * dimension * width
        for slot in 1..<max(1, (perWalker + 1) / 2) {
          (buffer.pointer + slot * size).update(from: buffer.pointer + 2 * slot * size, count: size)
        }
      }
      interval *= 2
    }
  }

  /// Ends a run after so many records: what has not been filled is dropped.
  package func close(afterRecords records: Int) {
    perWalker = min(perWalker, (records + interval - 1) / interval)
  }

  /// The cohort that sample n belongs to.
  public func cohort(ofSample n: Int) -> Int { layout.cohort(ofWalker: n % layout.walkers) }

  /// q at the end of the step: count × d, row-major.
  public var position: [Double] { array(positions, 1) }
  /// p at the end of the step: count × d.
  public var momentum: [Double] { array(momenta, 1) }
  /// q½ of the window's steps: count × windowLength × d.
  public var midpoint: [Double] { array(midpoints, windowLength) }
  /// ∇f(q½) of the window's steps: count × windowLength × d.
  public var gradient: [Double] { array(gradients, windowLength) }

  private func array(_ buffer: AlignedBuffer, _ width: Int) -> [Double] {
    guard count > 0 else { return [] }
    return Array(UnsafeBufferPointer(start: buffer.pointer, count: count * dimension * width))
  }
}
