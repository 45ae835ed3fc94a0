import Statistics

/// What the members of an ensemble (or the passes of Monte Carlo dropout) predict together, and how much of
/// the uncertainty is theirs and how much is in the data.
///
/// The ensemble is taken as a mixture (Lakshminarayanan, Pritzel & Blundell, NeurIPS 2017): its variance
/// is the mean of the members' variances (aleatoric: noise, which more data do not remove) plus the
/// variance of their means (epistemic: ignorance).
public struct EnsemblePrediction: Equatable, Sendable {
  /// For each member its means, in the common gauge.
  public let members: [[Double]]
  /// The mean over the members.
  public let mean: [Double]
  /// Σ (μ_m − μ̄)²/(M − 1): unbiased for the variance of a member, also for few. With M members its
  /// square root is known to 1/√(2(M−1)): 35 % for five.
  public let epistemicVariance: [Double]
  /// The mean of the members' own variances; zeros where they give none.
  public let aleatoricVariance: [Double]

  /// The variance of the mixture.
  public var totalVariance: [Double] {
    zip(epistemicVariance, aleatoricVariance).map { $0 + $1 }
  }

  /// Combines at least two members.
  ///
  /// - Parameters:
  ///   - members: for each member its predictions: values of V, or components of the force one after the other.
  ///   - variances: for each member the variances of the noise that it predicts; nil: none.
  ///   - gauge: for values of V, which are known up to a constant: the constants of the members, from
  ///     reference points that stay the same for all predictions to be compared. Nil for forces, which
  ///     have no such freedom.
  /// - Throws: `.tooFewSamples` for fewer than two members; `.mismatch`, `.notFinite`, `.notPositive`.
  public init(
    members: [[Double]], variances: [[Double]]? = nil, gauge: EnsembleGauge? = nil
  ) throws(ValidationError) {
    guard let n = members.first?.count, members.count >= 2 else {
      throw .tooFewSamples(needed: 2, found: members.count)
    }
    for member in members { try requireFinite(member, count: n, "values of the members") }
    if let gauge, gauge.constants.count != members.count {
      throw .mismatch(
        what: "constants of the gauge", expected: members.count, found: gauge.constants.count)
    }
    if let variances {
      guard variances.count == members.count else {
        throw .mismatch(
          what: "members' variances", expected: members.count, found: variances.count)
      }
      for variance in variances {
        try requireFinite(variance, count: n, "members' variances")
        guard variance.allSatisfy({ $0 >= 0 }) else { throw .notPositive("members' variances") }
      }
    }
    let aligned = members.indices.map { m in
      let constant = gauge?.constants[m] ?? 0
      return members[m].map { $0 - constant }
    }
    let count = Double(members.count)
    mean = (0..<n).map { i in aligned.reduce(0) { $0 + $1[i] } / count }
    let centre = mean
    epistemicVariance = (0..<n).map { i in
      aligned.reduce(0) { $0 + ($1[i] - centre[i]) * ($1[i] - centre[i]) } / (count - 1)
    }
    aleatoricVariance =
      variances.map { variances in
        (0..<n).map { i in variances.reduce(0) { $0 + $1[i] } / count }
      } ?? [Double](repeating: 0, count: n)
    self.members = aligned
  }

  /// The epistemic variance of the difference of two predictions, V(q_i) − V(q_j): free of the gauge, and
  /// smaller than the sum of two variances where the members err alike.
  public func differenceVariance(_ i: Int, _ j: Int) -> Double {
    meanAndVariance(of: members.map { $0[i] - $0[j] }).variance
  }

  /// For predictions of vectors of `dimension` components: the root of the summed epistemic variances of
  /// each vector.
  public func vectorDeviations(dimension: Int) -> [Double] {
    precondition(
      dimension > 0 && mean.count.isMultiple(of: dimension), "whole vectors expected")
    return (0..<(mean.count / dimension)).map { k in
      epistemicVariance[(k * dimension)..<((k + 1) * dimension)].reduce(0, +).squareRoot()
    }
  }

  /// How much wider than the Gaussian one the interval of a confidence is for few members, if the truth is
  /// one more draw of what the members are draws of: t_{M−1} √(1 + 1/M) over the normal quantile.
  ///
  /// 1.42 for five members at 90 %. A recalibration on held-out data includes it already.
  public static func studentFactor(members: Int, confidence: Double = 0.9) -> Double {
    precondition(members >= 2, "at least two members")
    precondition(confidence > 0 && confidence < 1, "the confidence must lie in (0, 1)")
    let (tail, count) = (0.5 + 0.5 * confidence, Double(members))
    return studentQuantile(tail, count - 1) * (1 + 1 / count).squareRoot() / normalQuantile(tail)
  }
}
