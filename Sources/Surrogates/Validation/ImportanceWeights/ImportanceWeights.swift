import Foundation
import Statistics

/// Weights that make samples of one law stand for another one, whose density is known up to a factor:
/// w ∝ p_target/p_source, normalised to a sum of one.
///
/// Weights with heavy tails give means that rest on a few samples, and standard errors that do not show it.
/// Pareto smoothing replaces the largest weights by the quantiles of a law fitted to them, and its
/// shape k̂ says whether the result can be trusted at all.
public struct ImportanceWeights: Equatable, Sendable {
  /// What is done about the largest weights.
  public enum Treatment: String, Codable, CaseIterable, Sendable {
    /// Nothing.
    case raw
    /// None above √S times the mean of S weights (Ionides, J. Comput. Graph. Stat. 17, 295 (2008)).
    case truncated
    /// The largest ones smoothed by a generalised Pareto law (Vehtari, Simpson, Gelman, Yao & Gabry,
    /// JMLR 25(72), 2024).
    case paretoSmoothed
  }

  /// What was done.
  public let treatment: Treatment
  /// The weights; their sum is 1.
  public let weights: [Double]
  /// k̂ of the raw weights' tail: their variance is finite for k < ½, their mean for k < 1. Undefined
  /// (NaN) for tails of fewer than five distinct weights.
  public let tailShape: Double
  /// The independent samples in one sample: 1/(2τ_int) for a time series.
  public let efficiency: Double

  /// The number of samples.
  public var count: Int { weights.count }

  /// From the logarithms of p_target/p_source, up to a constant; −∞ is a weight of zero.
  ///
  /// - Parameters:
  ///   - logRatios: one per sample of the source.
  ///   - treatment: what is done about the largest weights.
  ///   - efficiency: independent samples in one, in (0, 1].
  /// - Throws: `.notFinite` for a NaN, +∞ or weights that are all zero.
  public init(
    logRatios: [Double], treatment: Treatment = .paretoSmoothed, efficiency: Double = 1
  ) throws(ValidationError) {
    guard !logRatios.isEmpty else { throw .tooFewSamples(needed: 1, found: 0) }
    guard let top = logRatios.max(), top.isFinite, !logRatios.contains(where: \.isNaN) else {
      throw .notFinite("log ratios")
    }
    guard efficiency > 0, efficiency <= 1 else { throw .notPositive("efficiency") }
    var weights = logRatios.map { exp($0 - top) }
    let tail = Self.tail(of: weights, efficiency: efficiency)
    tailShape = tail?.law.shape ?? .nan
    switch treatment {
    case .raw: break
    case .truncated:
      let limit = weights.reduce(0, +) / Double(weights.count).squareRoot()
      weights = weights.map { min($0, limit) }
    case .paretoSmoothed:
      if let tail {
        for (rank, sample) in tail.samples.enumerated() {
          let p = (Double(rank) + 0.5) / Double(tail.samples.count)
          // Never above the largest raw weight, which is 1.
          weights[sample] = min(1, tail.cutoff + tail.law.quantile(p))
        }
      }
    }
    let total = weights.reduce(0, +)
    self.weights = weights.map { $0 / total }
    self.treatment = treatment
    self.efficiency = efficiency
  }

  /// For two Gibbs laws exp(−V/T), from the energies of the source's samples under both.
  public init(
    source: [Double], sourceTemperature: Double = 1, target: [Double],
    targetTemperature: Double = 1, treatment: Treatment = .paretoSmoothed, efficiency: Double = 1
  ) throws(ValidationError) {
    guard source.count == target.count else {
      throw .mismatch(what: "energies", expected: source.count, found: target.count)
    }
    guard sourceTemperature > 0, targetTemperature > 0 else { throw .notPositive("temperatures") }
    try self.init(
      logRatios: zip(source, target).map { $0 / sourceTemperature - $1 / targetTemperature },
      treatment: treatment, efficiency: efficiency)
  }

  /// The effective sample size, efficiency/Σw² (Kish): so many independent samples of the target say as much
  /// about a mean.
  public var effectiveSampleSize: Double {
    efficiency / weights.reduce(0) { $0 + $1 * $1 }
  }

  /// The mean under the target law, Σ w f, with the standard error of the self-normalised estimator,
  /// from the sums of w (f − mean) over blocks (nil: independent samples).
  ///
  /// The efficiency plays no part: blocks know about correlation by themselves.
  public func mean(
    of values: [Double], blocks: SampleBlocks? = nil
  ) throws(ValidationError) -> Estimate {
    try requireFinite(values, count: count, "values")
    let blocks = blocks ?? .independent(count)
    guard blocks.sampleCount == count else {
      throw .mismatch(what: "block labels", expected: count, found: blocks.sampleCount)
    }
    let origin = values[0]
    let mean = origin + zip(weights, values).reduce(0) { $0 + $1.0 * ($1.1 - origin) }
    var sums = [Double](repeating: 0, count: blocks.count)
    for (i, block) in blocks.index.enumerated() { sums[block] += weights[i] * (values[i] - mean) }
    let groups = Double(blocks.count)
    let variance = sums.reduce(0) { $0 + $1 * $1 } * groups / (groups - 1)
    return Estimate(value: mean, standardError: variance.squareRoot())
  }

  /// The largest k̂ at which S samples give reliable means: min(1 − 1/log₁₀ S, 0.7).
  public var tailShapeLimit: Double { min(1 - 1 / log10(Double(max(count, 2))), 0.7) }

  /// What speaks against using the weights: an effective sample size below the stated one, a tail too heavy.
  /// Empty when nothing does.
  public func warnings(minimumEffectiveSize: Double) -> [String] {
    var result: [String] = []
    func rounded(_ x: Double) -> String { String((100 * x).rounded() / 100) }
    if !(effectiveSampleSize >= minimumEffectiveSize) {
      result.append(
        "the effective sample size \(rounded(effectiveSampleSize)) of the importance weights is below "
          + "\(rounded(minimumEffectiveSize)): the two laws overlap too little")
    }
    if tailShape > tailShapeLimit {
      result.append(
        "the tail of the importance weights is too heavy (k̂ = \(rounded(tailShape)), limit "
          + "\(rounded(tailShapeLimit))): weighted means cannot be trusted")
    }
    return result
  }

  /// The samples of the M largest weights in ascending order, M = min(S/5, 3√(S/efficiency)), and the law
  /// fitted to their excess over the next smaller one.
  private static func tail(
    of weights: [Double], efficiency: Double
  ) -> (samples: [Int], cutoff: Double, law: GeneralisedPareto)? {
    let count = Double(weights.count)
    let size = Int(min(0.2 * count, 3 * (count / efficiency).squareRoot()).rounded(.up))
    guard size >= 5, size < weights.count else { return nil }
    let order = weights.indices.sorted { (weights[$0], $0) < (weights[$1], $1) }
    let cutoff = max(weights[order[order.count - size - 1]], .leastNormalMagnitude)
    let samples = order.suffix(size).filter { weights[$0] > cutoff }
    let law = GeneralisedPareto(ascending: samples.map { weights[$0] - cutoff })
    return law.shape.isNaN ? nil : (samples, cutoff, law)
  }
}
