import Foundation
import Macroscope
import Statistics

/// How well V of the Müller–Brown surface is known after so many evaluations of ∇f, sweep and burn-in included, and
/// what is left when there are very many: docs/accuracy-per-cost.md.
struct CostExperiment {
  /// Evaluations of ∇f, over four decades.
  static let budgets = (0...8).map { pow(10, 5 + Double($0) / 2) }
  /// Those that networks are trained at.
  static let networkBudgets = (0...4).map { pow(10, 5 + Double($0)) }
  /// Where noise is small against what does not fall with the length of the run.
  static let large = pow(10, 8.5)
  static let walkers = 256
  /// Samples that networks are trained on, at most.
  static let mostSamples = 1_000_000
  /// Samples that a network sees in all, each as often as that allows.
  static let passes = 4_000_000

  /// One run: the text of its scenario, but for the seed.
  struct Setting {
    var budget: Double
    var step = 0.05
    var epsilon = 1e-4
    var knots: Int?
    var trains = false

    /// Half of the evaluations go into the four runs of the sweep, half into the run, a quarter of that into its
    /// burn-in.
    var steps: Int { Int(budget / Double(2 * walkers)) }

    var samples: Int { min(mostSamples, steps * 3 / 4 / 10 * walkers) }

    func text(seed: UInt64) -> String {
      let surface =
        "s*(muller_brown(x, y) + 35.0136*(x + 0.033923)^2 + 59.8399*(y - 0.465694)^2)"
      return """
        schema = 1
        [potential]
        coordinates = ["x", "y"]
        parameters = { s = 0.05, eps = \(epsilon) }
        value = "\(surface) + 3*eps*cos(x/eps) + 2.1*eps*cos((x + 2*y)/eps + 0.3)"
        reference = "\(surface)"
        [domain]
        x = [-1.5, 1.2]
        y = [-0.5, 2.0]
        [sampling]
        step = \(step)
        walkers = \(walkers)
        steps = \(steps)
        friction = 0.2
        seed = \(seed)
        initial = { mean = [0.0, 0.5], deviation = [0.3, 0.3] }
        stored_samples = \(trains ? samples : 20_000)
        [calibration]
        steps = \(max(steps / 4, 20))
        refinements = 0
        [regression]
        \(knots.map { "knots = \($0)" } ?? "")
        \(trains ? training : "")
        """
    }

    private var training: String {
      """
      [surrogate]
      ensemble = 2
      folds = 2
      batch = \(samples < 20_000 ? 256 : 1024)
      epochs = \(min(max(passes / max(samples, 1), 4), 400))
      """
    }
  }

  /// The rmse of V by each method over the seeds; undefined where a run gives no V.
  static func errors(
    _ setting: Setting, _ methods: [String], seeds: [UInt64], threads: Int
  ) -> [Estimate] {
    let found = seeds.map { seed -> [Double] in
      let summary = try? Run(
        Scenario(text: setting.text(seed: seed), path: "muller-brown.toml"),
        options: RunOptions(threads: threads)
      ).execute().summary
      return methods.map { summary?.effectivePotential[$0]?.rmse?.value ?? .nan }
    }
    return methods.indices.map { m in overSeeds(found.map { $0[m] }) }
  }

  static func run(seeds: [UInt64], threads: Int) throws -> [Table] {
    var cost = Table(
      name: "cost", abscissa: "evaluations of ∇f", series: ["density", "force", "networks"],
      missing: "—")
    for (index, budget) in budgets.enumerated() {
      var values = errors(
        Setting(budget: budget), ["density", "force"], seeds: seeds, threads: threads)
      if index.isMultiple(of: 2) {
        values += errors(
          Setting(budget: networkBudgets[index / 2], trains: true), ["mlp"],
          seeds: Array(seeds.prefix(3)), threads: threads)
      } else {
        values.append(.undefined)
      }
      cost.rows.append(.init(x: budget, label: label(budget), values: values))
    }
    var limits = Table(
      name: "cost-limits", abscissa: "what is changed", series: ["density", "force"])
    let variants: [(String, Setting)] = [
      ("nothing: h = 0.05, ε = 10⁻⁴, 32 knots", Setting(budget: large)),
      ("h = 0.025", Setting(budget: 2 * large, step: 0.025)),
      ("h = 0.035", Setting(budget: sqrt(2) * large, step: 0.035)),
      ("h = 0.07", Setting(budget: large, step: 0.07)),
      ("ε = 10⁻⁵", Setting(budget: large, epsilon: 1e-5)),
      ("16 knots", Setting(budget: large, knots: 16)),
      ("64 knots", Setting(budget: large, knots: 64)),
    ]
    for (index, variant) in variants.enumerated() {
      limits.rows.append(
        .init(
          x: Double(index), label: variant.0,
          values: errors(
            variant.1, ["density", "force"], seeds: Array(seeds.prefix(3)), threads: threads)))
    }
    return [cost, limits]
  }

  private static func label(_ budget: Double) -> String {
    let decade = Int(log10(budget).rounded(.down))
    let digits = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    return budget / pow(10, Double(decade)) > 2 ? "3.2·10\(digits[decade])" : "10\(digits[decade])"
  }
}
