import LinearAlgebra
import Statistics

/// Sums of moments for each walker over a stretch of a run. For gradient descent the momenta of the names
/// are gradients: see `WalkerMoments+Descent.swift`. Walkers are independent, so the scatter
/// of their means gives every error bar, autocorrelation included.
public struct WalkerMoments: Sendable {
  public let layout: EnsembleLayout
  public let index: MomentAccumulator.Index
  /// Records that went into each walker's sums.
  public let records: Int
  /// Sum of moment m of walker w at `m · walkers + w`.
  let sums: [Double]

  /// Sums made elsewhere: moment m of walker w at `m · walkers + w`.
  package init(
    layout: EnsembleLayout, index: MomentAccumulator.Index, records: Int, sums: [Double]
  ) {
    precondition(sums.count == index.count * layout.walkers, "one sum per moment and walker")
    self.layout = layout
    self.index = index
    self.records = records
    self.sums = sums
  }

  public var dimension: Int { index.dimension }

  /// Each walker's mean of one moment.
  public func means(_ moment: Int) -> [Double] {
    let n = layout.walkers
    let scale = 1 / Double(max(records, 1))
    return sums[(moment * n)..<((moment + 1) * n)].map { $0 * scale }
  }

  /// The mean of one moment over walkers and time.
  public func ensembleMean(_ moment: Int) -> Double {
    means(moment).reduce(0, +) / Double(layout.walkers)
  }

  /// The moments of the records that came after an earlier snapshot of the same accumulator.
  public func subtracting(_ earlier: WalkerMoments) -> WalkerMoments {
    WalkerMoments(
      layout: layout, index: index, records: records - earlier.records,
      sums: zip(sums, earlier.sums).map { $0 - $1 })
  }

  /// Each walker's second-moment matrix of the momentum, E[p pᵀ].
  public func momentumProducts() -> [Matrix] {
    matrices { index.momentumProduct($0, $1) }
  }

  /// Each walker's E[p′ pᵀ], end of step against its beginning.
  public func laggedProducts() -> [Matrix] {
    matrices { index.laggedProduct($0, $1) }
  }

  private func matrices(_ moment: (Int, Int) -> Int) -> [Matrix] {
    let d = dimension
    let n = layout.walkers
    let scale = 1 / Double(max(records, 1))
    return (0..<n).map { walker in
      var matrix = Matrix(rows: d, columns: d)
      for i in 0..<d {
        for j in 0..<d { matrix[i, j] = sums[moment(i, j) * n + walker] * scale }
      }
      return matrix
    }
  }

  /// Cov(p) with standard errors. The mean momentum is zero by symmetry and is not subtracted.
  public func momentumCovariance() throws(StatisticsError) -> CovarianceEstimate {
    try CovarianceEstimate(ofIndependentMatrices: momentumProducts())
  }

  /// Each walker's kinetic temperature pᵀp / d.
  public func temperatures() -> [Double] {
    let d = dimension
    var result = [Double](repeating: 0, count: layout.walkers)
    for i in 0..<d {
      for (walker, square) in means(index.momentumProduct(i, i)).enumerated() {
        result[walker] += square / Double(d)
      }
    }
    return result
  }

  /// The kinetic temperature E[pᵀp]/d for M = I; above that of the positions by about h²k/4.
  public func temperature() -> Estimate { mean(ofIndependent: temperatures()) }

  /// Each walker's Θ = (I + E)⁻¹ E[p′(p′ + p)ᵀ] M⁻¹, which is T·I at equilibrium.
  ///
  /// T is here the temperature of the *positions* at the ends of the step. The momenta there are
  /// hotter: for harmonic V = ½ qᵀKq and M = I, Cov(q) = T K⁻¹ but Cov(p) = T (I − h²K/4)⁻¹, because
  /// drift–kick–drift conserves qᵀKq + pᵀ(I − h²K/4)p. With E[p′pᵀ] the two combine to T·I exactly,
  /// at any stable step (docs/calibration.md).
  ///
  /// - Throws: `LinearAlgebraError` when I + E cannot be inverted, which no friction causes.
  public func configurationalTemperatureMatrices(_ map: DampedVerlet) throws -> [Matrix] {
    let inverse = try (Matrix.identity(dimension) + map.decay).inverse()
    return zip(momentumProducts(), laggedProducts()).map { now, lagged in
      (inverse * (now + lagged) * map.inverseMass).symmetrized
    }
  }

  /// The same by whatever map.
  public func configurationalTemperatureMatrices(_ map: SamplingMap) throws -> [Matrix] {
    switch map {
    case .dampedVerlet(let map): try configurationalTemperatureMatrices(map)
    case .gradientDescent(let map): descentTemperatureMatrices(map)
    }
  }

  /// The temperature of the positions with each cohort's influence on it: SE² = Σ_g δT_g².
  public func configurationalTemperature(_ map: DampedVerlet) throws
    -> (estimate: Estimate, influences: [Double])
  { try configurationalTemperature(.dampedVerlet(map)) }

  /// The same by whatever map.
  public func configurationalTemperature(_ map: SamplingMap) throws
    -> (estimate: Estimate, influences: [Double])
  {
    let d = Double(dimension)
    let values = try configurationalTemperatureMatrices(map).map { $0.trace / d }
    let total = values.reduce(0, +) / Double(values.count)
    let influences = (0..<layout.cohorts).map { cohort in
      let range = layout.walkers(inCohort: cohort)
      return cohortCorrection * range.reduce(0) { $0 + values[$1] - total } / Double(values.count)
    }
    return (mean(ofIndependent: values), influences)
  }

  /// Θ with each cohort's influence on it, in the same convention.
  public func configurationalTemperatureMatrix(_ map: SamplingMap) throws
    -> (mean: Matrix, influences: [Matrix])
  {
    let matrices = try configurationalTemperatureMatrices(map)
    let count = Double(matrices.count)
    let mean = (1 / count) * matrices.dropFirst().reduce(matrices[0], +)
    let influences = (0..<layout.cohorts).map { cohort in
      let deviations = layout.walkers(inCohort: cohort).map { matrices[$0] - mean }
      return (cohortCorrection / count) * deviations.dropFirst().reduce(deviations[0], +)
    }
    return (mean, influences)
  }

  /// √(c/(c − 1)) for c cohorts: deviations are from a mean of which each is a part.
  private var cohortCorrection: Double {
    let cohorts = Double(layout.cohorts)
    return cohorts > 1 ? (cohorts / (cohorts - 1)).squareRoot() : .infinity
  }

  /// Kurtosis E[p_i⁴]/E[p_i²]² of each component (3 for a normal law), by a jackknife over walkers.
  public func kurtosis(_ i: Int) throws(StatisticsError) -> Estimate {
    let fourth = means(index.momentumFourthPower(i))
    let second = means(index.momentumProduct(i, i))
    return try Jackknife(means: zip(fourth, second).map { [$0, $1] }) { m in m[0] / (m[1] * m[1]) }
      .estimate
  }

  /// Variance of coordinate i over walkers and time.
  public func positionVariance(_ i: Int) throws(StatisticsError) -> Estimate {
    let second = means(index.positionSquare(i))
    let first = means(index.position(i))
    return try Jackknife(means: zip(second, first).map { [$0, $1] }) { m in m[0] - m[1] * m[1] }
      .estimate
  }
}
