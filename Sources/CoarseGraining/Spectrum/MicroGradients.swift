import CKernels
import Dynamics
import LinearAlgebra

/// The micro gradients ∇f(q½) − ∇V(q½) of stored samples, V being a force fit to the same samples with
/// knots no finer than `resolution`, the length of a step: a spline in one or two coordinates, the additive model
/// above.
struct MicroGradients {
  /// The noise covariance from them, and their correlation from step to step.
  let covariance: ResidualNoiseCovariance

  /// - Throws: `RegressionError` or `StatisticsError` when too little was sampled.
  init(_ samples: SampleStore, temperature: Double, resolution: Double) throws {
    let d = samples.dimension
    let window = samples.windowLength
    let midpoints = samples.midpoint
    let gradients = samples.gradient
    let force = try Self.force(
      midpoints, gradients, dimension: d, temperature: temperature, resolution: resolution)
    var residuals = gradients
    for point in 0..<(midpoints.count / d) {
      let slope = force(Array(midpoints[(point * d)..<((point + 1) * d)]))
      for i in 0..<d { residuals[point * d + i] -= slope[i] }
    }
    covariance = try ResidualNoiseCovariance(
      residuals: residuals, window: window, dimension: d, cohorts: samples.layout.cohorts,
      cohort: samples.cohort(ofSample:))
  }

  private static func force(
    _ midpoints: [Double], _ gradients: [Double], dimension d: Int, temperature: Double,
    resolution: Double
  ) throws -> ([Double]) -> [Double] {
    let count = midpoints.count / d
    func component(_ values: [Double], _ i: Int) -> [Double] {
      (0..<count).map { values[$0 * d + i] }
    }
    let q = (0..<d).map { component(midpoints, $0) }
    let g = (0..<d).map { component(gradients, $0) }
    guard d <= 2 else {
      let model = try AdditiveForceModel(
        midpoints: q, gradients: g, temperature: temperature,
        resolution: [Double](repeating: resolution, count: d))
      return { model.gradient(at: $0) }
    }
    // At least some twenty samples for each knot.
    let most = d == 1 ? 64 : 12
    let bases = q.map { series in
      let (lower, upper) = (series.min() ?? 0, series.max() ?? 0)
      let width = max(upper - lower, 1e-9 * max(abs(lower), abs(upper), 1))
      let intervals = BSplineBasis.intervals(width: width, resolution: resolution, dimension: d)
      return BSplineBasis(
        lower: lower, upper: lower + width, intervals: min(intervals, most))
    }
    let sums = ForceNormalEquations(bases: bases, cohorts: 1)
    let block = Int(CK_BLOCK)
    var (points, forces) = (
      [Double](repeating: 0, count: d * block),
      [Double](
        repeating: 0, count: d * block)
    )
    for start in stride(from: 0, to: count, by: block) {
      let lanes = min(block, count - start)
      for i in 0..<d {
        for lane in 0..<lanes {
          points[i * block + lane] = q[i][start + lane]
          forces[i * block + lane] = g[i][start + lane]
        }
      }
      sums.add(midpoint: points, gradient: forces, lanes: 0..<lanes, cohort: 0)
    }
    let spline = try ForceRegression().fit(snapshot: sums.snapshot(), temperature: temperature)
    return { spline.gradient(at: $0) }
  }
}
