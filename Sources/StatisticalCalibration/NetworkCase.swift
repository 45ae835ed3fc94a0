import Foundation
import Macroscope
import Statistics

/// Networks on the samples of short runs in one dimension.
enum NetworkCase {
  /// A scenario with the noise of `whiteNoise`; `networks` are the lines on what is trained.
  private static func text(
    title: String, function: String, domain: Double, step: String, friction: Double, seed: UInt64,
    samples: Int, deviation: Double, networks: String
  ) -> String {
    """
    schema = 1
    title = "\(title)"
    [potential]
    coordinates = ["x"]
    parameters = { eps = 1e-5 }
    value = "\(function) + \(whiteNoise())"
    [domain]
    x = [\(-domain), \(domain)]
    [sampling]
    step = \(step)
    walkers = 256
    steps = 8000
    friction = \(friction)
    seed = \(seed)
    stored_samples = \(samples)
    initial = { mean = [0.0], deviation = [\(deviation)] }
    [regression]
    grid = [65]
    [surrogate]
    batch = 128
    folds = 3
    \(networks)
    """
  }

  /// Two wells, T = ¼, with a term `tilt`·x besides.
  static func wells(
    seed: UInt64, tilt: Double = 0, hidden: String = "[16, 16]", ensemble: Int = 3,
    training: String = "epochs = 20\nlearning_rate = 0.01"
  ) -> String {
    text(
      title: "two wells by networks", function: "x^4/4 - x^2/2 + \(tilt)*x", domain: 2, step: "0.1",
      friction: 0.1, seed: seed, samples: 10_000, deviation: 0.8,
      networks: "hidden = \(hidden)\nensemble = \(ensemble)\n\(training)")
  }

  /// x²/2 with a ripple, `strength` times as steep, for steps that leap over it or not.
  static func ripple(
    _ strength: Double, seed: UInt64, steps: String, hidden: String = "[32, 32]",
    training: String = ""
  ) -> String {
    text(
      title: "a ripple", function: "x^2/2 + \(strength)*0.1*cos(x/0.1)", domain: 1.5, step: steps,
      friction: 0.2, seed: seed, samples: 6000, deviation: 1,
      networks: """
        hidden = \(hidden)
        ensemble = 2
        epochs = 50
        learning_rate = 0.005
        \(training)
        """)
  }

  /// The verdicts of networks for two steps at once, and of each step.
  static func verdictsOfTwoSteps(
    _ steps: String, ripple strength: Double, hidden: String = "[32, 32]", seed: UInt64
  ) throws -> [Summary.Verdict] {
    try DecompositionCase.run(
      ripple(
        strength, seed: seed, steps: steps, hidden: hidden, training: "conditioned = true")
    ).summary.verdicts
  }

  static let experiment = Experiment(name: "networks", every: 4) { seed in
    let results = try results(of: wells(seed: seed, ensemble: 5))
    var seen = Observations()
    seen.addPotentials(of: results, at: [[-1], [-0.5], [0], [0.5], [1]]) { q in
      q[0] * q[0] * (q[0] * q[0] / 4 - 0.5)
    }
    let networks = results.summary.surrogate
    seen.add(
      "coverage of the networks' intervals", networks?.coverage?.after,
      truth: networks?.coverage?.level)
    seen.add("held-out loss above the noise", networks?.crossValidation.excess, truth: nil)
    seen.add(results.summary.verdicts)
    return seen
  }

  static let conditioned = Experiment(name: "networks for two steps", every: 10) { seed in
    var seen = Observations()
    // That there is nothing between the steps is for `component_1_strength` to say.
    seen.add(
      try verdictsOfTwoSteps("[0.4, 0.2]", ripple: 0, seed: seed),
      unhealthy: ["component_1_strength"])
    return seen
  }
}
