import Foundation
import Macroscope
import Statistics

extension Observations {
  /// V by every method at some points of the grid, in the gauge of the printed errors: less its mean over the supported
  /// points within 4T of the minimum, which is taken out of the truth too. Of `places` the nearest grid points are taken.
  mutating func addPotentials(
    of results: RunResults, at places: [[Double]], exact: ([Double]) -> Double
  ) {
    let temperature = results.summary.potentialTemperature.value
    for fit in results.potentials {
      addPotential(
        "V by \(fit.method)", axes: results.grid, values: fit.values,
        standardErrors: fit.standardErrors, supported: fit.supported, temperature: temperature,
        at: places, exact: exact)
    }
  }

  /// The same of one table.
  mutating func addPotential(
    _ name: String, axes: [GridAxis], values: [Double], standardErrors: [Double],
    supported: [Bool], temperature: Double, at places: [[Double]], exact: ([Double]) -> Double
  ) {
    let points = axes.reduce([[Double]]([[]])) { points, axis in
      points.flatMap { point in axis.points.map { point + [$0] } }
    }
    let truth = points.map(exact)
    let known = points.indices.filter { supported[$0] }
    let lowest = known.map { values[$0] }.min() ?? .nan
    let region = known.filter { values[$0] - lowest <= 4 * temperature }
    func mean(_ values: [Double]) -> Double {
      region.reduce(0) { $0 + values[$1] } / Double(region.count)
    }
    let (gauge, exactGauge) = (mean(values), mean(truth))
    for place in places {
      let nearest = points.indices.min { squared(points[$0], place) < squared(points[$1], place) }
      guard let n = nearest else { continue }
      let label = points[n].map { String(format: "%.2f", $0) }.joined(separator: ", ")
      add(
        "\(name) at (\(label))",
        Estimate(value: values[n] - gauge, standardError: standardErrors[n]),
        truth: truth[n] - exactGauge)
    }
  }

  private func squared(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }
}

extension Observations {
  /// Tests of normality: their p-values exceed α in 1 − α of the runs if the momenta are normal.
  mutating func addNormality(of summary: Summary) {
    for (name, test) in summary.equilibrium.sorted(by: { $0.key < $1.key }) {
      for level in [0.05, 0.001] {
        add("p of `\(name)` ≥ \(level)", nominal: 1 - level, holds: test.pValue >= level)
      }
    }
  }
}
