import Foundation
import Statistics

/// Predicted means and standard deviations against targets that were not trained on: do Gaussian
/// intervals cover what they promise?
///
/// Targets may be noisy with known variances s²: then y − μ has variance σ² + s² where σ is right,
/// and only σ is judged and rescaled. Components of vectors (forces) enter as separate numbers with the
/// same block. Errors of all results come from the scatter of the blocks.
public struct IntervalCalibration: Equatable, Sendable {
  /// Target minus predicted mean.
  public let residuals: [Double]
  /// The predicted standard deviations σ.
  public let deviations: [Double]
  /// The variances s² of the noise of the targets; nil for exact ones, and where σ includes the noise.
  public let targetVariances: [Double]?
  /// The blocks of the targets.
  public let blocks: SampleBlocks

  /// The number of targets.
  public var count: Int { residuals.count }

  /// From predictions and targets, all of the same length, with positive standard deviations.
  public init(
    means: [Double], deviations: [Double], targets: [Double], targetVariances: [Double]? = nil,
    blocks: SampleBlocks
  ) throws(ValidationError) {
    let n = blocks.sampleCount
    guard n > 0 else { throw .tooFewSamples(needed: 1, found: 0) }
    try requireFinite(means, count: n, "means")
    try requireFinite(deviations, count: n, "standard deviations")
    try requireFinite(targets, count: n, "targets")
    guard deviations.allSatisfy({ $0 > 0 }) else { throw .notPositive("standard deviations") }
    if let targetVariances {
      try requireFinite(targetVariances, count: n, "variances of the targets")
      guard targetVariances.allSatisfy({ $0 >= 0 }) else {
        throw .notPositive("variances of the targets")
      }
    }
    self.init(
      residuals: zip(targets, means).map { $0 - $1 }, deviations: deviations,
      targetVariances: targetVariances, blocks: blocks)
  }

  init(
    residuals: [Double], deviations: [Double], targetVariances: [Double]?, blocks: SampleBlocks
  ) {
    self.residuals = residuals
    self.deviations = deviations
    self.targetVariances = targetVariances
    self.blocks = blocks
  }

  /// √(σ² + s²): what a residual should scatter by.
  public var totalDeviations: [Double] {
    guard let targetVariances else { return deviations }
    return zip(deviations, targetVariances).map { ($0 * $0 + $1).squareRoot() }
  }

  /// z = (y − μ)/√(σ² + s²): of mean 0 and variance 1, whatever the scale or the region, where the
  /// predictions are right.
  public var standardised: [Double] { zip(residuals, totalDeviations).map { $0 / $1 } }

  /// The fraction of targets within the central Gaussian interval of a nominal level in (0, 1), σ
  /// being multiplied by `factor` first.
  public func coverage(level: Double, factor: Double = 1) -> Estimate {
    blocks.mean(of: neededFactors(level: level).map { $0 <= factor ? 1 : 0 })
  }

  /// One point of the coverage curve.
  public struct CoveragePoint: Equatable, Sendable {
    /// The probability that the interval promises.
    public let nominal: Double
    /// The fraction that it covers.
    public let observed: Estimate
  }

  /// 5 %, 10 %, … 95 %.
  public static let defaultLevels = (1...19).map { Double($0) / 20 }

  /// Observed against nominal coverage: the diagonal when calibrated, below it when overconfident.
  public func coverageCurve(levels: [Double] = defaultLevels) -> [CoveragePoint] {
    levels.map { CoveragePoint(nominal: $0, observed: coverage(level: $0)) }
  }

  /// The mean of −log N(y; μ, σ² + s²): a proper score, for comparing models that are all calibrated.
  public var negativeLogLikelihood: Estimate {
    let constant = 0.5 * log(2 * Double.pi)
    return blocks.mean(
      of: zip(residuals, totalDeviations).map { residual, deviation in
        let z = residual / deviation
        return constant + log(deviation) + 0.5 * z * z
      })
  }

  /// For each target the factor on σ with which the interval of a level just covers it: 0 where the
  /// noise of the target alone explains the residual.
  func neededFactors(level: Double) -> [Double] {
    precondition(level > 0 && level < 1, "the level must lie in (0, 1)")
    let width = normalQuantile(0.5 + 0.5 * level)
    return residuals.indices.map { i in
      let reach = abs(residuals[i]) / width
      guard let noise = targetVariances?[i], noise > 0 else { return reach / deviations[i] }
      return max(0, reach * reach - noise).squareRoot() / deviations[i]
    }
  }
}
