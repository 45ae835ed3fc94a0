import CKernels
import Potentials

/// Counts of samples in the bins of one or two coordinates, kept apart for each cohort of walkers.
///
/// Memory: cohorts × bins doubles, whatever the number of samples. Different cohorts may be updated from
/// different threads at once; read nothing meanwhile. Counts are doubles (exact below 2⁵³).
public final class Histogram: Sendable {
  /// The bins along each of the one or two coordinates.
  public let axes: [UniformAxis]
  /// Which coordinate of a sample lies along each axis.
  public let components: [Int]
  let storage: CohortStorage
  private let accumulatorAxes: [ck_acc_axis]
  private let kernels = ck_kernels.best

  /// An empty histogram of coordinates `components` (one or two of them).
  public init(axes: [UniformAxis], components: [Int], cohorts: Int) {
    precondition(axes.count == 1 || axes.count == 2, "one or two axes")
    precondition(axes.count == components.count, "one coordinate per axis")
    self.axes = axes
    self.components = components
    storage = CohortStorage(cohorts: cohorts, count: axes.reduce(1) { $0 * $1.count })
    accumulatorAxes = zip(axes, components).map { $0.accumulatorAxis(component: $1) }
  }

  /// The number of cohorts.
  public var cohorts: Int { storage.cohorts }

  /// Adds the samples in some lanes of a block, all of one cohort.
  ///
  /// `q` is a structure of arrays: component i of lane w at `q[i * CK_BLOCK + w]`.
  public func add(_ q: UnsafePointer<Double>, lanes: Range<Int>, cohort: Int) {
    checkLanes(lanes)
    storage.withTotals(cohort) { totals in
      kernels.histogram?(
        accumulatorAxes, Int32(axes.count), q, Int32(lanes.lowerBound), Int32(lanes.upperBound),
        storage.sums(cohort), totals)
    }
  }

  /// The counts of one cohort, row-major (the last axis varies fastest).
  public func counts(cohort: Int) -> [Double] {
    Array(UnsafeBufferPointer(start: storage.sums(cohort), count: storage.count))
  }

  /// How many samples of one cohort fell where.
  public func samples(cohort: Int) -> SampleCounts {
    SampleCounts(storage.contents(cohort))
  }

  /// The counts summed over the cohorts, for a quick fit along the run.
  public func snapshot() -> HistogramSnapshot {
    let total = storage.total()
    return HistogramSnapshot(
      axes: axes, counts: Array(total.dropFirst(CohortStorage.header)),
      samples: SampleCounts(total))
  }

  /// All sums of one cohort, for a checkpoint.
  public func state(cohort: Int) -> [Double] { storage.contents(cohort) }

  /// Puts back the sums of one cohort from a checkpoint of the same shape.
  public func restore(_ state: [Double], cohort: Int) throws(RegressionError) {
    try storage.restore(state, cohort: cohort)
  }
}

/// The counts of a histogram at one moment, summed over the cohorts.
public struct HistogramSnapshot: Sendable {
  /// The bins along each coordinate.
  public let axes: [UniformAxis]
  /// The counts, row-major.
  public let counts: [Double]
  /// How many samples fell where.
  public let samples: SampleCounts

  /// Counts that were made elsewhere.
  public init(axes: [UniformAxis], counts: [Double]) {
    precondition(counts.count == axes.reduce(1) { $0 * $1.count }, "one count per bin")
    self.init(
      axes: axes, counts: counts, samples: SampleCounts([counts.reduce(0, +), 0, 0]))
  }

  init(axes: [UniformAxis], counts: [Double], samples: SampleCounts) {
    (self.axes, self.counts, self.samples) = (axes, counts, samples)
  }

  /// How many bins along one axis hold a sample in any row.
  func occupiedBins(along axis: Int) -> Int {
    let last = axes[axes.count - 1].count
    let isFast = axis == axes.count - 1
    var seen = [Bool](repeating: false, count: axes[axis].count)
    for (i, count) in counts.enumerated() where count > 0 {
      seen[isFast ? i % last : i / last] = true
    }
    return seen.count { $0 }
  }
}
