import Foundation
import Macroscope
import Statistics
import Testing

/// Are the printed errors honest? Forty runs of small cases whose truth is known exactly: the
/// micro scale is so fine that its gradient is white noise, and V is harmonic.
///
/// In one dimension nine waves make the noise nearly Gaussian. That of a single wave is bounded, and
/// leaves the positions an excess kurtosis of some hundredths: then −T log ρ is not quite V.
@Suite struct CoverageTests {
  /// Chance of a complaint about honest errors, for each criterion of each quantity.
  static let alpha = 1e-6
  static let seeds = 40

  /// Runs all seeds of a scenario.
  private func results(_ text: (Int) -> String) throws -> [RunResults] {
    try (1...Self.seeds).map { seed in
      try Run(Scenario(text: text(seed), path: "coverage.toml")).execute()
    }
  }

  private static func quadratic(step: Double, steps: Int, seed: Int) -> String {
    """
    schema = 1
    title = "small quadratic"
    [potential]
    coordinates = ["x"]
    parameters = { eps = 1e-5 }
    value = "x^2/2 + sum(i, 1, 9, eps/(3*sqrt(i))*cos(sqrt(i)*x/eps + i))"
    [sampling]
    step = \(step)
    walkers = 256
    steps = \(steps)
    burn_in = 0.25
    friction = 0.1
    seed = \(seed)
    stored_samples = 2000
    initial = { mean = [0.0], deviation = [\(1.6 * step.squareRoot())] }
    [domain]
    x = [\(-8 * step.squareRoot()), \(8 * step.squareRoot())]
    [regression]
    grid = [65]
    """
  }

  /// T of the discrete theory, G = ½ and V = x²/2 in one dimension.
  @Test(arguments: [(0.1, 8000), (0.5, 2000)])
  func oneDimension(step h: Double, steps: Int) throws {
    var tallies = Tallies()
    for result in try results({ Self.quadratic(step: h, steps: steps, seed: $0) }) {
      let noise = try #require(result.summary.noiseCovariance)
      tallies.add(
        "T", result.summary.temperature,
        truth: h * h / 4 / tanh(0.1 * h / 2) * 0.5 / (1 - h * h / 4))
      tallies.add(
        "T of positions", try #require(result.summary.configurationalTemperature),
        truth: h * h / 4 / tanh(0.1 * h / 2) * 0.5)
      tallies.add("G", noise.value[0][0], truth: 0.5)
      tallies.add("G by residuals", try #require(noise.residual).value[0][0], truth: 0.5)
      for fit in result.potentials {
        Self.addPotential(fit, result, temperature: 5 * h / 2, to: &tallies) { $0[0] * $0[0] / 2 }
      }
    }
    report(tallies)
  }

  /// The entries of G by the sweep and V by force in two dimensions.
  @Test func twoDimensions() throws {
    var tallies = Tallies()
    let runs = try results { seed in
      """
      schema = 1
      title = "small anisotropic quadratic"
      [potential]
      coordinates = ["x", "y"]
      parameters = { eps = 1e-5 }
      value = "x^2 + x*y/2 + 0.75*y^2 + 2*eps*cos(x/eps) + 1.4*eps*cos((x+2*y)/eps + 0.3)"
      [domain]
      x = [-3.0, 3.0]
      y = [-3.5, 3.5]
      [sampling]
      step = 0.1
      walkers = 256
      steps = 1000
      burn_in = 0.3
      friction = 0.2
      seed = \(seed)
      stored_samples = 1000
      initial = { mean = [0.0, 0.0], deviation = [0.8, 0.8] }
      [calibration]
      steps = 2000
      refinements = 0
      [regression]
      methods = ["force"]
      knots = [6, 6]
      grid = [13, 15]
      """
    }
    for result in runs {
      let noise = try #require(result.summary.noiseCovariance)
      for (i, j, truth) in [(0, 0, 2.98), (1, 0, 1.96), (1, 1, 3.92)] {
        tallies.add("G[\(i), \(j)]", noise.value[i][j], truth: truth)
      }
      for fit in result.potentials {
        Self.addPotential(fit, result, temperature: 1, to: &tallies) { q in
          q[0] * q[0] + q[0] * q[1] / 2 + 0.75 * q[1] * q[1]
        }
      }
    }
    report(tallies)
  }

  private func report(_ tallies: Tallies) {
    for (name, tally) in tallies.byName.sorted(by: { $0.key < $1.key }) {
      let complaints = tally.complaints(alpha: Self.alpha)
      #expect(
        complaints.isEmpty,
        "\(name): \(complaints), mean z \(tally.bias), deviation \(tally.spread)")
    }
  }

  /// One for each quantity.
  private struct Tallies {
    private(set) var byName: [String: CoverageTally] = [:]

    mutating func add(_ name: String, _ estimate: Estimate, truth: Double) {
      byName[name, default: CoverageTally()].add(estimate, truth: truth)
    }
  }

  /// V at some points of the grid, in the gauge of the printed errors: the mean over the supported
  /// points within 4T of the minimum is taken out of both.
  private static func addPotential(
    _ fit: GriddedPotential, _ result: RunResults, temperature: Double,
    to tallies: inout Tallies, truth: ([Double]) -> Double
  ) {
    let points = result.grid.reduce([[Double]]([[]])) { points, axis in
      points.flatMap { point in axis.points.map { point + [$0] } }
    }
    let depth = 4 * (result.summary.configurationalTemperature?.value ?? .nan)
    let region = points.indices.filter { fit.supported[$0] && fit.values[$0] <= depth }
    let exact = points.map(truth)
    func mean(_ values: [Double]) -> Double {
      region.reduce(0) { $0 + values[$1] } / Double(region.count)
    }
    let (gauge, exactGauge) = (mean(fit.values), mean(exact))
    // Points spread over the region that every seed has: within 2.5T of the minimum.
    let deep = points.indices.filter { exact[$0] <= 2.5 * temperature }
    for k in stride(from: 0, to: deep.count, by: max(1, deep.count / 4)) {
      let n = deep[k]
      let name = points[n].map { String(format: "%.2f", $0) }.joined(separator: ", ")
      tallies.add(
        "V(\(name)) by \(fit.method)",
        Estimate(value: fit.values[n] - gauge, standardError: fit.standardErrors[n]),
        truth: exact[n] - exactGauge)
    }
  }
}
