import Dynamics
import LinearAlgebra
import Statistics

/// G_eff of one step of a scan: the shape of the residual covariance with the trace of the energy (or
/// gradient) balance, which needs no fit of V.
///
/// Errors are a jackknife over cohorts of walkers of the whole function, trace, shape and eigenvalues
/// together: the entries of a covariance are correlated, those of a single wave even proportional, and
/// to first order an eigenvalue depends on all of them. Where two eigenvalues are closer than their
/// errors, they repel, and the errors are no more than a guide.
struct EffectiveNoise {
  let covariance: CovarianceEstimate
  /// Ascending.
  let eigenvalues: [Estimate]

  /// In one dimension the trace is all there is.
  init(trace: Estimate) {
    covariance = CovarianceEstimate(
      value: Matrix(rows: 1, columns: 1, elements: [trace.value]),
      standardErrors: Matrix(rows: 1, columns: 1, elements: [trace.standardError]))
    eigenvalues = [trace]
  }

  /// Unknown, for want of samples.
  init(unknownOfDimension d: Int) {
    let unknown = Matrix(
      rows: d, columns: d, elements: [Double](repeating: .nan, count: d * d))
    covariance = CovarianceEstimate(value: unknown, standardErrors: unknown)
    eigenvalues = [Estimate](repeating: .undefined, count: d)
  }

  /// - Parameters:
  ///   - traces: Tr G of each walker.
  ///   - residuals: the shape, with its replicates over the cohorts of the same walkers.
  /// - Throws: `StatisticsError` for fewer than two cohorts.
  init(
    traces: [Double], residuals: ResidualNoiseCovariance, layout: EnsembleLayout
  ) throws {
    let d = residuals.estimate.value.rows
    let groups = zip(residuals.cohorts, residuals.replicates).map { cohort, shape in
      let walkers = layout.walkers(inCohort: cohort)
      let trace = traces[walkers].reduce(0, +) / Double(walkers.count)
      return [trace] + shape.elements
    }
    let weights = residuals.cohorts.map { Double(layout.walkers(inCohort: $0).count) }
    let results = try Jackknife.several(means: groups, weights: weights) { means in
      let shape = Matrix(rows: d, columns: d, elements: Array(means.dropFirst())).symmetrized
      let matrix = (means[0] / shape.trace) * shape
      let values = (try? SymmetricEigen(matrix))?.values
      return matrix.elements + (values ?? [Double](repeating: .nan, count: d))
    }.map(\.estimate)
    let entries = results.prefix(d * d)
    covariance = CovarianceEstimate(
      value: Matrix(rows: d, columns: d, elements: entries.map(\.value)),
      standardErrors: Matrix(rows: d, columns: d, elements: entries.map(\.standardError)))
    eigenvalues = Array(results.dropFirst(d * d))
  }
}
