import CKernels

/// Doubles between the first lanes of two components of a block.
public let blockStride = Int(CK_BLOCK)

/// How the walkers of an ensemble lie in memory and in the error analysis.
///
/// *Blocks* of up to 128 walkers go through the kernels together. *Cohorts* are groups of
/// consecutive walkers that never influence one another; every error bar comes from the scatter
/// between cohorts (or between walkers), which accounts for the autocorrelation within each.
/// *Tasks* are runs of blocks that hold whole cohorts: the unit of parallel work. All three depend
/// on the number of walkers alone, so results do not depend on the number of threads.
public struct EnsembleLayout: Sendable, Equatable {
  /// The most cohorts that an ensemble is split into.
  public static let maximumCohorts = 64

  public let walkers: Int
  /// Walkers in each block but the last; a power of two.
  public let blockSize: Int
  /// Walkers in each cohort but the last; a power of two.
  public let cohortSize: Int

  /// Precondition: `walkers > 0`.
  public init(walkers: Int) {
    precondition(walkers > 0)
    self.walkers = walkers
    var block = Int(CK_LANES)
    while block < blockStride && block * 8 < walkers { block *= 2 }
    blockSize = block
    var cohort = 1
    while cohort * Self.maximumCohorts < walkers { cohort *= 2 }
    cohortSize = cohort
  }

  public var blocks: Int { (walkers + blockSize - 1) / blockSize }
  public var cohorts: Int { (walkers + cohortSize - 1) / cohortSize }

  /// Blocks in each task but the last.
  public var blocksPerTask: Int { max(1, cohortSize / blockSize) }
  public var tasks: Int { (blocks + blocksPerTask - 1) / blocksPerTask }

  /// Lanes of a block that kernels process: its walkers, rounded up to whole vectors.
  package func vectorLanes(inBlock block: Int) -> Int32 {
    let lanes = Int(CK_LANES)
    return Int32((walkers(inBlock: block).count + lanes - 1) / lanes * lanes)
  }

  /// The walkers of one block.
  public func walkers(inBlock block: Int) -> Range<Int> {
    (block * blockSize)..<min((block + 1) * blockSize, walkers)
  }

  /// The walkers of one cohort.
  public func walkers(inCohort cohort: Int) -> Range<Int> {
    (cohort * cohortSize)..<min((cohort + 1) * cohortSize, walkers)
  }

  /// The blocks of one task.
  public func blocks(inTask task: Int) -> Range<Int> {
    (task * blocksPerTask)..<min((task + 1) * blocksPerTask, blocks)
  }

  /// The cohort of a walker.
  public func cohort(ofWalker walker: Int) -> Int { walker / cohortSize }

  /// Calls `body` with each run of lanes of a block that belongs to one cohort.
  @inlinable
  public func forEachCohort(
    inBlock block: Int, _ body: (_ lanes: Range<Int>, _ cohort: Int) -> Void
  ) {
    let range = walkers(inBlock: block)
    var first = range.lowerBound
    while first < range.upperBound {
      let cohort = first / cohortSize
      let end = min(range.upperBound, (cohort + 1) * cohortSize)
      body((first - range.lowerBound)..<(end - range.lowerBound), cohort)
      first = end
    }
  }
}
