import Comparison
import Foundation
import LinearAlgebra
import Macroscope
import Potentials

/// Comparisons of f with a V that is wrong, or steps that are.
enum ComparisonSickness {
  /// x²/2 against `surrogate`.
  private static func harmonic(
    surrogate: String = "x^2/2", step: Double = 0.1, trajectories: Int = 4000,
    bound: Double = .infinity, seed: UInt64
  ) throws -> [Summary.Verdict] {
    let outcome = try LangevinComparison(
      settings: LangevinCase.settings(
        trajectories: trajectories, seed: seed, dimension: 1, step: step),
      original: ExpressionPotential("x^2/2", coordinates: ["x"]),
      surrogate: KnownSurrogate(
        function: try ExpressionPotential(surrogate, coordinates: ["x"]),
        stiffness: Matrix(rows: [[1]]), bound: bound),
      method: "force", wells: nil, region: [[0]]
    ).run()
    var verdicts = Verdicts()
    verdicts.judge(outcome.langevin)
    return verdicts.list
  }

  private static let curves = ["langevin_mean_path", "langevin_acf", "langevin_equilibrium"]

  static let all: [Sickness] = [
    Sickness(
      name: "V = a x²/2 for f = x²/2, 4000 trajectories", checks: curves,
      doses: [1, 1.05, 1.1, 1.2, 1.3, 1.5].map { scale in
        .init(name: "a = \(scale)") {
          try harmonic(surrogate: "\(scale)*x^2/2", seed: $0)
        }
      }),
    Sickness(
      name: "V = (x − b)²/2 for f = x²/2, 4000 trajectories", checks: curves,
      doses: [0.05, 0.1, 0.15, 0.2, 0.25, 0.3].map { shift in
        .init(name: "b = \(shift) σ") {
          try harmonic(surrogate: "(x - \(shift))^2/2", seed: $0)
        }
      }),
    Sickness(
      name: "V = f, but few trajectories", checks: curves,
      doses: [2000, 1000, 500, 250].map { trajectories in
        .init(name: "\(trajectories) trajectories") {
          try harmonic(trajectories: trajectories, seed: $0)
        }
      }),
    Sickness(
      name: "steps of the Langevin dynamics that are too large", checks: ["langevin_step"],
      doses: [0.1, 0.3, 0.5, 0.8, 1.2].map { step in
        .init(name: "h√λ = \(step)") { seed in
          try langevinStep(step, seed: seed)
        }
      }),
    Sickness(
      name: "V without data above x = b, σ = 1", checks: ["surrogate_support"],
      doses: [3.0, 2.5, 2.326, 2.2, 2.0].map { bound in
        .init(name: "b = \(bound) σ") { try harmonic(bound: bound, seed: $0) }
      }),
    Sickness(
      name: "V = a f in a double well, barrier 3T", checks: ["kinetics_wells"],
      doses: [1, 1.05, 1.1, 1.2].map { scale in
        .init(name: "a = \(scale)") { seed in
          let outcome = try KineticsCase.outcome(scale: scale, trajectories: 2000, seed: seed)
          var verdicts = Verdicts()
          verdicts.judge(outcome.kinetics)
          return verdicts.list
        }
      }),
    Sickness(
      name: "steps of the Hamiltonian dynamics that are too large",
      checks: ["hamiltonian_energy", "hamiltonian_portrait"],
      doses: [0.01, 0.02, 0.03, 0.05, 0.1].map { step in
        .init(name: "h = \(step), ε = 0.02") {
          try verdicts(
            of: PipelineCase.text(
              seed: $0, hamiltonian: "time = 15.0\nrecords = 150\nstep = \(step)",
              langevin: "trajectories = 16"))
        }
      }),
    Sickness(
      name: "f has a wave of ε = 0.1 that the sampling leaps over, A at most as steep as V",
      checks: ["hamiltonian_portrait"],
      doses: [0.0, 1.0, 2.0, 4.0].map { amplitude in
        .init(name: "A = \(amplitude)") { try portrait(amplitude: amplitude, seed: $0) }
      }),
    Sickness(
      name: "energies beyond the data, T = 2.5 and data up to some 10T",
      checks: ["hamiltonian_support"],
      doses: [5.0, 10.0, 20.0, 40.0].map { energy in
        .init(name: "energy \(energy / 2.5) T") {
          try verdicts(
            of: PipelineCase.text(
              seed: $0, hamiltonian: "time = 15.0\nenergies = [\(energy)]",
              langevin: "trajectories = 16"))
        }
      }),
  ]

  /// The records are as far apart as the coarsest step.
  private static func langevinStep(_ step: Double, seed: UInt64) throws -> [Summary.Verdict] {
    var settings = try LangevinCase.settings(
      trajectories: 4000, seed: seed, dimension: 1, step: step)
    settings.pathTime = 5 * step * (8 / (5 * step)).rounded()
    settings.records = Int((settings.pathTime / step).rounded())
    let function = try ExpressionPotential("x^2/2", coordinates: ["x"])
    let outcome = try LangevinComparison(
      settings: settings, original: function,
      surrogate: KnownSurrogate(function: function, stiffness: Matrix(rows: [[1]])),
      method: "force", wells: nil, region: [[0]]
    ).run()
    var verdicts = Verdicts()
    verdicts.judge(outcome.langevin)
    return verdicts.list
  }

  /// A second scale that V lacks but f has.
  private static func portrait(amplitude: Double, seed: UInt64) throws -> [Summary.Verdict] {
    try verdicts(
      of: SamplingSickness.text(
        "x^2/2 + \(amplitude)*0.1*cos(x/0.1) + 0.005*cos(x/0.005)", step: 0.5, steps: 4000,
        friction: 0.1, seed: seed, domain: 10,
        rest: """
          initial = { mean = [0.0], deviation = [1.6] }
          [hamiltonian]
          energies = [1.0, 2.0]
          time = 15.0
          """))
  }
}
