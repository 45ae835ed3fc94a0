import CKernels
import Dynamics
import LinearAlgebra
import Potentials
import Synchronization

/// Keeps the values of observables along every trajectory.
///
/// Memory: 8 bytes per observable, walker and record.
package final class SeriesRecorder: TrajectoryObserver, @unchecked Sendable {
  private let observables: [Potentials.Expression]
  private let records: Int
  private let walkers: Int
  private(set) var storage: [UnsafeMutableBufferPointer<Double>]
  /// The values of a recording that is complete, in the place of the storage.
  private var finished: [[Double]]?
  /// Frames that this recorder has not seen yet.
  private let missing: Atomic<Int>
  /// Working memory for the tapes, one piece per block: blocks are observed in parallel.
  private let scratch: [AlignedBuffer]
  private let kernels = ck_kernels.best

  package init(observables: [Potentials.Expression], layout: EnsembleLayout, records: Int) {
    self.observables = observables
    self.records = records
    walkers = layout.walkers
    missing = Atomic(layout.blocks * records)
    let count = layout.walkers * records
    storage = observables.map { _ in
      let buffer = UnsafeMutableBufferPointer<Double>.allocate(capacity: count)
      buffer.initialize(repeating: .nan)
      return buffer
    }
    let rows = 1 + (observables.map(\.tape.registerCount).max() ?? 0)
    scratch = (0..<layout.blocks).map { _ in AlignedBuffer(count: rows * blockStride) }
  }

  deinit {
    for buffer in storage { buffer.deallocate() }
  }

  package func observe(_ frame: borrowing TrajectoryFrame) {
    guard frame.record < records, let evaluate = kernels.tape_evaluate else { return }
    let values = scratch[frame.block].pointer
    for (observable, buffer) in zip(observables, storage) {
      evaluate(
        observable.tape.pointer, frame.position, values, values + blockStride,
        frame.layout.vectorLanes(inBlock: frame.block))
      for lane in 0..<frame.lanes {
        buffer[(frame.firstWalker + lane) * records + frame.record] = values[lane]
      }
    }
    missing.subtract(1, ordering: .relaxed)
  }

  /// The values of each observable, trajectory after trajectory. They are many, so a complete recording copies them
  /// once, however often they are asked for.
  var series: [[Double]] {
    if let finished { return finished }
    let series = storage.map { Array($0) }
    if missing.load(ordering: .relaxed) == 0 { replaceStorage(by: series) }
    return series
  }

  /// One matrix per observable, walkers × records; the recorder is empty afterwards.
  package func takeSeries() -> [Matrix] {
    let series = series
    replaceStorage(by: [])
    return series.map { Matrix(rows: walkers, columns: records, elements: $0) }
  }

  private func replaceStorage(by series: [[Double]]) {
    for buffer in storage { buffer.deallocate() }
    storage = []
    finished = series
  }
}
