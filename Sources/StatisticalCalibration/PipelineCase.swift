import Foundation
import Macroscope
import Statistics

/// Cases without a closed form of what is estimated, or that are there for their verdicts.
enum SinkCase {
  /// A step at which walkers are trapped now and then: what is counted has no closed form, but its errors can be held
  /// against the scatter over seeds.
  static let experiment = Experiment(name: "mild sinks", every: 2) { seed in
    let summary = try results(of: SamplingSickness.sinks(step: 0.06, seed: seed)).summary
    var seen = Observations()
    seen.add("escape rate", summary.sampling.escapeRate, truth: nil)
    seen.add("trapped fraction", summary.sampling.trappedFraction, truth: nil)
    seen.add("kinetic T", summary.temperature, truth: nil)
    seen.add("kurtosis of p", summary.kurtosis.first, truth: nil)
    seen.add("lag-1 correlation", summary.noiseCovariance?.residual?.lagOneCorrelation, truth: nil)
    return seen
  }
}

/// A run with both comparisons, from sampling to verdicts.
enum PipelineCase {
  static func text(
    seed: UInt64, hamiltonian: String = "time = 15.0",
    langevin: String = "trajectories = 2000\nsurrogate_step = 0.02"
  ) -> String {
    """
    schema = 1
    title = "with comparisons"
    [potential]
    coordinates = ["x"]
    parameters = { eps = 0.02 }
    value = "x^2/2 + eps*cos(x/eps)"
    reference = "x^2/2"
    [domain]
    x = [-7.0, 7.0]
    [sampling]
    step = 0.5
    walkers = 256
    steps = 4000
    friction = 0.1
    seed = \(seed)
    stored_samples = 2000
    initial = { mean = [0.0], deviation = [1.6] }
    [regression]
    grid = [65]
    [hamiltonian]
    \(hamiltonian)
    [langevin]
    friction = 1.0
    time = 8.0
    equilibrium_time = 40.0
    records = 40
    initial = { mean = 2.0, deviation = 0.5 }
    \(langevin)
    """
  }

  static let experiment = Experiment(name: "run with comparisons", every: 4) { seed in
    let results = try results(of: text(seed: seed))
    var seen = Observations()
    for (i, name) in ["mean path", "ACF", "distribution"].enumerated() {
      let differences = results.langevin?.observables.first?.differences.first
      let difference = [
        differences?.meanPath, differences?.autocorrelation, differences?.equilibrium,
      ][i]
      seen.add(
        "\(name), V − f: band holds zero", nominal: 0.95, holds: difference?.holdsZero ?? false)
    }
    seen.add(results.summary.verdicts)
    return seen
  }
}

/// A scan of x²/2 and two scales of strength ½ each.
enum SpectrumCase {
  static func scan(
    seed: UInt64, value: String = "x^2/2 + 0.1*cos(x/0.1) + 0.001*cos(x/0.001)",
    scan: String = "points = 24\ntime = 100.0"
  ) throws -> ScanSummary {
    let text = """
      schema = 1
      [potential]
      coordinates = ["x"]
      value = "\(value)"
      [domain]
      x = [-2.0, 2.0]
      [sampling]
      step = 0.4
      friction = 0.1
      seed = \(seed)
      initial = { mean = [0.0], deviation = [1.0] }
      [scan]
      \(scan)
      """
    return try Run(
      Scenario(text: text, path: "calibration.toml"), options: RunOptions(threads: 1)
    ).scan().summary
  }

  static let experiment = Experiment(name: "scan", every: 20) { seed in
    let summary = try scan(seed: seed)
    let spectrum = summary.scaleSpectrum
    var seen = Observations()
    for (n, truth) in [1.0, 0.5].enumerated() {
      seen.add(
        "plateau \(n + 1)", spectrum.plateaus.count == 2 ? spectrum.plateaus[n].strength : nil,
        truth: truth)
    }
    for (n, epsilon) in [0.1, 0.001].enumerated() {
      let scale = spectrum.scales.count == 2 ? spectrum.scales[n] : nil
      seen.add("strength of scale \(n + 1)", scale?.strength, truth: 0.5)
      seen.add("ε of scale \(n + 1)", scale?.epsilon, truth: epsilon)
      if n == 0 {
        seen.add("ε of scale 1 by its jump alone", scale?.jump?.epsilon, truth: epsilon)
        seen.add("strength of scale 1 by its jump alone", scale?.jump?.strength, truth: 0.5)
      }
    }
    if let point = spectrum.points.first {
      seen.add("G_eff at the largest step", point.strength, truth: nil)
    }
    seen.add(summary.verdicts)
    return seen
  }
}
