import Dynamics
import Foundation
import LinearAlgebra
import Macroscope
import Reference
import Statistics

/// V = x²/2 with a micro scale so fine that its gradient is white noise, G = ½.
///
/// Nine waves make the noise nearly Gaussian. That of a single wave is bounded, and leaves the positions an excess
/// kurtosis of some hundredths: then −T log ρ is not quite V.
struct QuadraticCase: Sendable {
  let name: String
  let step: Double
  var friction = 0.1
  var walkers = 256
  let steps: Int
  var recordEvery = 10
  /// The function; its reference is x²/2.
  var function = "x^2/2 + \(whiteNoise())"

  static let experiments: [Experiment] = [
    QuadraticCase(name: "quadratic, h = 0.1", step: 0.1, steps: 8000).experiment,
    QuadraticCase(name: "quadratic, h = 0.5", step: 0.5, steps: 2000).experiment,
    QuadraticCase(
      name: "quadratic, γh = 1", step: 0.5, friction: 2, steps: 2000, recordEvery: 4
    ).experiment,
    QuadraticCase(
      name: "quadratic, 17 walkers", step: 0.5, walkers: 17, steps: 8000
    ).experiment,
    QuadraticCase(
      name: "quadratic, one wave", step: 0.1, steps: 8000,
      function: "x^2/2 + eps*cos(x/eps)"
    ).experiment,
    anharmonic,
  ]

  /// T of the positions for x²/2 and G = ½ (docs/damped-verlet.md).
  var temperature: Double { step * step / 4 / tanh(friction * step / 2) * 0.5 }

  /// The law of the map.
  func law() throws -> LinearMap {
    LinearMap(
      try DampedVerlet(step: step, friction: Matrix(rows: [[friction]])),
      stiffness: Matrix(rows: [[1]]), gradientNoise: Matrix(rows: [[0.5]]))
  }

  func text(seed: UInt64) -> String {
    let deviation = temperature.squareRoot()
    return """
      schema = 1
      title = "quadratic"
      [potential]
      coordinates = ["x"]
      parameters = { eps = 1e-5 }
      value = "\(function)"
      reference = "x^2/2"
      [domain]
      x = [\(-5 * deviation), \(5 * deviation)]
      [sampling]
      step = \(step)
      walkers = \(walkers)
      steps = \(steps)
      friction = \(friction)
      record_every = \(recordEvery)
      seed = \(seed)
      stored_samples = 2000
      initial = { mean = [0.0], deviation = [\(deviation)] }
      [regression]
      grid = [65]
      """
  }

  var experiment: Experiment {
    Experiment(name: name) { seed in
      let results = try results(of: text(seed: seed))
      var seen = Observations()
      let summary = results.summary
      let (h, t) = (step, temperature)
      seen.add("kinetic T", summary.temperature, truth: t / (1 - h * h / 4))
      seen.add("T of positions", summary.configurationalTemperature, truth: t)
      seen.add("kurtosis of p", summary.kurtosis.first, truth: nil)
      seen.addNoise(of: summary, entries: [(0, 0, 0.5)])
      if let early = results.convergence, let value = early.temperature.first,
        let error = early.temperatureStandardError.first
      {
        seen.add(
          "T after a part of the run", Estimate(value: value, standardError: error), truth: t)
      }
      try seen.addAutocorrelationTime(of: results, law: law(), step: h)
      for (method, fit) in summary.effectivePotential.sorted(by: { $0.key < $1.key }) {
        seen.add("rmse of V by \(method)", fit.rmse, truth: nil)
      }
      seen.add("density against force", summary.consistency?.rmse, truth: nil)
      let deviation = t.squareRoot()
      seen.addPotentials(of: results, at: [-2, -1, 0, 1.5].map { [$0 * deviation] }) {
        $0[0] * $0[0] / 2
      }
      seen.addNormality(of: summary)
      seen.add(summary.verdicts)
      return seen
    }
  }

  /// A quartic well: −T log ρ has an error of order h² there, V by force has none.
  static let anharmonic = Experiment(name: "x⁴/4, h = 0.2", every: 2) { seed in
    let results = try results(
      of: """
        schema = 1
        [potential]
        coordinates = ["x"]
        parameters = { eps = 1e-5 }
        value = "x^4/4 + \(whiteNoise())"
        reference = "x^4/4"
        [domain]
        x = [-2.0, 2.0]
        [sampling]
        step = 0.2
        walkers = 256
        steps = 8000
        friction = 0.1
        seed = \(seed)
        stored_samples = 2000
        initial = { mean = [0.0], deviation = [0.7] }
        [regression]
        grid = [65]
        """)
    var seen = Observations()
    seen.addNoise(of: results.summary, entries: [(0, 0, 0.5)])
    seen.add("T of positions", results.summary.configurationalTemperature, truth: nil)
    seen.addPotentials(of: results, at: [[-1.1], [0], [0.7], [1.3]]) { pow($0[0], 4) / 4 }
    seen.add(results.summary.verdicts)
    return seen
  }
}

extension Observations {
  /// The estimates of G against the truth at the given entries (row, column, value), the lag-1 correlation of white
  /// noise, and the printed differences of estimates in units of their errors.
  mutating func addNoise(of summary: Summary, entries: [(Int, Int, Double)]) {
    let noise = summary.noiseCovariance
    for (i, j, truth) in entries {
      let entry = entries.count > 1 ? "[\(i), \(j)]" : ""
      let source = noise?.source ?? ""
      add("G\(entry) by \(source)", noise?.value[i][j], truth: truth)
      if source == "mass-sweep", let identity = noise?.identity {
        add("G\(entry) by the balance", identity[i][j], truth: truth)
      }
      add("G\(entry) by residuals", noise?.residual?.value[i][j], truth: truth)
      add(
        "difference of the two G\(entry), in σ",
        noise?.differenceInSigma.map { Estimate(value: $0[i][j], standardError: 1) }, truth: 0)
    }
    add("lag-1 correlation", noise?.residual?.lagOneCorrelation, truth: 0)
  }

  /// The autocorrelation time of the slowest coordinate where there is one, whose law is known.
  mutating func addAutocorrelationTime(of results: RunResults, law: LinearMap, step: Double) throws
  {
    guard let lag = results.autocorrelation?.lag, lag.count > 1 else {
      return add("autocorrelation time", .undefined, truth: 0)
    }
    let time = try law.repeated(Int((lag[1] / step).rounded())).autocorrelationTime(0)
    add("autocorrelation time", results.summary.sampling.autocorrelationTime, truth: lag[1] * time)
  }
}
