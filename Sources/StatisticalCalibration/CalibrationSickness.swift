import Foundation
import Macroscope

/// Runs in the plane that go wrong.
enum CalibrationSickness {
  /// V = (x² + y²)/2 under noise that is (1 + δ) times as strong along x as along y, and nothing done about it.
  private static func anisotropic(
    _ excess: Double, seed: UInt64, epsilon: String, sampling: String, deviation: Double
  ) -> String {
    """
    schema = 1
    [potential]
    coordinates = ["x", "y"]
    parameters = { eps = \(epsilon), a = \((1 + excess).squareRoot()) }
    value = "(x^2 + y^2)/2 + a*eps*cos(x/eps) + eps*cos(y/eps + 0.3)"
    [domain]
    x = [\(-4 * deviation), \(4 * deviation)]
    y = [\(-4 * deviation), \(4 * deviation)]
    [sampling]
    \(sampling)
    walkers = 256
    steps = 6000
    seed = \(seed)
    stored_samples = 2000
    initial = { mean = [0.0, 0.0], deviation = [\(deviation), \(deviation)] }
    [calibration]
    enabled = false
    [regression]
    knots = [6, 6]
    grid = [15, 15]
    """
  }

  static let all: [Sickness] = [
    Sickness(
      name: "anisotropic noise, friction not calibrated (Θ/T is off by δ/(2 + δ))",
      checks: ["thermal_momenta", "consistency"],
      doses: [0, 0.04, 0.08, 0.12, 0.2, 0.5, 1].map { excess in
        .init(name: "δ = \(excess)") { seed in
          try verdicts(
            of: anisotropic(
              excess, seed: seed, epsilon: "1e-5", sampling: "step = 0.1\nfriction = 0.1",
              deviation: 0.5))
        }
      }),
    Sickness(
      name: "the same by gradient descent, not preconditioned",
      checks: ["isotropic_temperature", "consistency"],
      doses: [0, 0.04, 0.08, 0.12, 0.2].map { excess in
        .init(name: "δ = \(excess)") { seed in
          try verdicts(
            of: anisotropic(
              excess, seed: seed, epsilon: "1e-8",
              sampling: "integrator = \"gradient-descent\"\nstep = 0.05\nrecord_every = 5",
              deviation: 0.12))
        }
      }),
    Sickness(
      name: "waves that the step hardly leaps over, in the sweep and in the run",
      checks: ["sweep_consistency", "noise_estimators", "white_noise", "momentum_kurtosis"],
      doses: [
        ("1e-5", "h = 0.1, ε = 10⁻⁵"), ("0.01", "ε = 0.01"), ("0.02", "ε = 0.02"),
        ("0.04", "ε = 0.04"), ("0.08", "ε = 0.08"),
      ].map {
        epsilon, name in
        .init(name: name) { seed in
          try verdicts(
            of: PlaneCase.text(
              seed: seed, epsilon: Double(epsilon) ?? .nan, steps: 4000,
              calibration: "refinements = 0"))
        }
      }),
    Sickness(
      name: "a sweep off equilibrium: friction 0.002, 4000 steps",
      checks: ["sweep_consistency", "noise_estimators", "thermal_momenta"],
      doses: [0.2, 0.02, 0.005, 0.002].map { friction in
        .init(name: "friction = \(friction)") { seed in
          try verdicts(
            of: PlaneCase.text(
              seed: seed, steps: 4000, sampling: "friction = \(friction)",
              calibration: "refinements = 0"))
        }
      }),
  ]
}
