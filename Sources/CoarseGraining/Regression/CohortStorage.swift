import CKernels
import Potentials
import Storage

/// Sums of doubles, one separate piece of memory per cohort.
///
/// A piece starts with a header of eight: samples inside, outside and not finite, then the sums of
/// gᵢgⱼ (up to four) and a spare. Sendable although mutable, by contract: a cohort is written by one
/// thread at a time, and nothing is read while anything is written.
final class CohortStorage: @unchecked Sendable {
  static let header = 8

  let cohorts: Int
  /// Sums per cohort, without the header.
  let count: Int
  private let stride: Int
  private let buffer: AlignedBuffer

  init(cohorts: Int, count: Int) {
    precondition(cohorts > 0 && count > 0, "at least one cohort and one cell")
    self.cohorts = cohorts
    self.count = count
    // A multiple of two cache lines, so that neighbouring cohorts never share one.
    stride = (Self.header + count + 15) / 16 * 16
    buffer = AlignedBuffer(count: stride * cohorts)
  }

  /// The three counts at the start of the header, as the C accumulators know them.
  func withTotals<R>(_ cohort: Int, _ body: (UnsafeMutablePointer<ck_acc_totals>) -> R) -> R {
    start(cohort).withMemoryRebound(to: ck_acc_totals.self, capacity: 1, body)
  }

  func products(_ cohort: Int) -> UnsafeMutablePointer<Double> { start(cohort) + 3 }

  func sums(_ cohort: Int) -> UnsafeMutablePointer<Double> { start(cohort) + Self.header }

  /// Header and sums of one cohort.
  func contents(_ cohort: Int) -> [Double] {
    Array(UnsafeBufferPointer(start: start(cohort), count: Self.header + count))
  }

  func restore(_ contents: [Double], cohort: Int) throws(RegressionError) {
    guard contents.count == Self.header + count else {
      throw .mismatch(
        what: "stored sums per group", expected: Self.header + count, found: contents.count)
    }
    for (i, value) in contents.enumerated() { start(cohort)[i] = value }
  }

  /// Adds header and sums of storage of the same shape, cohort by cohort.
  func add(_ other: CohortStorage) {
    precondition(cohorts == other.cohorts && count == other.count, "storage of the same shape")
    for i in 0..<buffer.count { buffer.pointer[i] += other.buffer.pointer[i] }
  }

  /// All memory, for a checkpoint.
  var everything: [Double] { buffer.contents }

  /// Puts back what ``everything`` gave.
  func restore(_ state: StateArchive, _ name: String) throws(StorageError) {
    buffer.update(from: try state.reals(name, count: buffer.count))
  }

  /// Header and sums added over the cohorts, in their order.
  func total() -> [Double] {
    var result = [Double](repeating: 0, count: Self.header + count)
    for cohort in 0..<cohorts {
      let piece = start(cohort)
      for i in result.indices { result[i] += piece[i] }
    }
    return result
  }

  private func start(_ cohort: Int) -> UnsafeMutablePointer<Double> {
    precondition(cohort >= 0 && cohort < cohorts, "cohort out of range")
    return buffer.pointer + cohort * stride
  }
}

/// How many samples an accumulator has seen, and where.
public struct SampleCounts: Equatable, Sendable {
  /// Samples in the domain.
  public var inside: Double
  /// Samples outside of it, which the fit ignores.
  public var outside: Double
  /// Samples with a component that is NaN or infinite.
  public var notFinite: Double

  init(_ contents: [Double]) {
    (inside, outside, notFinite) = (contents[0], contents[1], contents[2])
  }

  /// Throws unless there are samples in the domain and all are finite.
  func check() throws(RegressionError) {
    guard notFinite == 0 else { throw .notFinite(samples: notFinite) }
    guard inside > 0 else { throw .noSamplesInDomain(outside: outside) }
  }
}

/// Traps on lanes outside of a block: the accumulators would read past it.
func checkLanes(_ lanes: Range<Int>) {
  precondition(
    lanes.lowerBound >= 0 && lanes.upperBound <= Int(CK_BLOCK), "lanes outside of the block")
}
