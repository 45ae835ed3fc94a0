import CoarseGraining
import Dynamics

/// The memory of a tracker: arrays over the walkers, one for each well or pair of wells.
///
/// Sendable although mutable, by the contract of `TrajectoryObserver`: what belongs to a walker or
/// block is written by one thread at a time, and nothing is read while anything is written.
final class PassageBook: @unchecked Sendable {
  private static let idle: Int32 = -1

  private let wells: Int
  private let layout: EnsembleLayout
  let visits: UnsafeMutableBufferPointer<Int32>
  /// The record at which the clock of a pair started, or `idle`.
  let starts: UnsafeMutableBufferPointer<Int32>
  let exposures: UnsafeMutableBufferPointer<Int>
  let passages: UnsafeMutableBufferPointer<Int32>
  /// The core that a walker visited last.
  let lastCores: UnsafeMutableBufferPointer<Int32>
  /// Per block the number of records and the last of them.
  let records: UnsafeMutableBufferPointer<Int32>
  let lastRecords: UnsafeMutableBufferPointer<Int32>

  init(wells: Int, layout: EnsembleLayout) {
    self.wells = wells
    self.layout = layout
    let walkers = layout.walkers
    visits = Self.array(wells * walkers, of: 0)
    starts = Self.array(wells * wells * walkers, of: Self.idle)
    exposures = Self.array(wells * wells * walkers, of: 0)
    passages = Self.array(wells * wells * walkers, of: 0)
    lastCores = Self.array(walkers, of: WellPartition.none)
    records = Self.array(layout.blocks, of: 0)
    lastRecords = Self.array(layout.blocks, of: 0)
  }

  deinit {
    for array in [visits, starts, passages, lastCores, records, lastRecords] {
      array.deallocate()
    }
    exposures.deallocate()
  }

  private static func array<T>(_ count: Int, of value: T) -> UnsafeMutableBufferPointer<T> {
    let array = UnsafeMutableBufferPointer<T>.allocate(capacity: max(count, 1))
    array.initialize(repeating: value)
    return array
  }

  func noteRecord(_ record: Int32, block: Int) {
    records[block] += 1
    lastRecords[block] = record
  }

  @inline(__always)
  func visit(_ well: Int, walker: Int) { visits[well * layout.walkers + walker] += 1 }

  @inline(__always)
  func enter(core: Int, walker: Int, record: Int32) {
    // In the core visited last, all clocks are as they must be.
    if lastCores[walker] == Int32(core) { return }
    lastCores[walker] = Int32(core)
    for other in 0..<wells where other != core {
      let arriving = (other * wells + core) * layout.walkers + walker
      if starts[arriving] != Self.idle {
        exposures[arriving] += Int(record - starts[arriving])
        passages[arriving] += 1
        starts[arriving] = Self.idle
      }
      let leaving = (core * wells + other) * layout.walkers + walker
      if starts[leaving] == Self.idle { starts[leaving] = record }
    }
  }

  func tallies(interval: Double) -> CoreSetTallies {
    let walkers = layout.walkers
    var occupation = [Double](repeating: 0, count: wells * walkers)
    var exposure = [Double](repeating: 0, count: wells * wells * walkers)
    for block in 0..<layout.blocks {
      for walker in layout.walkers(inBlock: block) {
        for well in 0..<wells {
          let k = well * walkers + walker
          occupation[k] = Double(visits[k]) / Double(max(records[block], 1))
        }
        for pair in 0..<(wells * wells) {
          let k = pair * walkers + walker
          // A clock that still runs has run until the last record.
          let running = starts[k] == Self.idle ? 0 : Int(lastRecords[block] - starts[k])
          exposure[k] = interval * Double(exposures[k] + running)
        }
      }
    }
    return CoreSetTallies(
      wells: wells, walkers: walkers, occupation: occupation, exposure: exposure,
      passages: passages.prefix(wells * wells * walkers).map { Int($0) })
  }
}
