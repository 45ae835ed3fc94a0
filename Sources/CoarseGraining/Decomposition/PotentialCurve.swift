import LinearAlgebra
import Statistics

/// A fitted potential on a grid with the influence of every cohort on every point, so that the errors of
/// whatever is linear in it follow.
public struct PotentialCurve: Sendable {
  /// V in the gauge of its coefficients.
  public let estimate: CurveEstimate
  /// Whether each point rests on data.
  public let isSupported: [Bool]
  /// The supported points within 4T of the minimum.
  public let region: [Bool]

  /// A spline with the responses of its coefficients to the cohorts (`EffectivePotential.replicates`).
  /// O(cohorts · points).
  public init(
    spline: TensorSpline, replicates: [[Double]], support: SampledSupport, temperature: Double,
    on axes: [UniformAxis]
  ) {
    let design = SplineGrid(bases: spline.bases, axes: axes)
    let values = design.values(of: spline.coefficients)
    estimate = CurveEstimate(
      values: values,
      influences: Matrix(
        rows: replicates.count, columns: design.pointCount,
        elements: replicates.flatMap { design.values(of: $0) }))
    isSupported = support.contains(grid: axes)
    region = EffectivePotential.lowRegion(values, within: isSupported, depth: temperature)
  }

  /// V with minimum 0 over the supported points.
  public var values: [Double] {
    EffectivePotential.normalised(estimate.values, over: isSupported)
  }

  /// The standard errors of V less its mean over the region; NaN where nothing supports V.
  public var standardErrors: [Double] {
    zip(estimate.centred(over: region).standardErrors, isSupported).map { $1 ? $0 : .nan }
  }
}

extension EffectivePotential {
  /// The potential on a grid with the influences of its cohorts.
  public func curve(on axes: [UniformAxis]) -> PotentialCurve {
    PotentialCurve(
      spline: spline, replicates: replicates, support: support, temperature: temperature.value,
      on: axes)
  }
}

extension CurveEstimate {
  /// The curve less its mean over some of its points, which is linear: errors follow.
  func centred(over region: [Bool]) -> CurveEstimate {
    let centred = { (row: [Double]) in EffectivePotential.centred(row, over: region) }
    return CurveEstimate(
      values: centred(values),
      influences: Matrix(
        rows: units, columns: count, elements: influences.rowArrays.flatMap(centred)))
  }

  /// The curve at some of its points.
  func selecting(_ points: [Int]) -> CurveEstimate {
    CurveEstimate(
      values: points.map { values[$0] },
      influences: Matrix(
        rows: units, columns: points.count,
        elements: influences.rowArrays.flatMap { row in points.map { row[$0] } }))
  }
}
