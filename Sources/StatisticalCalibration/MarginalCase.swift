import Dynamics
import Foundation
import LinearAlgebra
import Macroscope
import Reference
import Statistics

/// Free energies of coordinates and of a pair in three dimensions: ½ qᵀKq with one wave along each axis and one across.
/// F of some coordinates is ½ q_aᵀ (Σ_aa)⁻¹ q_a, Σ = K⁻¹.
enum MarginalCase {
  static let stiffness = Matrix(rows: [[2, 0.5, 0], [0.5, 1.5, -0.4], [0, -0.4, 1]])

  static let noise = Matrix(
    rows: [[2.32, 0.32, 0.32], [0.32, 1.6, 0.32], [0.32, 0.32, 1.94]])

  static let experiment = Experiment(name: "three coordinates", every: 4) { seed in
    let results = try results(
      of: """
        schema = 1
        [potential]
        coordinates = ["x", "y", "z"]
        parameters = { eps = 1e-5 }
        value = \"\"\"
        x^2 + x*y/2 + 0.75*y^2 - 0.4*y*z + z^2/2 + 2*eps*cos(x/eps) + 1.6*eps*cos(y/eps + 1)
        + 1.8*eps*cos(z/eps + 2) + 0.8*eps*cos((x+y+z)/eps + 0.3)
        \"\"\"
        [domain]
        x = [-3.2, 3.2]
        y = [-3.6, 3.6]
        z = [-4.2, 4.2]
        [sampling]
        step = 0.1
        walkers = 256
        steps = 2000
        friction = 0.2
        seed = \(seed)
        stored_samples = 4000
        initial = { mean = [0.0, 0.0, 0.0], deviation = [0.7, 0.8, 1.0] }
        [calibration]
        refinements = 0
        [regression]
        pairs = [["x", "z"]]
        grid = [33, 33, 33]
        """)
    var seen = Observations()
    let summary = results.summary
    let covariance = try stiffness.inverse()
    let temperature = summary.configurationalTemperature?.value ?? .nan
    for marginal in results.marginals {
      let indices = marginal.axes.compactMap { ["x", "y", "z"].firstIndex(of: $0.coordinate) }
      let precision = try Matrix(
        rows: indices.map { i in indices.map { covariance[i, $0] } }
      ).inverse()
      let places: [[Double]] = indices.count == 1 ? [[0], [1]] : [[0, 0], [0.7, -0.6]]
      seen.addPotential(
        "F(\(marginal.name))", axes: marginal.axes, values: marginal.values,
        standardErrors: marginal.standardErrors, supported: marginal.supported,
        temperature: temperature, at: places
      ) { precision.bilinear($0, $0) / 2 }
    }
    for (i, j, truth) in [(0, 0, 2.32), (1, 0, 0.32), (2, 2, 1.94)] {
      seen.add("G[\(i), \(j)] by mass-sweep", summary.noiseCovariance?.value[i][j], truth: truth)
      seen.add(
        "G[\(i), \(j)] by residuals", summary.noiseCovariance?.residual?.value[i][j], truth: truth)
    }
    if let p = summary.noiseCovariance?.sweep?.pValue {
      seen.add("p of the sweep's χ² ≥ 0.05", nominal: 0.95, holds: p >= 0.05)
    }
    // The friction comes from a sweep alone, and is off by more than the limit now and then.
    let friction = Matrix(rows: summary.calibration?.friction ?? [])
    let map = try DampedVerlet(step: 0.1, friction: friction)
    let temperatures = try LinearMap(map, stiffness: stiffness, gradientNoise: noise)
      .temperatures(map)
    seen.add(
      summary.verdicts,
      unhealthy: temperatures.isThermal(temperature: 1) ? [] : ["thermal_momenta"])
    return seen
  }
}
