import Dynamics
import Foundation
import LinearAlgebra
import Macroscope
import Reference
import Statistics

/// Gradient descent with a large learning rate in harmonic V.
enum DescentCase {
  static let rate = 0.1

  /// A scenario of x²/2 with waves of strength ½ together.
  static func text(
    seed: UInt64, rate: Double = rate, steps: Int = 4000,
    micro: String = whiteNoise(), epsilon: Double = 1e-7
  ) -> String {
    """
    schema = 1
    title = "descent"
    [potential]
    coordinates = ["x"]
    parameters = { eps = \(epsilon) }
    value = "x^2/2 + \(micro)"
    reference = "x^2/2"
    [domain]
    x = [\(-3.5 * rate.squareRoot()), \(3.5 * rate.squareRoot())]
    [sampling]
    integrator = "gradient-descent"
    step = \(rate)
    walkers = 256
    steps = \(steps)
    record_every = 5
    seed = \(seed)
    stored_samples = 2000
    initial = { mean = [0.0], deviation = [\(rate.squareRoot() / 2)] }
    [regression]
    grid = [65]
    """
  }

  static let line = Experiment(name: "descent") { seed in
    let results = try results(of: text(seed: seed))
    let summary = results.summary
    var seen = Observations()
    let map = try GradientDescent(step: rate, dimension: 1)
    let law = LinearMap(
      map, stiffness: Matrix(rows: [[1]]), gradientNoise: Matrix(rows: [[0.5]]))
    let temperature = try law.stationaryCovariance()[0, 0]
    seen.add("T", summary.temperature, truth: temperature)
    seen.addNoise(of: summary, entries: [(0, 0, 0.5)])
    try seen.addAutocorrelationTime(of: results, law: law, step: rate)
    let deviation = temperature.squareRoot()
    seen.addPotentials(of: results, at: [-2, -1, 0, 1.5].map { [$0 * deviation] }) {
      $0[0] * $0[0] / 2
    }
    seen.add(summary.verdicts)
    return seen
  }

  static let plane = Experiment(name: "descent in the plane", every: 4) { seed in
    let results = try results(
      of: PlaneCase.text(
        seed: seed, step: 0.05, epsilon: 1e-8, steps: 2000,
        sampling: "integrator = \"gradient-descent\"", calibration: "refinements = 1",
        deviation: 0.2))
    let summary = results.summary
    var seen = Observations()
    let map = try GradientDescent(
      step: 0.05, preconditioner: Matrix(rows: summary.calibration?.preconditioner ?? []))
    let law = LinearMap(map, stiffness: PlaneCase.stiffness, gradientNoise: PlaneCase.noise)
    let gradient =
      PlaneCase.stiffness * (try law.stationaryCovariance()) * PlaneCase.stiffness
      + PlaneCase.noise
    let temperatures = (0.025 * (map.preconditioner * gradient)).symmetrized
    seen.addNoise(
      of: summary, entries: PlaneCase.entries.map { ($0.0, $0.1, PlaneCase.noise[$0.0, $0.1]) })
    for (i, j) in PlaneCase.entries {
      seen.add(
        "Θ[\(i), \(j)]", summary.calibration?.temperatureMatrix?[i][j], truth: temperatures[i, j])
    }
    seen.addPotentials(of: results, at: [[0, 0], [0.25, -0.25], [-0.2, 0.1]]) { q in
      q[0] * q[0] + q[0] * q[1] / 2 + 0.75 * q[1] * q[1]
    }
    seen.add(summary.verdicts)
    return seen
  }
}
