import Foundation
import Macroscope
import Statistics

/// The parts that the fixtures are put together from.
extension Fixtures {
  static func levelledMuellerBrown(_ x: Double, _ y: Double) -> Double {
    let a = [-200.0, -100, -170, 15]
    let b: [(Double, Double, Double)] = [
      (-1, 0, -10), (-1, 0, -10), (-6.5, 11, -6.5), (0.7, 0.6, 0.7),
    ]
    let centre: [(Double, Double)] = [(1, 0), (0, 0.5), (-0.5, 1.5), (-1, 1)]
    var value = 35.0136 * (x + 0.033923) * (x + 0.033923)
    value += 59.8399 * (y - 0.465694) * (y - 0.465694)
    for i in 0..<4 {
      let (u, v) = (x - centre[i].0, y - centre[i].1)
      value += a[i] * exp(b[i].0 * u * u + b[i].1 * u * v + b[i].2 * v * v)
    }
    return 0.05 * value
  }

  static func baseSummary(_ title: String, _ coordinates: [String]) -> Summary {
    Summary(
      program: .init(name: "macroscope", version: "0.1.0", build: "Swift 6.3, x86_64, AVX-512"),
      scenario: .init(
        title: title, sha256: String(repeating: "0123456789abcdef", count: 4), seed: 1,
        coordinates: coordinates),
      verdicts: [
        .init(
          check: "momentum_normality", passed: true,
          message: "The momenta are Gaussian: excess kurtosis −0.01, Anderson–Darling p = 0.42."),
        .init(
          check: "trapped_walkers", passed: true,
          message: "No walker was trapped in 4·10⁶ walker times."),
        .init(check: "split_r_hat", passed: true, message: "Split-R̂ is 1.0003, below 1.01."),
        .init(
          check: "micro_correlation", passed: true,
          message: "The lag-one correlation of the microscopic gradient is 0.001 ± 0.002."),
        .init(
          check: "effective_samples", passed: true,
          message: "The run is worth 41 000 independent samples."),
      ],
      sampling: .init(
        walkers: 1000, steps: 80_000, step: 0.05, gradientEvaluations: 323_456_000,
        trappedFraction: Estimate(value: 0.0004, standardError: 0.0002),
        escapeRate: Estimate(value: 1.23e-7, standardError: 0.61e-7), suggestedStep: nil,
        autocorrelationTime: Estimate(value: 48.213, standardError: 1.74),
        effectiveSamples: 41_480.7, revivals: 3),
      temperature: Estimate(value: 1.0042, standardError: 0.0021),
      equilibrium: [
        "anderson_darling_x": .init(
          statistic: 0.371, pValue: 0.42, effectSize: 0.012, component: coordinates[0]),
        "mardia_kurtosis": .init(statistic: 1.21, pValue: 0.00002, effectSize: 0.05),
        "henze_zirkler": .init(statistic: 0.88, pValue: 0.31, effectSize: 0.02),
      ], splitRHat: coordinates.map { _ in 1.00031 },
      kurtosis: coordinates.map { _ in Estimate(value: 2.973, standardError: 0.011) },
      effectivePotential: [
        "density": .init(
          resolution: coordinates.map { _ in 0.0541 },
          rmse: Estimate(value: 0.0437, standardError: 0.0031), maxError: 0.1839, smoothing: 12.5,
          samples: 60_000_000, outOfDomainFraction: 0.00021),
        "force": .init(
          resolution: coordinates.map { _ in 0.0541 },
          rmse: Estimate(value: 0.0113, standardError: 0.0008), maxError: 0.0722,
          samples: 59_900_000, outOfDomainFraction: 0.0003),
      ],
      consistency: .init(
        rmse: Estimate(value: 0.041, standardError: 0.004), max: 0.2, inSigma: 1.1),
      timing: .init(
        threads: 2,
        stages: ["sweep": 14.2, "calibrated_run": 21.9, "regression": 3.31, "diagnostics": 0.7],
        total: 72.4, stepsPerSecond: 7.4e6))
  }

  static func noise(
    _ truth: [[Double]], massMatrices: Int
  ) -> Summary.NoiseCovariance {
    let sweep = estimates(truth, relative: 0.004)
    let residual = truth.map { $0.map { Estimate(value: 1.003 * $0, standardError: 0.006 * $0) } }
    return Summary.NoiseCovariance(
      value: sweep, source: "mass-sweep",
      sweep: .init(
        value: sweep, chiSquared: 2.31, degreesOfFreedom: 3, pValue: 0.51,
        massMatrices: massMatrices, projected: false),
      residual: .init(
        value: residual, lagOneCorrelation: Estimate(value: 0.0012, standardError: 0.0019),
        lagsSummed: 0),
      differenceInSigma: zip(sweep, residual).map {
        zip($0, $1).map { ($0 - $1).deviation(from: 0) }
      })
  }

