import Foundation
import Macroscope

/// Runs in one dimension that go wrong.
enum SamplingSickness {
  /// A scenario in one dimension.
  static func text(
    _ value: String, step: Double, steps: Int, friction: Double, seed: UInt64,
    domain: Double = 2.5, walkers: Int = 256, rest: String
  ) -> String {
    """
    schema = 1
    [potential]
    coordinates = ["x"]
    value = "\(value)"
    [domain]
    x = [\(-domain), \(domain)]
    [sampling]
    step = \(step)
    walkers = \(walkers)
    steps = \(steps)
    friction = \(friction)
    seed = \(seed)
    stored_samples = 2000
    \(rest)
    """
  }

  /// One wave of ε = 0.001, whose minima are attractors below h = 0.063.
  static func sinks(step: Double, seed: UInt64) -> String {
    text(
      "x^2/2 + 0.001*cos(x/0.001)", step: step, steps: 8000, friction: 0.1, seed: seed,
      rest: "initial = { mean = [0.0], deviation = [0.5] }")
  }

  private static let micro = whiteNoise(epsilon: "1e-5")

  static let all: [Sickness] = [
    Sickness(
      name: "steps near the sinks of one wave, ε = 0.001",
      checks: ["trapped_walkers", "white_noise", "momentum_kurtosis", "noise_estimators"],
      doses: [0.1, 0.07, 0.065, 0.06, 0.055].map { step in
        .init(name: "h = \(step)") { try verdicts(of: sinks(step: step, seed: $0)) }
      }),
    Sickness(
      name: "steps between the scales ε = 0.1 and 0.001",
      checks: ["momentum_kurtosis", "white_noise", "noise_estimators", "consistency"],
      doses: [0.5, 0.4, 0.3, 0.25, 0.2, 0.15].map { step in
        .init(name: "h = \(step)") { seed in
          try verdicts(
            of: text(
              "x^2/2 + 0.1*cos(x/0.1) + 0.001*cos(x/0.001)", step: step, steps: 6000,
              friction: 0.1, seed: seed, domain: 5,
              rest: "initial = { mean = [0.0], deviation = [1.0] }"))
        }
      }),
    Sickness(
      name: "bounded noise: one wave and a friction that acts within few steps",
      checks: ["momentum_kurtosis", "momentum_normality"],
      doses: [0.05, 0.25, 0.5, 1, 3].map { product in
        .init(name: "γh = \(product)") { seed in
          try verdicts(
            of: text(
              "x^2/2 + 1e-5*cos(x/1e-5)", step: 0.5, steps: 4000, friction: 2 * product,
              seed: seed, walkers: 512, rest: "initial = { mean = [0.0], deviation = [0.5] }"))
        }
      }),
    Sickness(
      name: "a start off equilibrium, at 4 standard deviations",
      checks: ["burn_in", "stationarity", "split_r_hat"],
      doses: [0.25, 0.05, 0.02, 0.01].map { burnIn in
        .init(name: "burn_in = \(burnIn) of 4000 steps, 1/γ = 1000 steps") { seed in
          try verdicts(
            of: text(
              "x^2/2 + \(micro)", step: 0.1, steps: 4000, friction: 0.01, seed: seed, domain: 6,
              rest: "burn_in = \(burnIn)\ninitial = { mean = [6.0], deviation = [0.5] }"))
        }
      }),
    Sickness(
      name: "a start in one of two wells, that walkers leave slowly",
      checks: ["stationarity", "split_r_hat", "burn_in"],
      doses: [0.5, 1, 2, 4].map { barrier in
        .init(name: "barrier \(barrier) (T ≈ 0.25)") { seed in
          try verdicts(
            of: text(
              "\(barrier)*(x^2 - 1)^2 + \(micro)", step: 0.1, steps: 20_000, friction: 0.1,
              seed: seed, domain: 2, rest: "initial = { mean = [1.0], deviation = [0.1] }"))
        }
      }),
    Sickness(
      name: "a start in both wells, that walkers hardly leave",
      checks: ["split_r_hat", "burn_in"],
      doses: [0.25, 0.5, 1, 2].map { barrier in
        .init(name: "barrier \(barrier) (T ≈ 0.25)") { seed in
          try verdicts(
            of: text(
              "\(barrier)*(x^2 - 1)^2 + \(micro)", step: 0.1, steps: 20_000, friction: 0.1,
              seed: seed, domain: 2,
              rest: "initial = { points = [[-1.0], [1.0]], momentum_deviation = 0.5 }"))
        }
      }),
    Sickness(
      name: "too short a run",
      checks: ["precision_density", "precision_force"],
      doses: [(256, 2000), (64, 400), (16, 400), (16, 150)].map { walkers, steps in
        .init(name: "\(walkers) walkers × \(steps) steps") { seed in
          try verdicts(
            of: text(
              "x^2/2 + \(micro)", step: 0.1, steps: steps, friction: 0.1, seed: seed, domain: 2,
              walkers: walkers, rest: "initial = { mean = [0.0], deviation = [0.5] }"))
        }
      }),
  ]
}
