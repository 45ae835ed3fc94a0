import CKernels
import LinearAlgebra

/// The sums of a least-squares fit of gradients to the gradient of a cubic spline, in one or two
/// coordinates, kept apart for each cohort of walkers.
///
/// The normal equations of V_θ = Σ θ_k B_k are Σ ∇B_k·∇B_l θ_l = Σ ∇B_k·g. Within a knot cell the B_k are
/// polynomials of the local coordinate, so sums of its powers (8 numbers per cell in 1-D, 88 in 2-D)
/// hold the whole 4×4 or 16×16 block; `ForceMoments` turns them into matrices. One sample costs some
/// tens of nanoseconds. Memory: cohorts × cells × 8 or 88 doubles, whatever the number of samples.
/// Different cohorts may be updated from different threads at once; read nothing meanwhile.
public final class ForceNormalEquations: Sendable {
  /// One basis per coordinate.
  public let bases: [BSplineBasis]
  let storage: CohortStorage
  private let accumulatorAxes: [ck_acc_axis]

  /// Empty sums for one or two coordinates.
  public init(bases: [BSplineBasis], cohorts: Int) {
    precondition(bases.count == 1 || bases.count == 2, "one or two coordinates")
    self.bases = bases
    let cells = bases.reduce(1) { $0 * $1.intervals }
    storage = CohortStorage(
      cohorts: cohorts, count: cells * ForceMoments.numbersPerCell(bases.count))
    accumulatorAxes = bases.enumerated().map { $1.cells.accumulatorAxis(component: $0) }
  }

  /// The number of cohorts.
  public var cohorts: Int { storage.cohorts }

  /// Adds the gradients in some lanes of a block, all of one cohort.
  ///
  /// Both arrays are structures of arrays: component i of lane w at `[i * CK_BLOCK + w]`.
  public func add(
    midpoint: UnsafePointer<Double>, gradient: UnsafePointer<Double>, lanes: Range<Int>,
    cohort: Int
  ) {
    let accumulate = bases.count == 1 ? ck_acc_force_1 : ck_acc_force_2
    checkLanes(lanes)
    storage.withTotals(cohort) { totals in
      accumulate(
        accumulatorAxes, midpoint, gradient, Int32(lanes.lowerBound), Int32(lanes.upperBound),
        storage.sums(cohort), storage.products(cohort), totals)
    }
  }

  /// The sums of one cohort.
  public func moments(cohort: Int) -> ForceMoments {
    ForceMoments(bases: bases, contents: storage.contents(cohort))
  }

  /// The sums over all cohorts: the data of the fit, and of a quick fit along the run.
  public func snapshot() -> ForceMoments {
    ForceMoments(bases: bases, contents: storage.total())
  }

  /// Adds the samples of other sums with the same bases and number of cohorts, cohort by cohort.
  public func add(_ other: ForceNormalEquations) {
    precondition(bases == other.bases, "sums over the same cells expected")
    storage.add(other.storage)
  }

  /// All sums of one cohort, for a checkpoint.
  public func state(cohort: Int) -> [Double] { storage.contents(cohort) }

  /// Puts back the sums of one cohort from a checkpoint of the same shape.
  public func restore(_ state: [Double], cohort: Int) throws(RegressionError) {
    try storage.restore(state, cohort: cohort)
  }
}
