import Foundation
import Macroscope
import Statistics

/// Networks on the samples of short runs in one dimension.
enum NetworkCase {
  /// Two wells, T = ¼.
  private static let potential = "x^4/4 - x^2/2"

  /// A scenario whose V has a term `tilt`·x besides, and its section on networks.
  static func wells(
    seed: UInt64, tilt: Double = 0, hidden: String = "[16, 16]", ensemble: Int = 3,
    training: String = "epochs = 20\nlearning_rate = 0.01"
  ) -> String {
    """
    schema = 1
    title = "two wells by networks"
    [potential]
    coordinates = ["x"]
    parameters = { eps = 1e-5 }
    value = "\(potential) + \(tilt)*x + \(whiteNoise())"
    reference = "\(potential) + \(tilt)*x"
    [domain]
    x = [-2.0, 2.0]
    [sampling]
    step = 0.1
    walkers = 256
    steps = 8000
    friction = 0.1
    seed = \(seed)
    stored_samples = 10000
    initial = { mean = [0.0], deviation = [0.8] }
    [regression]
    grid = [65]
    [surrogate]
    hidden = \(hidden)
    batch = 128
    ensemble = \(ensemble)
    folds = 3
    \(training)
    """
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

  /// x²/2 with a ripple of strength `ripple`, at a step that leaps over it, and one that does not where asked for.
  static func ripple(
    _ ripple: Double, seed: UInt64, steps: String, hidden: String = "[32, 32]",
    training: String = ""
  ) -> String {
    """
    schema = 1
    title = "a ripple"
    [potential]
    coordinates = ["x"]
    parameters = { a = \(ripple), eps = 1e-5 }
    value = "x^2/2 + a*0.1*cos(x/0.1) + \(whiteNoise())"
    [domain]
    x = [-1.5, 1.5]
    [sampling]
    step = \(steps)
    walkers = 256
    steps = 8000
    friction = 0.2
    seed = \(seed)
    stored_samples = 6000
    initial = { mean = [0.0], deviation = [1.0] }
    [regression]
    grid = [65]
    [surrogate]
    hidden = \(hidden)
    batch = 128
    ensemble = 2
    folds = 3
    epochs = 50
    learning_rate = 0.005
    \(training)
    """
  }

  /// Networks for two steps at once.
  static let conditioned = Experiment(name: "networks for two steps", every: 10) { seed in
    let results = try DecompositionCase.run(
      ripple(0, seed: seed, steps: "[0.4, 0.2]", training: "conditioned = true"))
    var seen = Observations()
    // That there is nothing between the steps is for `component_1_strength` to say.
    seen.add(results.summary.verdicts, unhealthy: ["component_1_strength"])
    return seen
  }
}
