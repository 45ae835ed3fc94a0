import Dynamics
import LinearAlgebra
import Statistics

/// G_eff of one step of a scan: the shape of the local noise with the trace of the energy (or gradient)
/// balance.
///
/// Errors are a jackknife over cohorts of walkers of the whole function, trace, shape and eigenvalues
/// together: the entries of a covariance are correlated, those of a single wave even proportional, and
/// to first order an eigenvalue depends on all of them. Where two eigenvalues are closer than their
/// errors they repel, and the errors are no more than a guide.
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

  /// - Parameters:
  ///   - traces: Tr G of each walker.
  ///   - shapes: a matrix proportional to G of each walker; unknown is G where they vanish.
  ///   - layout: the cohorts of the walkers.
  /// - Throws: `StatisticsError` for fewer than two cohorts.
  init(traces: [Double], shapes: [Matrix], layout: EnsembleLayout) throws {
    let d = shapes[0].rows
    let cohorts = (0..<layout.cohorts).map { layout.walkers(inCohort: $0) }
    let groups = cohorts.map { walkers in
      let scale = 1 / Double(walkers.count)
      var shape = Matrix(rows: d, columns: d)
      for walker in walkers { shape += scale * shapes[walker] }
      return [scale * traces[walkers].reduce(0, +)] + shape.elements
    }
    let results = try Jackknife.several(
      means: groups, weights: cohorts.map { Double($0.count) }
    ) { means in
      let shape = Matrix(rows: d, columns: d, elements: Array(means.dropFirst()))
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
