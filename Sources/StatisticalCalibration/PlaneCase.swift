import Dynamics
import Foundation
import LinearAlgebra
import Macroscope
import Reference
import Statistics

/// The anisotropic quadratic with calibrated friction: G, the temperature matrix under the friction that came out,
/// V by both methods.
enum PlaneCase {
  static let stiffness = Matrix(rows: [[2, 0.5], [0.5, 1.5]])
  static let noise = Matrix(rows: [[2.98, 1.96], [1.96, 3.92]])
  static let entries = [(0, 0), (1, 0), (1, 1)]

  /// A scenario of it; `sections` are added at its end.
  static func text(
    seed: UInt64, step: Double = 0.1, epsilon: Double = 1e-5, walkers: Int = 256, steps: Int = 2000,
    sampling: String = "friction = 0.2", calibration: String = "refinements = 0",
    deviation: Double = 0.8
  ) -> String {
    """
    schema = 1
    title = "anisotropic quadratic"
    [potential]
    coordinates = ["x", "y"]
    parameters = { eps = \(epsilon) }
    value = "x^2 + x*y/2 + 0.75*y^2 + 2*eps*cos(x/eps) + 1.4*eps*cos((x+2*y)/eps + 0.3)"
    reference = "x^2 + x*y/2 + 0.75*y^2"
    [domain]
    x = [\(-4 * deviation), \(4 * deviation)]
    y = [\(-4.5 * deviation), \(4.5 * deviation)]
    [sampling]
    step = \(step)
    walkers = \(walkers)
    steps = \(steps)
    burn_in = 0.3
    \(sampling)
    seed = \(seed)
    stored_samples = 2000
    initial = { mean = [0.0, 0.0], deviation = [\(deviation), \(deviation)] }
    [calibration]
    \(calibration)
    [regression]
    knots = [6, 6]
    grid = [13, 15]
    """
  }

  static let experiment = Experiment(name: "plane, calibrated", every: 2) { seed in
    let results = try results(of: text(seed: seed, calibration: "refinements = 2"))
    let summary = results.summary
    var seen = Observations()
    seen.addNoise(of: summary, entries: entries.map { ($0.0, $0.1, noise[$0.0, $0.1]) })
    // What the friction that came out of a noisy G leads to.
    let friction = Matrix(rows: summary.calibration?.friction ?? [[.nan, .nan], [.nan, .nan]])
    let map = try DampedVerlet(step: 0.1, friction: friction)
    let law = LinearMap(map, stiffness: stiffness, gradientNoise: noise)
    let covariance = try law.stationaryCovariance()
    let momentum = covariance.block(2, 2, 2)
    let lagged = (law.propagator * covariance).block(2, 2, 2)
    let temperatures = try law.temperatures(map)
    // What the balance tends to where the friction is a little off.
    let inverse = try map.kick.inverse()
    let balance = momentum + lagged - map.decay * (lagged.transpose + momentum)
    let expected = (inverse * balance * inverse.transpose).symmetrized
    for (i, j) in entries {
      seen.add(
        "G[\(i), \(j)] by the balance, against what it tends to",
        summary.noiseCovariance?.identity?[i][j], truth: expected[i, j])
    }
    seen.add("kinetic T", summary.temperature, truth: momentum.trace / 2)
    seen.add("T of positions", summary.configurationalTemperature, truth: temperatures.trace / 2)
    for (i, j) in entries {
      seen.add(
        "Θ[\(i), \(j)]", summary.calibration?.temperatureMatrix?[i][j], truth: temperatures[i, j])
      seen.add(
        "Cov(p)[\(i), \(j)]", summary.calibration?.momentumCovariance?[i][j],
        truth: momentum[i, j])
    }
    for (i, kurtosis) in summary.kurtosis.enumerated() {
      seen.add("kurtosis of p[\(i)]", kurtosis, truth: nil)
    }
    seen.addPotentials(of: results, at: [[0, 0], [1, -1], [-0.8, 0.4], [0.5, 1.2]]) { q in
      q[0] * q[0] + q[0] * q[1] / 2 + 0.75 * q[1] * q[1]
    }
    if let p = summary.noiseCovariance?.sweep?.pValue {
      seen.add("p of the sweep's χ² ≥ 0.05", nominal: 0.95, holds: p >= 0.05)
    }
    seen.addNormality(of: summary)
    seen.add(
      summary.verdicts,
      unhealthy: temperatures.isThermal(temperature: 1) ? [] : ["thermal_momenta"])
    return seen
  }
}

extension LinearMap {
  /// Θ under the stationary law.
  func temperatures(_ map: DampedVerlet) throws -> Matrix {
    let d = map.dimension
    let covariance = try stationaryCovariance()
    let momentum = covariance.block(d, d, d)
    let lagged = (propagator * covariance).block(d, d, d)
    return (try (Matrix.identity(d) + map.decay).inverse() * (momentum + lagged)).symmetrized
  }
}

extension Matrix {
  /// Whether a temperature matrix is T·I within the limit of the verdict.
  func isThermal(temperature: Double) -> Bool {
    (0..<rows).allSatisfy { i in
      (0...i).allSatisfy {
        abs(self[i, $0] - (i == $0 ? temperature : 0)) <= 0.04 * temperature
      }
    }
  }

  /// The d × d block that begins at (i, j).
  func block(_ i: Int, _ j: Int, _ d: Int) -> Matrix {
    Matrix(rows: (0..<d).map { a in (0..<d).map { self[i + a, j + $0] } })
  }
}
