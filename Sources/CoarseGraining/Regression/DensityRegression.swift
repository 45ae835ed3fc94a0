import Foundation
import LinearAlgebra

/// Density regression: V = −T log ρ, with log ρ a cubic spline fitted to bin counts by penalised
/// maximum likelihood.
///
/// The likelihood is Poisson, so an empty bin is data like any other. The penalty acts on third
/// differences of the coefficients: its null space, quadratics in each coordinate, holds the Gibbs law
/// of a harmonic well, which is therefore fitted without smoothing bias. The smoothing parameter λ
/// minimises Takeuchi's information criterion −2ℓ + 2γ tr(H⁻¹J) with J = Σ s_g s_gᵀ from the scores of the
/// cohorts (Takeuchi 1976; Shibata 1989 for penalised likelihood): J, unlike H, knows about the
/// correlation of samples along a trajectory. The factor γ = 2 instead of 1 guards against the noise
/// of the criterion, which now and then picks a fit that follows the noise (Wood, "Generalized
/// Additive Models", 2017, §6.2, on γ), and suits the step below, which tolerates more smoothing.
///
/// At the λ of least risk the smoothing bias is as large as the noise, and a band of the noise alone
/// would be too narrow. So the fit is repeated with the penalty centred on the first result (a
/// Bregman step, Osher et al. 2005; "twicing" of Tukey 1977 in the linear case), which removes the
/// bias to leading order; the replicates are those of this two-step estimate. Bands of such estimates
/// cover (Calonico, Cattaneo & Farrell 2018).
public struct DensityRegression: EffectivePotentialRegressor {
  /// γ: how much more than its due an effective parameter costs.
  static let caution = 2.0

  /// Spline intervals per coordinate; nil lets the bins decide.
  public let intervals: [Int]?

  /// A regression with given numbers of spline intervals per coordinate. By default one for every four
  /// bins, at least 4, at most 100 in 1-D and 32 per axis in 2-D.
  public init(intervals: [Int]? = nil) { self.intervals = intervals }

  /// `.density`.
  public var method: EffectivePotential.Method { .density }

  /// Fits V with its replicates, which include the error of the temperature.
  public func fit(
    _ data: SampledData, temperature: TemperatureReplicates
  ) throws(RegressionError) -> EffectivePotential {
    guard let histogram = data.histogram else { throw .missingData("a histogram") }
    return try fit(histogram, temperature: temperature)
  }

  /// Fits V to a histogram of one or two coordinates (of a marginal where there are more).
  public func fit(
    _ histogram: Histogram, temperature: TemperatureReplicates
  ) throws(RegressionError) -> EffectivePotential {
    guard temperature.replicates.count == histogram.cohorts else {
      throw .mismatch(
        what: "cohorts", expected: histogram.cohorts, found: temperature.replicates.count)
    }
    let snapshot = histogram.snapshot()
    try snapshot.samples.check()
    let cohorts = (0..<histogram.cohorts).map { histogram.counts(cohort: $0) }
    let weights = try CohortWeights(counts: cohorts.map { $0.reduce(0, +) })
    let problem = try problem(snapshot)
    // With each cohort's share of the total taken out, the scores do not depend on the fit.
    let scores = weights.centred(cohorts.map { problem.grid.transposed($0) })
    let (smoothing, first) = try chooseSmoothing(problem, scores)
    var responses = scores
    first.hessian.solve(columns: &responses)
    let parameters = Self.trace(scores, responses)

    let final = try problem.maximum(
      from: first, smoothing: smoothing, centre: first.coefficients, tolerance: 1e-6)
    for g in responses.indices {
      let pull = problem.penaltyGradient(responses[g], smoothing: smoothing)
      responses[g] = zip(scores[g], pull).map { $0 + $1 }
    }
    final.hessian.solve(columns: &responses)

    return EffectivePotential(
      method: .density, spline: potential(final, snapshot.axes, temperature.value),
      replicates: Self.replicates(final.coefficients, responses, temperature),
      temperature: temperature.estimate,
      support: support(snapshot.axes, final.expected, cohorts, weights),
      statistics: .init(
        samples: snapshot.samples, smoothing: smoothing, effectiveParameters: parameters))
  }

  /// Fits V at a given smoothing parameter without errors, for snapshots along the run.
  public func fit(
    snapshot: HistogramSnapshot, smoothing: Double, temperature: Double
  ) throws(RegressionError) -> TensorSpline {
    try snapshot.samples.check()
    let problem = try problem(snapshot)
    let start = try problem.start(smoothing: smoothing)
    let first = try problem.maximum(from: start, smoothing: smoothing, tolerance: 1e-3)
    let final = try problem.maximum(
      from: first, smoothing: smoothing, centre: first.coefficients, tolerance: 1e-3)
    return potential(final, snapshot.axes, temperature)
  }

