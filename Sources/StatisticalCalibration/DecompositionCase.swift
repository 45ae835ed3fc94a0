import Foundation
import Macroscope
import Statistics

/// Two steps between which nothing is resolved: the piece is zero everywhere, and so is its strength.
enum DecompositionCase {
  /// A scenario whose steps are given; `amplitude` is that of a coarse wave of ε = 0.1 besides.
  static func text(seed: UInt64, steps: String, amplitude: Double) -> String {
    """
    schema = 1
    title = "two steps"
    [potential]
    coordinates = ["x"]
    parameters = { eps = 1e-5, a = \(amplitude) }
    value = "x^2/2 + a*0.1*cos(x/0.1) + \(whiteNoise())"
    [domain]
    x = [-2.0, 2.0]
    [sampling]
    step = \(steps)
    walkers = 256
    steps = 6000
    friction = 0.1
    seed = \(seed)
    stored_samples = 2000
    initial = { mean = [0.0], deviation = [0.7] }
    [regression]
    grid = [65]
    """
  }

  static func run(_ text: String) throws -> MultiscaleResults {
    try MultiscaleRun(
      MultiscaleScenario(text: text, path: "calibration.toml"), options: RunOptions(threads: 1)
    ).execute()
  }

  static let experiment = Experiment(name: "two steps", every: 2) { seed in
    let results = try run(text(seed: seed, steps: "[0.2, 0.1]", amplitude: 0))
    var seen = Observations()
    let component = results.summary.decomposition?.first
    seen.add("strength of the piece", component?.strength, truth: 0)
    for curve in results.components {
      let zero = [Double](repeating: 0, count: curve.band.values.count)
      let middle = zero.count / 2
      seen.add("piece at the centre by \(curve.method)", curve.band.point(middle), truth: 0)
      seen.add("piece by \(curve.method)", curve.band, truth: zero)
    }
    // That there is no piece is for `component_1_strength` to say.
    seen.add(results.summary.verdicts.filter { $0.check != "component_1_strength" })
    return seen
  }
}
