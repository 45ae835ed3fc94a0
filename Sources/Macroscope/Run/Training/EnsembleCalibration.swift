import LinearAlgebra
import Statistics
import Surrogates

/// How far the scatter between networks tells their error: from an ensemble that was trained without some
/// regions of space, on the mean force over small cells there.
///
/// Single sampled forces have noise of variance G, far above the error of V. The mean over a cell of n samples
/// has G/n, and that is taken into account, with G from all cells of a region: from one it would be too uncertain for
/// normal quantiles. The mean of the networks' forces over the same samples has a scatter as well.
struct EnsembleCalibration {
  let intervals: IntervalCalibration
  /// What the networks' standard deviations are multiplied by.
  let factor: Estimate

  static let level = 0.9
  /// Regions that each fold holds out, and cells that each region is cut into.
  static let regions = 8
  static let cells = 16
  /// Samples nearer than this to a region that is held out are not trained on, in standard deviations of the
  /// coordinates.
  static let buffer = 0.25

  /// Nil where there are too few samples for the cells.
  init?(
    members: [NeuralPotential], split: BlockSplit, fold: Int, samples: TrainingSamples,
    seed: UInt64, threads: Int
  ) throws {
    var means = members.map { _ in [Double]() }
    var targets: [Double] = []
    var variances: [Double] = []
    var labels: [Int] = []
    let d = samples.dimension
    let heldOut = split.heldOut(fold)
    for (block, places) in split.blocks.restricted(to: heldOut).members.enumerated() {
      let rows = places.map { heldOut[$0] }
      guard rows.count >= 4 * Self.cells else { continue }
      let positions = TrainingSamples.rows(rows, of: samples.positions)
      let cells = try BlockSplit.bySpace(
        positions, buffer: 0, blocksPerFold: Self.cells / 2, folds: 2, seed: seed
      ).blocks
      let gradients = members.map { $0.gradients(at: positions, threads: threads).elements }
      var noises = [PooledVariance](repeating: PooledVariance(), count: d)
      for cell in cells.members {
        let n = Double(cell.count)
        for i in 0..<d {
          let forces = gradients.map { gradient in cell.map { gradient[$0 * d + i] } }
          for (m, force) in forces.enumerated() { means[m].append(force.reduce(0, +) / n) }
          let sampled = cell.map { samples.gradients[rows[$0], i] }
          noises[i].add(
            cell.indices.map { k in
              sampled[k] - forces.reduce(0) { $0 + $1[k] } / Double(members.count)
            })
          targets.append(sampled.reduce(0, +) / n)
          labels.append(block)
        }
      }
      variances += cells.members.flatMap { cell in noises.map { $0.value / Double(cell.count) } }
    }
    guard Set(labels).count > 1 else { return nil }
    let prediction = try EnsemblePrediction(members: means)
    let deviations = prediction.epistemicVariance.map {
      max($0, .leastNormalMagnitude).squareRoot()
    }
    intervals = try IntervalCalibration(
      means: prediction.mean, deviations: deviations, targets: targets,
      targetVariances: variances, blocks: SampleBlocks(labels: labels))
    let needed = intervals.recalibrationFactor(level: Self.level)
    // Where the noise alone explains the residuals there is nothing to be learned from them.
    factor = needed.value > 0 && needed.value.isFinite ? needed : .exact(1)
  }

  /// The coverage curve.
  var levels: [CoverageLevel] {
    zip(
      intervals.coverageCurve(), intervals.recalibrated(by: factor.value).coverageCurve()
    ).map { CoverageLevel(nominal: $0.nominal, before: $0.observed, after: $1.observed) }
  }

  /// The numbers of the summary.
  func summary(reference: Double?) -> Summary.Surrogate.Coverage {
    Summary.Surrogate.Coverage(
      level: Self.level, before: intervals.coverage(level: Self.level),
      after: intervals.coverageAfterRecalibration(level: Self.level), factor: factor,
      targets: intervals.count, blocks: intervals.blocks.count, reference: reference)
  }
}

/// The variance within groups that have means of their own.
private struct PooledVariance {
  private var squares = 0.0
  private var degreesOfFreedom = 0.0

  mutating func add(_ group: [Double]) {
    let mean = group.reduce(0, +) / Double(group.count)
    squares += group.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    degreesOfFreedom += Double(group.count - 1)
  }

  var value: Double { squares / degreesOfFreedom }
}