  /// The bases for some bins.
  public func bases(for axes: [UniformAxis]) -> [BSplineBasis] {
    let most = axes.count == 1 ? 100 : 32
    return axes.enumerated().map { i, axis in
      BSplineBasis(on: axis, intervals: intervals?[i] ?? min(max(4, axis.count / 4), most))
    }
  }

  private func problem(_ snapshot: HistogramSnapshot) throws(RegressionError) -> PenalisedPoisson {
    if let intervals, intervals.count != snapshot.axes.count {
      throw .mismatch(
        what: "numbers of intervals", expected: snapshot.axes.count, found: intervals.count)
    }
    for (coordinate, axis) in snapshot.axes.enumerated() {
      // The quadratics that the penalty leaves free need three places along each axis.
      let occupied = snapshot.occupiedBins(along: coordinate)
      guard occupied >= min(3, axis.count) else {
        throw .degenerate(coordinate: coordinate, bins: occupied)
      }
    }
    return PenalisedPoisson(
      axes: snapshot.axes, bases: bases(for: snapshot.axes), counts: snapshot.counts)
  }

  private func chooseSmoothing(
    _ problem: PenalisedPoisson, _ scores: [[Double]]
  ) throws(RegressionError) -> (Double, PenalisedPoisson.Fit) {
    let scale = problem.counts.reduce(0, +) / Double(problem.grid.coefficientCount)
    let found: (decade: Double, result: PenalisedPoisson.Fit) =
      try SmoothingSearch.minimise { decade, nearest throws(RegressionError) in
        let smoothing = scale * pow(10, decade)
        let start = if let nearest { nearest } else { try problem.start(smoothing: smoothing) }
        let fit = try problem.maximum(from: start, smoothing: smoothing, tolerance: 1e-3)
        var responses = scores
        fit.hessian.solve(columns: &responses)
        let complexity = Self.trace(scores, responses)
        return (-2 * fit.logLikelihood + 2 * Self.caution * complexity, fit)
      }
    let smoothing = scale * pow(10, found.decade)
    return (
      smoothing,
      try problem.maximum(from: found.result, smoothing: smoothing, tolerance: 1e-6)
    )
  }

  private static func trace(_ scores: [[Double]], _ responses: [[Double]]) -> Double {
    zip(scores, responses).reduce(0) { sum, pair in
      sum + zip(pair.0, pair.1).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }

  private func potential(
    _ fit: PenalisedPoisson.Fit, _ axes: [UniformAxis], _ temperature: Double
  ) -> TensorSpline {
    TensorSpline(bases: bases(for: axes), coefficients: fit.coefficients.map { -temperature * $0 })
  }

  /// δθ_V = −T δθ − θ δT. Coefficients are taken from their mean: that is a gauge, and keeps the numbers
  /// small.
  private static func replicates(
    _ coefficients: [Double], _ responses: [[Double]], _ temperature: TemperatureReplicates
  ) -> [[Double]] {
    let mean = coefficients.reduce(0, +) / Double(coefficients.count)
    return zip(responses, temperature.replicates).map { response, change in
      zip(response, coefficients).map { -temperature.value * $0 - ($1 - mean) * change }
    }
  }

  /// Fitted counts per knot cell over their dispersion between the cohorts (variance over mean, at
  /// least that of independent samples).
  private func support(
    _ axes: [UniformAxis], _ expected: [Double], _ cohorts: [[Double]], _ weights: CohortWeights
  ) -> SampledSupport {
    let cells = bases(for: axes).map(\.cells)
    let indices = zip(cells, axes).map { cell, bins in
      bins.centers.map { cell.index(of: $0) ?? 0 }
    }
    let fast = indices[indices.count - 1]
    let slow = indices.count == 2 ? indices[0] : [0]
    let columns = cells[cells.count - 1].count
    func pooled(_ values: [Double]) -> [Double] {
      var result = [Double](repeating: 0, count: cells.reduce(1) { $0 * $1.count })
      for (k, value) in values.enumerated() {
        result[slow[k / fast.count] * columns + fast[k % fast.count]] += value
      }
      return result
    }
    let variances = weights.centred(cohorts.map(pooled)).reduce(
      into: [Double](repeating: 0, count: columns * (cells.count == 2 ? cells[0].count : 1))
    ) { sum, response in
      for i in response.indices { sum[i] += response[i] * response[i] }
    }
    let counts = cohorts.map(pooled).reduce(
      into: [Double](repeating: 0, count: variances.count)
    ) { sum, cohort in
      for i in cohort.indices { sum[i] += cohort[i] }
    }
    let effective = zip(pooled(expected), zip(counts, variances)).map { expected, seen in
      seen.0 > 0 ? expected / max(1, seen.1 / seen.0) : 0
    }
    return SampledSupport(axes: cells, effectiveSamples: effective)
  }
}
