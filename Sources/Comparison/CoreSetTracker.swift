import CoarseGraining
import Dynamics

/// Follows trajectories from well to well: the time in each basin, and the passages between cores.
///
/// For an ordered pair (A, B) of wells a clock starts at the first visit to core A after the last to
/// core B (or since the beginning), and stops at the next visit to core B. The sum of the clocks,
/// those still running included, over the number that stopped estimates the mean first-passage time
/// (docs/kinetics.md). Times are differences of records, so what happens between two records is not
/// seen: record several times per crossing of a core, and all systems at the same interval.
///
/// Every system is followed with the same wells, whatever function drives it. Memory O(walkers ·
/// wells²); a record costs O(lanes) and, for each lane that is in another core than before,
/// O(wells). Nothing is allocated or locked while observing.
public final class CoreSetTracker: TrajectoryObserver {
  public let partition: WellPartition
  public let layout: EnsembleLayout
  /// The time between two records.
  public let interval: Double
  /// The first record that counts.
  public let firstRecord: Int
  /// Per grid point 2 · well, plus 1 in the core; −1 outside of all wells.
  private let codes: [Int32]
  let book: PassageBook

  /// A tracker of the trajectories of one system, from record `fromRecord` on.
  public init(
    partition: WellPartition, layout: EnsembleLayout, interval: Double, fromRecord: Int = 0
  ) {
    precondition(interval > 0 && fromRecord >= 0, "an interval and a first record are needed")
    self.partition = partition
    self.layout = layout
    self.interval = interval
    firstRecord = fromRecord
    codes = zip(partition.basins, partition.cores).map { basin, core in
      basin == WellPartition.none ? -1 : 2 * basin + (core == basin ? 1 : 0)
    }
    book = PassageBook(wells: partition.wells.count, layout: layout)
  }

  public func observe(_ frame: borrowing TrajectoryFrame) {
    guard frame.record >= firstRecord else { return }
    let axes = partition.axes
    let (dimension, ensemble) = (frame.dimension, frame.layout)
    precondition(dimension == axes.count, "a frame of \(axes.count) coordinates expected")
    precondition(ensemble == layout, "a frame of the tracker's ensemble expected")
    let record = Int32(frame.record - firstRecord)
    book.noteRecord(record, block: frame.block)
    let first = frame.firstWalker
    if axes.count == 1 {
      let axis = axes[0]
      for lane in 0..<frame.lanes {
        guard let cell = axis.index(of: frame.position[lane]) else { continue }
        note(codes[cell], walker: first + lane, record: record)
      }
    } else {
      let (slow, fast) = (axes[0], axes[1])
      for lane in 0..<frame.lanes {
        guard let row = slow.index(of: frame.position[lane]),
          let column = fast.index(of: frame.position[blockStride + lane])
        else { continue }
        note(codes[row * fast.count + column], walker: first + lane, record: record)
      }
    }
  }

  @inline(__always)
  private func note(_ code: Int32, walker: Int, record: Int32) {
    guard code >= 0 else { return }
    let well = Int(code >> 1)
    book.visit(well, walker: walker)
    if code & 1 == 1 { book.enter(core: well, walker: walker, record: record) }
  }

  /// What has been seen so far; not to be called while trajectories run.
  public var tallies: CoreSetTallies { book.tallies(interval: interval) }
}

/// What a ``CoreSetTracker`` saw: for each walker the occupation of the wells and the passages.
public struct CoreSetTallies: Equatable, Sendable {
  /// The number of wells.
  public let wells: Int
  /// The number of trajectories.
  public let walkers: Int
  /// The fraction of its records that each walker spent in each basin: well · walkers + walker.
  public let occupation: [Double]
  /// The time on the clocks of a pair of wells: (from · wells + to) · walkers + walker.
  public let exposure: [Double]
  /// The completed passages of a pair, laid out alike.
  public let passages: [Int]

  /// The occupation of one well, a number for each walker.
  public func occupation(of well: Int) -> ArraySlice<Double> {
    occupation[(well * walkers)..<((well + 1) * walkers)]
  }

  /// The time on the clocks of a pair, a number for each walker.
  public func exposure(from: Int, to: Int) -> ArraySlice<Double> { exposure[range(from, to)] }

  /// The completed passages of a pair, a number for each walker.
  public func passages(from: Int, to: Int) -> ArraySlice<Int> { passages[range(from, to)] }

  private func range(_ from: Int, _ to: Int) -> Range<Int> {
    let start = (from * wells + to) * walkers
    return start..<(start + walkers)
  }
}
