import Foundation
import LinearAlgebra

/// Density regression: V = −T log ρ, with log ρ a cubic spline fitted to bin counts by penalised
/// maximum likelihood.
///
/// The likelihood is Poisson, so an empty bin is data like any other. The penalty acts on third
/// differences of the coefficients: its null space, quadratics in each coordinate, holds the Gibbs law
/// of a harmonic well, which is therefore fitted without smoothing bias. The smoothing parameter is decided by Takeuchi's
/// information criterion; see `SmoothingAverage`.
///
/// At the λ of least risk the smoothing bias is as large as the noise, and a band of the noise alone
/// would be too narrow. So the fit is repeated with the penalty centred on the first result (a
/// Bregman step, Osher et al. 2005; "twicing" of Tukey 1977 in the linear case), which removes the
/// bias to leading order; the replicates are those of this two-step estimate. Bands of such estimates
/// cover (Calonico, Cattaneo & Farrell 2018).
public struct DensityRegression: EffectivePotentialRegressor {
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

  /// Fits V as by `fit(_:temperature:)` with T = tr Θ/d, and undoes the tilt that Θ ≠ T·I gives to −T log ρ, to first
  /// order in what Θ differs (`AnisotropyCorrection`); the replicates include the error of all of Θ.
  public func fit(
    _ data: SampledData, temperature: TemperatureMatrix
  ) throws(RegressionError) -> EffectivePotential {
    guard let histogram = data.histogram else { throw .missingData("a histogram") }
    return try fit(histogram, temperature: temperature)
  }

  /// The same of a histogram of one or two coordinates.
  public func fit(
    _ histogram: Histogram, temperature: TemperatureMatrix
  ) throws(RegressionError) -> EffectivePotential {
    guard temperature.dimension == histogram.axes.count else {
      throw .mismatch(
        what: "temperatures", expected: histogram.axes.count, found: temperature.dimension)
    }
    return try fit(
      histogram, temperature: temperature.temperature,
      anisotropy: histogram.axes.count == 2 ? temperature : nil)
  }

  /// Fits V to a histogram of one or two coordinates (of a marginal where there are more).
  public func fit(
    _ histogram: Histogram, temperature: TemperatureReplicates
  ) throws(RegressionError) -> EffectivePotential {
    try fit(histogram, temperature: temperature, anisotropy: nil)
  }

  private func fit(
    _ histogram: Histogram, temperature: TemperatureReplicates, anisotropy: TemperatureMatrix?
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
    let average = try SmoothingAverage(problem, cohorts: cohorts, weights: weights)

    var coefficients = average.coefficients.map { -temperature.value * $0 }
    var replicates = Self.replicates(average.coefficients, average.responses, temperature)
    if let anisotropy {
      let correction = try AnisotropyCorrection(
        anisotropy,
        logDensity: TensorSpline(
          bases: bases(for: snapshot.axes), coefficients: average.coefficients),
        axes: snapshot.axes, expected: average.expected)
      (coefficients, replicates) = correction.applied(to: coefficients, replicates: replicates)
    }
    return EffectivePotential(
      method: .density,
      spline: TensorSpline(bases: bases(for: snapshot.axes), coefficients: coefficients),
      replicates: replicates,
      temperature: temperature.estimate,
      support: support(snapshot.axes, average.expected, cohorts, weights),
      statistics: .init(
        samples: snapshot.samples, smoothing: average.smoothing,
        effectiveParameters: average.complexity))
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
    return TensorSpline(
      bases: bases(for: snapshot.axes), coefficients: final.coefficients.map { -temperature * $0 })
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
