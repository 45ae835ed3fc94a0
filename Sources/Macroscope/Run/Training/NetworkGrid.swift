import CoarseGraining
import LinearAlgebra
import Statistics
import Surrogates

/// V of the networks on the grid of the results, with its errors.
struct NetworkGrid {
  let gridded: GriddedPotential
  /// Against the reference over its region within 4T, the best constant removed; nil without a reference.
  let rmse: Estimate?
  let maxError: Double?
  /// The fraction of that region where the interval of a level holds the reference; nil without errors.
  let coverage: Double?

  /// Evaluates a potential on one or two `axes`; the `reference` is on the same grid.
  init(
    _ potential: NeuralPotential, axes: [GridAxis], reference: [Double]?, temperature: Double,
    threads: Int
  ) throws {
    let columns = gridPoints(axes.map(\.points))
    let count = columns[0].count
    let points = (0..<count).map { n in columns.map { $0[n] } }
    let positions = Matrix(rows: points)
    let members = potential.memberValues(at: positions, threads: threads)
    let values = potential.values(at: positions, threads: threads)
    let supported = points.map(potential.isSupported)
    let region = EffectivePotential.region(
      of: reference ?? zip(values, supported).map { $1 ? $0 : .infinity },
      temperature: temperature)
    // Each network's V less its mean over the region.
    let gauge = try EnsembleGauge(reference: members, weights: region.map { $0 ? 1 : 0 })
    let factor = potential.model.header.recalibration
    var errors = [Double](repeating: .nan, count: count)
    var deviations: [[Double]] = []
    if members.count > 1 {
      let prediction = try EnsemblePrediction(members: members, gauge: gauge)
      errors = prediction.epistemicVariance.map { factor * $0.squareRoot() }
      deviations = prediction.members.map { member in
        zip(member, prediction.mean).map { factor * ($0 - $1) }
      }
    }
    gridded = GriddedPotential(
      method: RunResults.networkMethod, values: values, standardErrors: errors,
      supported: supported)

    guard let reference, region.contains(true) else {
      (rmse, maxError, coverage) = (nil, nil, nil)
      return
    }
    let places = region.indices.filter { region[$0] }
    let n = Double(places.count)
    let shift = places.reduce(0) { $0 + values[$1] - reference[$1] } / n
    let differences = places.map { values[$0] - reference[$0] - shift }
    let root = (differences.reduce(0) { $0 + $1 * $1 } / n).squareRoot()
    // To first order, from what each network adds to the mean square.
    let responses = deviations.map { deviation in
      zip(places, differences).reduce(0) { $0 + $1.1 * deviation[$1.0] } / (n * root)
    }
    let variance = responses.reduce(0) { $0 + $1 * $1 } / Double(max(responses.count - 1, 1))
    rmse = Estimate(
      value: root, standardError: responses.count > 1 ? variance.squareRoot() : .nan)
    maxError = differences.map(abs).max()
    let width = normalQuantile(0.5 + 0.5 * EnsembleCalibration.level)
    coverage =
      members.count > 1
      ? zip(places, differences).reduce(0) {
        $0 + (abs($1.1) <= width * errors[$1.0] ? 1 : 0)
      } / n : nil
  }
}
