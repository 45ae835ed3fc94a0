import Macroscope

/// The scenario that the tests of training share.
enum TrainingScenario {
  /// V = x⁴/4 − x²/2 with noise of variance G = 1.
  ///
  /// - Parameters:
  ///   - samples: a line or two that go into the section on sampling.
  ///   - surrogate: the section on networks but for their shape, and what follows.
  /// - Returns: the scenario.
  /// - Throws: what is wrong with the lines.
  static func doubleWell(samples: String = "stored_samples = 20000", surrogate: String) throws
    -> Scenario
  {
    try Scenario(
      text: """
        schema = 1
        [potential]
        coordinates = ["x"]
        parameters = { eps = 0.0005 }
        value = "x^4/4 - x^2/2 + eps*cos(x/eps) + eps*cos(1.618*x/eps + 1)/1.618"
        reference = "x^4/4 - x^2/2"
        [domain]
        x = [-1.6, 1.6]
        [sampling]
        step = 0.15
        walkers = 200
        steps = 4000
        friction = 0.1
        initial = { mean = [0.0], deviation = [0.8] }
        \(samples)
        [surrogate]
        hidden = [16, 16]
        \(surrogate)
        """, path: "double-well.toml")
  }
}
