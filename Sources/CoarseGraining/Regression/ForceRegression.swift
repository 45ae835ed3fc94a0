import Dynamics
import LinearAlgebra

/// Force regression: linear least squares of ∇f at the gradient points on ∇V_θ.
///
/// The micro part of ∇f has mean zero and averages out, so neither a temperature nor a crossing of
/// barriers is needed. Knots must be no closer than the resolution length h√(T/m) (see
/// `BSplineBasis.intervals`): a finer spline would follow scales that the step has turned into noise.
///
/// Gauge: one coefficient is pinned at zero. As constants are the exact null space of the normal
/// equations, this moves nothing else.
///
/// Ridge: a penalty of third differences carries V smoothly (quadratically) across cells without
/// samples. It is the Gaussian prior that third differences of the coefficients scatter by s = 10T: in
/// units of the residual variance σ² its strength is λ = σ²/s². Relative to the statistical error ε of V it
/// moves V by about ε·(third difference of the true V)/s², below a hundredth of ε where V is known to T/3
/// and changes by no more than a few T between knots; and its share falls as 1/samples.
public struct ForceRegression: EffectivePotentialRegressor {
  /// Standard deviation of the prior on third differences, in units of T.
  static let priorWidth = 10.0
  /// Cohorts that must have been in a cell for it to count as supported.
  static let leastCohorts = 3

  private let threads: Int

  /// The knots are those of the accumulator.
  ///
  /// - Parameter threads: for what is computed of each cohort.
  public init(threads: Int = 1) { self.threads = threads }

  /// `.force`.
  public var method: EffectivePotential.Method { .force }

  /// Fits V with its replicates; O(coefficients · bandwidth²) + O(cohorts · cells).
  public func fit(
    _ data: SampledData, temperature: TemperatureReplicates
  ) throws(RegressionError) -> EffectivePotential {
    guard let forces = data.forces else { throw .missingData("gradients along the run") }
    guard temperature.replicates.count == forces.cohorts else {
      throw .mismatch(
        what: "cohorts", expected: forces.cohorts, found: temperature.replicates.count)
    }
    let total = forces.snapshot()
    try total.samples.check()
    let cohorts = parallelMap(forces.cohorts, threads: threads) { forces.moments(cohort: $0) }
    let weights = try CohortWeights(counts: cohorts.map(\.samples.inside))
    let solution = try solve(total, temperature: temperature.value)
    let coefficients = solution.spline.coefficients
    var replicates = weights.centred(
      parallelMap(cohorts.count, threads: threads) { cohorts[$0].score(at: coefficients) })
    solution.factor.solve(columns: &replicates)

    let covariance = ResidualCovariance(
      products: parallelMap(cohorts.count, threads: threads) {
        cohorts[$0].residualProducts(at: coefficients)
      },
      counts: cohorts.map(\.samples.inside), weights: weights)
    return EffectivePotential(
      method: .force, spline: solution.spline, replicates: replicates,
      temperature: temperature.estimate, support: support(total, cohorts),
      statistics: .init(
        samples: total.samples, smoothing: solution.ridge,
        effectiveParameters: nil, residualCovariance: covariance,
        rSquared: 1 - total.samples.inside * covariance.value.trace
          / total.gradientProducts.trace))
  }

  /// Fits V without errors, for snapshots along the run.
  public func fit(
    snapshot: ForceMoments, temperature: Double
  ) throws(RegressionError) -> TensorSpline {
    try snapshot.samples.check()
    return try solve(snapshot, temperature: temperature).spline
  }

  private struct Solution {
    let spline: TensorSpline
    let factor: BandedCholesky
    let ridge: Double
  }

  private func solve(
    _ moments: ForceMoments, temperature: Double
  ) throws(RegressionError) -> Solution {
    let gram = moments.gram
    let bases = moments.bases
    let penalty = thirdDifferencePenalty(bases)
    let zero = [Double](repeating: 0, count: gram.size)
    let right = moments.score(at: zero)
    let samples = moments.samples.inside * Double(bases.count)
    let diagonal = (0..<gram.size).map { gram[$0, $0] }
    // The best-sampled coefficient is the one to pin.
    let pinned = diagonal.indices.max { diagonal[$0] < diagonal[$1] } ?? 0
    // Without any residual variance there must still be something to extrapolate by.
    let least = 1e-12 * diagonal[pinned]

    // The residual variance is that around the fit, which barely depends on the ridge: two rounds.
    var variance = moments.gradientProducts.trace / samples
    var solution: Solution?
    for _ in 0..<2 {
      let prior = Self.priorWidth * temperature
      let ridge = max(variance / (prior * prior), least)
      var matrix = gram + penalty.scaled(by: ridge)
      matrix.add(diagonal[pinned], at: pinned, pinned)
      let factor = try regularisedFactor(matrix)
      var coefficients = right
      factor.solve(&coefficients)
      variance = max(moments.residualProducts(at: coefficients).trace / samples, 0)
      solution = Solution(
        spline: TensorSpline(bases: bases, coefficients: coefficients), factor: factor,
        ridge: ridge)
    }
    guard let solution else { throw .notConverged(iterations: 2) }
    return solution
  }

  /// Micro gradients lose their memory in a step or two, so every sample counts; but a cell that only one
  /// or two cohorts have visited has no reliable error and counts as empty.
  private func support(_ total: ForceMoments, _ cohorts: [ForceMoments]) -> SampledSupport {
    var visits = [Int](repeating: 0, count: total.cellCounts.count)
    for cohort in cohorts {
      for (i, count) in cohort.cellCounts.enumerated() where count > 0 { visits[i] += 1 }
    }
    let needed = min(Self.leastCohorts, cohorts.count)
    return SampledSupport(
      axes: total.bases.map(\.cells),
      effectiveSamples: zip(total.cellCounts, visits).map { $1 >= needed ? $0 : 0 })
  }
}
