import CKernels
import Dynamics
import Testing

@Suite struct EnsembleLayoutTests {
  /// Every count up to 2000, then a coarser selection with the powers of two and their neighbours.
  static let counts: [Int] = {
    let powers = (1...14).flatMap { [1 << $0 - 1, 1 << $0, 1 << $0 + 1] }
    return Array(1...2000) + Array(stride(from: 2017, through: 20_000, by: 97)) + powers
  }()

  @Test func invariantsHoldForEveryNumberOfWalkers() {
    for walkers in Self.counts {
      let problems = Self.violations(EnsembleLayout(walkers: walkers))
      #expect(problems.isEmpty, "\(walkers) walkers: \(problems)")
    }
  }

  /// Enough cohorts for error bars whenever there are walkers for them.
  @Test func largeEnsemblesHaveManyCohorts() {
    for walkers in Self.counts where walkers >= 64 {
      #expect(EnsembleLayout(walkers: walkers).cohorts > 32)
    }
    for walkers in 1...64 { #expect(EnsembleLayout(walkers: walkers).cohorts == walkers) }
  }

  private static func violations(_ layout: EnsembleLayout) -> [String] {
    let n = layout.walkers
    var found: [String] = []
    func require(_ holds: Bool, _ what: String) { if !holds { found.append(what) } }
    require(layout.cohorts <= EnsembleLayout.maximumCohorts, "too many cohorts")
    require(layout.blockSize <= blockStride, "blocks too wide")
    require(layout.blockSize % Int(CK_LANES) == 0, "blocks are not whole vectors")
    require(
      (0..<layout.cohorts).flatMap { layout.walkers(inCohort: $0) } == Array(0..<n),
      "cohorts do not cover the walkers once")
    require(
      (0..<layout.blocks).flatMap { layout.walkers(inBlock: $0) } == Array(0..<n),
      "blocks do not cover the walkers once")
    require(
      (0..<layout.tasks).flatMap { layout.blocks(inTask: $0) } == Array(0..<layout.blocks),
      "tasks do not cover the blocks once")
    require((0..<layout.tasks).allSatisfy { !layout.blocks(inTask: $0).isEmpty }, "empty task")
    require((0..<layout.cohorts).allSatisfy { !layout.walkers(inCohort: $0).isEmpty }, "no walker")
    // No cohort is in two tasks: its sums have one writer.
    var taskOfCohort = [Int?](repeating: nil, count: layout.cohorts)
    for task in 0..<layout.tasks {
      for block in layout.blocks(inTask: task) {
        var covered: [Int] = []
        layout.forEachCohort(inBlock: block) { lanes, cohort in
          let walkers = lanes.map { layout.walkers(inBlock: block).lowerBound + $0 }
          covered += walkers
          require(!lanes.isEmpty, "empty run of lanes")
          require(
            walkers.allSatisfy {
              layout.cohort(ofWalker: $0) == cohort
                && layout.walkers(inCohort: cohort).contains($0)
            }, "lanes of another cohort")
          require(taskOfCohort[cohort] ?? task == task, "cohort \(cohort) in two tasks")
          taskOfCohort[cohort] = task
        }
        require(covered == Array(layout.walkers(inBlock: block)), "lanes missed in block \(block)")
      }
    }
    return found
  }
}
