import Foundation
import Macroscope
import Statistics

/// Results as a run would leave them, made of formulas: a known potential, plus smooth "errors" of
/// the size of the standard errors.
enum Fixtures {
  static let temperature = 1.0

  /// A double well in one dimension, all checks passed.
  static func doubleWell() -> RunResults {
    let x = axis("x", -1.6, 1.6, 400)
    let reference = x.points.map { ($0 * $0 - 1) * ($0 * $0 - 1) }
    let temperature = Estimate(value: 0.2475, standardError: 0.0011)
    var summary = baseSummary("Double well with two small scales", ["x"])
    summary.temperature = temperature
    summary.noiseCovariance = Summary.NoiseCovariance(
      value: [[Estimate(value: 0.4981, standardError: 0.0023)]], source: "single-run",
      residual: .init(
        value: [[Estimate(value: 0.5012, standardError: 0.0031)]],
        lagOneCorrelation: Estimate(value: 0.0012, standardError: 0.0019), lagsSummed: 0),
      identity: [[Estimate(value: 0.4981, standardError: 0.0023)]], differenceInSigma: [[-0.8]])
    summary.calibration = Summary.Calibration(
      enabled: false, friction: [[0.1]], momentumCovariance: [[temperature]], iterations: 1)
    return RunResults(
      summary: summary, scenarioText: scenarioText, grid: [x],
      potentials: [
        potential("density", reference, temperature.value, size: 0.008),
        potential("force", reference, temperature.value, size: 0.003),
      ], reference: reference, histogram: nil, momentum: momentum(1, temperature.value),
      convergence: convergence(temperature), autocorrelation: autocorrelation(1))
  }

  /// Müller–Brown in two dimensions, two checks failed.
  static func muellerBrown(withReference: Bool = true) -> RunResults {
    let (x, y) = (axis("x", -1.5, 1.2, 100), axis("y", -0.5, 2, 100))
    let reference = x.points.flatMap { x in y.points.map { levelledMuellerBrown(x, $0) } }
    var summary = baseSummary("Müller–Brown with an anisotropic microscale", ["x", "y"])
    summary.verdicts.insert(
      contentsOf: [
        .init(
          check: "momentum_covariance", passed: false,
          message: "Cov(p) differs from T·I by 14 % (9.3 σ): calibrate the friction by removing "
            + "[calibration] enabled = false."),
        .init(
          check: "estimator_consistency", passed: false,
          message: "V by density and by force differ by 0.26 rmse (8 σ): the run is not at "
            + "equilibrium, or the step is between two scales."),
      ], at: 2)
    summary.configurationalTemperature = Estimate(value: 1.0013, standardError: 0.0024)
    let truth = [[6.705, 4.41], [4.41, 8.82]]
    summary.noiseCovariance = noise(truth, massMatrices: 3)
    summary.calibration = Summary.Calibration(
      enabled: true, temperature: 1, friction: [[0.1677, 0.1103], [0.1103, 0.2206]],
      momentumCovariance: estimates([[1.0061, 0.0049], [0.0049, 1.0023]], relative: 0.003),
      iterations: 1)
    return RunResults(
      summary: summary, scenarioText: scenarioText, grid: [x, y],
      potentials: [
        potential("density", reference, 1, size: 0.05),
        potential("force", reference, 1, size: 0.02),
      ], reference: withReference ? reference : nil,
      histogram: PositionHistogram(
        edges: [edges(-1.5, 1.2, 20), edges(-0.5, 2, 30)], counts: (0..<600).map { Double($0 % 17) }
      ),
      momentum: momentum(2, 1), convergence: convergence(summary.temperature),
      autocorrelation: autocorrelation(2))
  }

  /// Ten coupled coordinates.
  static func tenDimensional() -> RunResults {
    let names = (1...10).map { "x[\($0)]" }
    var summary = baseSummary("A chain of ten coupled coordinates", names)
    let truth = matrix(10) { i, j -> Double in
      if i == j { return 2.98 + 0.1 * Double(i) }
      return 0.6 * exp(-abs(Double(i - j)))
    }
    summary.noiseCovariance = noise(truth, massMatrices: 55)
    summary.noiseCovariance?.sweep?.degreesOfFreedom = 0
    summary.calibration = Summary.Calibration(
      enabled: true, temperature: 1, friction: truth.map { $0.map { 0.025 * $0 } },
      momentumCovariance: estimates(matrix(10) { $0 == $1 ? 1.002 : 0.003 }, relative: 0.01),
      iterations: 2)
    summary.kurtosis = [Estimate](repeating: Estimate(value: 2.98, standardError: 0.02), count: 10)
    summary.effectivePotential = [
      "density": .init(resolution: [0.1], smoothing: 10, samples: 1_000_000)
    ]
    summary.consistency = nil
    let single = names.map { name in marginal([axis(name, -2, 2, 120)]) }
    let pairs = (0..<5).map {
      marginal([axis(names[$0], -2, 2, 50), axis(names[$0 + 1], -2, 2, 40)])
    }
    return RunResults(
      summary: summary, scenarioText: scenarioText, momentum: momentum(10, 1),
      convergence: Convergence(
        time: (1...20).map(Double.init), temperature: [Double](repeating: 1, count: 20),
        temperatureStandardError: (1...20).map { 0.1 / Double($0).squareRoot() }),
      autocorrelation: autocorrelation(10), marginals: single + pairs,
      samples: StoredSamples(
        dimension: 10, position: wave(200), momentum: wave(200), midpoint: wave(200),
        gradient: wave(200)))
  }
}
