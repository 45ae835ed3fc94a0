/// The delete-one jackknife for a smooth function of the means of independent groups.
///
/// Group g contributes a vector of means x_g with weight w_g (its number of samples, say); the
/// estimate is θ = f(Σ w x / Σ w). Leaving each group out in turn gives θ₍g₎, and from these
/// influences δ_g = −(1 − w_g/Σw) √(G/(G−1)) (θ₍g₎ − θ̄) with SE² = Σ δ_g², which for equal weights is
/// the textbook (G−1)/G Σ (θ₍g₎ − θ̄)² (Efron & Tibshirani, ch. 11). The influences let errors be
/// carried on through later linear steps with all correlations. O(G · (dimension + cost of f)).
public struct Jackknife: Sendable, Equatable {
  /// The function of the means over all groups.
  public let value: Double
  /// The function with group g left out.
  public let leaveOneOut: [Double]
  /// The influence of each group, scaled such that the sum of their squares is the variance.
  public let influences: [Double]

  /// The value with its jackknife standard error; NaN for fewer than two groups.
  public var estimate: Estimate {
    let variance = influences.count > 1 ? influences.reduce(0) { $0 + $1 * $1 } : .nan
    return Estimate(value: value, standardError: variance.squareRoot())
  }

  /// The estimate with the bias of order 1/G removed: G θ − (G−1) θ̄, for groups of equal weight.
  public var biasCorrected: Estimate {
    let groups = Double(leaveOneOut.count)
    let average = leaveOneOut.reduce(0, +) / groups
    return Estimate(
      value: groups * value - (groups - 1) * average, standardError: estimate.standardError)
  }

  /// Jackknifes `function` of the weighted means of the groups, which must be vectors of one length.
  ///
  /// Weights default to 1 and must be positive.
  public init(
    means groups: [[Double]], weights: [Double]? = nil, function: ([Double]) -> Double
  ) throws(StatisticsError) {
    let result = try Jackknife.several(means: groups, weights: weights) { [function($0)] }
    self = result[0]
  }

  /// Jackknifes several functions of the same means at once; one result per component returned.
  public static func several(
    means groups: [[Double]], weights: [Double]? = nil, function: ([Double]) -> [Double]
  ) throws(StatisticsError) -> [Jackknife] {
    guard let dimension = groups.first?.count else { throw .tooFew(needed: 1, got: 0) }
    guard groups.allSatisfy({ $0.count == dimension }) else { throw .differentLengths }
    let weights = weights ?? [Double](repeating: 1, count: groups.count)
    guard weights.count == groups.count else { throw .differentLengths }
    precondition(weights.allSatisfy { $0 > 0 }, "weights must be positive")
    let total = weights.reduce(0, +)
    let count = Double(groups.count)

    var centre = [Double](repeating: 0, count: dimension)
    for i in 0..<dimension {
      for (group, weight) in zip(groups, weights) { centre[i] += weight * group[i] }
      centre[i] /= total
    }
    let values = function(centre)
    // x̄₍g₎ = x̄ − w (x_g − x̄)/(W − w): subtracting deviations loses no digits.
    let deleted =
      groups.count < 2
      ? []
      : zip(groups, weights).map { group, weight in
        function(
          zip(centre, group).map { $0 - weight * ($1 - $0) / (total - weight) })
      }
    return values.indices.map { k in
      let leaveOneOut = deleted.map { $0[k] }
      let remaining = weights.map { 1 - $0 / total }
      let average =
        zip(remaining, leaveOneOut).reduce(0) { $0 + $1.0 * $1.1 } / Swift.max(1, count - 1)
      let scale = (count / Swift.max(1, count - 1)).squareRoot()
      return Jackknife(
        value: values[k], leaveOneOut: leaveOneOut,
        influences: zip(remaining, leaveOneOut).map { -scale * $0 * ($1 - average) })
    }
  }

  private init(value: Double, leaveOneOut: [Double], influences: [Double]) {
    self.value = value
    self.leaveOneOut = leaveOneOut
    self.influences = influences
  }
}
