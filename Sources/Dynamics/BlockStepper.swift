import CKernels
import Potentials

/// One thread's working memory for stepping blocks.
final class StepScratch: Sendable {
  let kernel: AlignedBuffer
  let previousMomentum: AlignedBuffer
  let midpoint: AlignedBuffer
  let gradient: AlignedBuffer
  let windowMidpoints: AlignedBuffer
  let windowGradients: AlignedBuffer

  init(dimension: Int, kernelScratch: Int) {
    let block = dimension * blockStride
    kernel = AlignedBuffer(count: kernelScratch)
    previousMomentum = AlignedBuffer(count: block)
    midpoint = AlignedBuffer(count: block)
    gradient = AlignedBuffer(count: block)
    windowMidpoints = AlignedBuffer(count: block * RecordSchedule.longestWindow)
    windowGradients = AlignedBuffer(count: block * RecordSchedule.longestWindow)
  }
}

/// Takes one block through one segment, from record to record.
struct BlockStepper {
  let ensemble: Ensemble
  let block: Int
  let scratch: StepScratch
  /// The step kernel with map and field already bound.
  let advance: SamplingMap.Advance

  func run(
    steps: Int, from first: Int, schedule: RecordSchedule, detector: SinkDetector,
    observers: ObserverChain?
  ) {
    let offset = ensemble.offset(ofBlock: block)
    let q = ensemble.position.pointer + offset
    let p = ensemble.momentum.pointer + offset
    let lanes = ensemble.layout.vectorLanes(inBlock: block)
    var record = ck_step_record(
      previous_momentum: scratch.previousMomentum.pointer, midpoint: scratch.midpoint.pointer,
      gradient: scratch.gradient.pointer)
    var done = 0
    while done < steps {
      // Records fall on multiples of `every`, counted from the start of the stretch.
      let length = min(schedule.every, steps - done)
      let index = (first + done) / schedule.every
      let isRecord = length == schedule.every
      let wantsWindow = isRecord && schedule.windowEvery > 0 && index % schedule.windowEvery == 0
      let single = wantsWindow ? schedule.windowLength : 0
      if length > single { advance(length - single, q, p, &record, scratch.kernel.pointer, lanes) }
      for n in 0..<single {
        advance(1, q, p, &record, scratch.kernel.pointer, lanes)
        keepWindow(step: n)
      }
      done += length
      detector.update(block: block)
      guard isRecord, observers != nil else { continue }
      let frame = BlockFrame(
        layout: ensemble.layout, dimension: ensemble.dimension, block: block, record: index,
        position: UnsafePointer(q), momentum: UnsafePointer(p),
        previousMomentum: UnsafePointer(scratch.previousMomentum.pointer),
        midpoint: UnsafePointer(scratch.midpoint.pointer),
        gradient: UnsafePointer(scratch.gradient.pointer),
        window: wantsWindow
          ? (
            UnsafePointer(scratch.windowMidpoints.pointer),
            UnsafePointer(scratch.windowGradients.pointer)
          ) : nil)
      observers?.observe(frame)
    }
  }

  private func keepWindow(step: Int) {
    let size = ensemble.dimension * blockStride
    (scratch.windowMidpoints.pointer + step * size)
      .update(from: scratch.midpoint.pointer, count: size)
    (scratch.windowGradients.pointer + step * size)
      .update(from: scratch.gradient.pointer, count: size)
  }
}
