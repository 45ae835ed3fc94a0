import Foundation
import Macroscope

/// Networks that go wrong.
enum NetworkSickness {
  static let all: [Sickness] = [
    Sickness(
      name: "networks: steps of the training that are too large",
      checks: ["mlp_training", "mlp_baseline"],
      doses: [0.01, 0.1, 1, 10].map { rate in
        .init(name: "learning_rate = \(rate)") { seed in
          try verdicts(
            of: NetworkCase.wells(seed: seed, training: "epochs = 20\nlearning_rate = \(rate)"))
        }
      }),
    Sickness(
      name: "networks: too short a training",
      checks: ["mlp_baseline", "mlp_coverage"],
      doses: [50, 20, 5, 1].map { epochs in
        .init(name: "epochs = \(epochs) of 80 batches") { seed in
          try verdicts(
            of: NetworkCase.wells(seed: seed, training: "epochs = \(epochs)"))
        }
      }),
    Sickness(
      name: "networks: the step leaps over a ripple of ε = 0.1, a times as steep as V",
      checks: ["mlp_training"],
      doses: [0.0, 0.3, 1].map { strength in
        .init(name: "a = \(strength)") { seed in
          try verdicts(of: NetworkCase.ripple(strength, seed: seed, steps: "0.5"))
        }
      }),
    Sickness(
      name: "networks for two steps: one leaps over a ripple of ε = 0.1, a times as steep as V",
      checks: ["conditioned_resolution", "conditioned_sharing", "conditioned_training"],
      doses: [0.0, 0.3, 1].map { strength in
        .init(name: "a = \(strength)") {
          try NetworkCase.verdictsOfTwoSteps("[0.5, 0.1]", ripple: strength, seed: $0)
        }
      }),
    Sickness(
      name: "networks for two steps that are too narrow for both",
      checks: ["conditioned_sharing"],
      doses: [16, 4].map { width in
        .init(name: "hidden = [\(width)]") {
          try NetworkCase.verdictsOfTwoSteps(
            "[0.5, 0.1]", ripple: 0.3, hidden: "[\(width)]", seed: $0)
        }
      }),
    Sickness(
      name: "networks: from those of V + x/2, of which n of two layers are kept",
      checks: ["mlp_transfer"],
      doses: [0, 1, 2].map { layers in
        .init(name: "n = \(layers)") { try transfer(frozenLayers: layers, seed: $0) }
      }),
  ]

  /// The verdicts of a run whose networks start from those of another.
  private static func transfer(frozenLayers: Int, seed: UInt64) throws -> [Summary.Verdict] {
    let shelf = FileManager.default.temporaryDirectory
      .appendingPathComponent("calibration-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: shelf) }
    let parent = ResultsFolder(shelf.appendingPathComponent("parent"))
    try parent.write(results(of: NetworkCase.wells(seed: seed, tilt: 0.5, hidden: "[8, 4]")))
    let child = try Scenario(
      text: NetworkCase.wells(
        seed: seed + 1_000_000, hidden: "[8, 4]",
        training: """
          epochs = 10
          learning_rate = 0.01
          parent = "parent"
          frozen_layers = \(frozenLayers)
          """), path: "calibration.toml")
    let options = RunOptions(threads: 1, results: shelf.appendingPathComponent("child"))
    return try Run(child, options: options).execute().summary.verdicts
  }
}