  static func estimates(_ rows: [[Double]], relative: Double) -> [[Estimate]] {
    rows.map { $0.map { Estimate(value: $0, standardError: relative * max(abs($0), 0.5)) } }
  }

  static func potential(
    _ method: String, _ reference: [Double], _ temperature: Double, size: Double
  ) -> GriddedPotential {
    let minimum = reference.min() ?? 0
    let depth = reference.map { ($0 - minimum) / temperature }
    let errors = depth.map { size * exp(min($0, 14) / 4) }
    let values = reference.indices.map { index -> Double in
      let slow = sin(0.0021 * Double(index) + 1000 * size)
      let fast = cos(0.1 * Double(index % 100))
      return reference[index] + 1.2 * errors[index] * slow * fast
    }
    return GriddedPotential(
      method: method, values: values, standardErrors: errors, supported: depth.map { $0 < 12 },
      coefficients: wave(8), knots: [wave(5), wave(6)], replicates: [wave(8), wave(8)],
      cellSamples: wave(7).map { 100 * (1 + $0) })
  }

  static func momentum(_ dimension: Int, _ temperature: Double) -> MomentumDistribution {
    let reach = 5 * temperature.squareRoot()
    let boundaries = edges(-reach, reach, 60)
    let counts = zip(boundaries.dropFirst(), boundaries).map { upper, lower in
      let p = (upper + lower) / 2
      return (20_000 * exp(-p * p / (2 * temperature)) * (1 + 0.04 * sin(7 * p))).rounded()
    }
    return MomentumDistribution(
      edges: [[Double]](repeating: boundaries, count: dimension),
      counts: [[Double]](repeating: counts, count: dimension), snapshot: wave(50 * dimension))
  }

  static func convergence(_ temperature: Estimate) -> Convergence {
    let time = (1...60).map { 50.0 * Double($0) }
    return Convergence(
      time: time,
      temperature: time.map { temperature.value * (1 + 0.4 * sin(0.02 * $0) / $0.squareRoot()) },
      temperatureStandardError: time.map { 60 * temperature.standardError / $0.squareRoot() },
      rmse: [
        "density": time.map { 2.2 / $0.squareRoot() * (1 + 0.1 * sin($0)) },
        "force": time.map { (0.4 / $0 + 1e-4).squareRoot() },
      ])
  }

  static func autocorrelation(_ dimension: Int) -> AutocorrelationFunctions {
    let lag = (0..<200).map { 0.5 * Double($0) }
    func rows(_ rate: Double, _ frequency: Double) -> [[Double]] {
      (0..<dimension).map { row in
        lag.map { exp(-rate * (1 + 0.3 * Double(row)) * $0) * cos(frequency * $0) }
      }
    }
    return AutocorrelationFunctions(lag: lag, position: rows(0.03, 0.05), momentum: rows(0.1, 0.6))
  }

  static func marginal(_ axes: [GridAxis]) -> MarginalFreeEnergy {
    let y = axes.count == 2 ? axes[1].points : [0]
    let values = axes[0].points.flatMap { x -> [Double] in
      y.map { y -> Double in 2 * x * x + 2 * y * y + 1.5 * x * y }
    }
    return MarginalFreeEnergy(
      name: axes.map(\.coordinate).joined(separator: ","), axes: axes, values: values,
      standardErrors: values.map { 0.02 * exp(min($0, 9) / 3) }, supported: values.map { $0 < 8 })
  }

  static func matrix(_ count: Int, _ entry: (Int, Int) -> Double) -> [[Double]] {
    (0..<count).map { i in (0..<count).map { j in entry(i, j) } }
  }

  static func axis(_ name: String, _ lower: Double, _ upper: Double, _ count: Int)
    -> GridAxis
  {
    GridAxis(
      coordinate: name,
      points: (0..<count).map { lower + (upper - lower) * Double($0) / Double(count - 1) })
  }

  static func edges(_ lower: Double, _ upper: Double, _ bins: Int) -> [Double] {
    (0...bins).map { lower + (upper - lower) * Double($0) / Double(bins) }
  }

  static func wave(_ count: Int) -> [Double] { (0..<count).map { sin(Double($0)) } }

  static let scenarioText = """
    schema = 1
    title = "Müller–Brown with an anisotropic microscale"

    [potential]
    coordinates = ["x", "y"]
    parameters = { eps = 0.0001, s = 0.05 }
    value = "s*(muller_brown(x,y) + 35.0136*(x+0.033923)^2 + 59.8399*(y-0.465694)^2) + 3*eps*cos(x/eps) + 2.1*eps*cos((x+2*y)/eps + 0.3)"

    [sampling]
    step = 0.05
    walkers = 1000
    steps = 80000
    """
}
