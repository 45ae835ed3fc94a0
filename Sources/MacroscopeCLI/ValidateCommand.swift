import ArgumentParser
import CoarseGraining
import Foundation
import Macroscope
import Potentials
import Reporting

/// `macroscope validate`: checks a scenario without running it.
struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Checks a scenario and prints it with all defaults resolved and its cost.")

  @Argument(help: "The scenario file (TOML).", completion: .file(extensions: ["toml"]))
  var scenario: String

  func run() throws {
    try reportingErrors(in: scenario) {
      let loaded = try ScenarioFile.load(path: scenario)
      let lines: [String] =
        switch loaded {
        case .single(let scenario): try self.lines(scenario, scenario.validate().value)
        case .multiscale(let scenario): try self.lines(scenario, scenario.validate())
        }
      try Console.print(lines.joined(separator: "\n"))
    }
  }

  private func lines(
    _ loaded: Scenario, _ potential: ExpressionPotential
  ) throws -> [String] {
    let cost = loaded.cost
    let bound = loaded.sampling.targetError.map { "at most, fewer once V is known to \(short($0))" }
    var lines = [
      loaded.resolvedTOML(), "# Cost",
      "#   gradient evaluations: \(short(cost.gradientEvaluations))"
        + (bound.map { " \($0)" } ?? ""),
    ]
    if cost.sweepRuns > 0 { lines.append("#   runs of the mass sweep: \(cost.sweepRuns)") }
    let comparison = loaded.comparisonEvaluations()
    if comparison > 0 {
      lines.append(
        "#   gradients of the dynamics to compare with: about \(short(comparison))"
      )
    }
    if let surrogate = loaded.surrogate {
      let evaluations = surrogate.evaluations(samples: loaded.sampling.storedSamples)
      lines.append("#   gradients of networks' losses, in samples: about \(short(evaluations))")
    }
    lines.append("#   memory: \(short(cost.memory / 1e6)) MB at most")
    return lines + (try advice(on: loaded, potential, "# Advice, from a short probe"))
  }

  /// What a probe of the scenario's step shows, and its warnings to the log.
  private func advice(
    on scenario: Scenario, _ potential: ExpressionPotential, _ heading: String
  ) throws -> [String] {
    guard let advice = try logAdvice(on: Run(scenario), potential: potential) else { return [] }
    return [heading]
      + adviceText(advice, coordinates: scenario.potential.coordinateNames).map { "#   \($0)" }
  }

  /// The cost of all steps together, as far as they are known before the scan.
  private func lines(
    _ loaded: MultiscaleScenario, _ potential: ExpressionPotential
  ) throws -> [String] {
    var lines = [loaded.resolvedTOML(), "# Cost"]
    if let costs = loaded.scaleCosts {
      let total = costs.reduce(0) { $0 + $1.gradientEvaluations }
      let parts = costs.map { short($0.gradientEvaluations) }.joined(separator: " + ")
      lines.append("#   gradient evaluations: \(short(total)) = \(parts), the coarsest scale first")
      let sweeps = costs.reduce(0) { $0 + $1.sweepRuns }
      if sweeps > 0 { lines.append("#   runs of the mass sweep: \(sweeps)") }
    } else {
      let steps = loaded.choice == .auto ? "the step comes" : "the steps come"
      lines.append("#   \(steps) from the scale spectrum, which the run scans first")
      if let cost = loaded.costOfOneScale {
        let scope = loaded.choice == .auto ? "" : " for each scale"
        lines.append("#   gradient evaluations: \(short(cost.gradientEvaluations))\(scope)")
        if cost.sweepRuns > 0 {
          lines.append("#   runs of the mass sweep: \(cost.sweepRuns)\(scope)")
        }
      } else {
        lines.append("#   gradient evaluations: walkers × time/step, not known before the scan")
      }
    }
    if loaded.choice.steps == nil || loaded.scan != nil {
      lines.append("#   and those of the scan, which depend on what it finds")
    }
    let comparison = loaded.comparisonEvaluations()
    if comparison > 0 {
      lines.append(
        "#   gradients of the dynamics to compare the coarsest scale with: about "
          + short(comparison))
    }
    lines.append("#   memory: \(short(loaded.estimatedMemory / 1e6)) MB at most")
    guard let steps = loaded.choice.steps, StepAdvisor.canProbe(potential) else { return lines }
    // A probe takes seconds.
    for (scale, step) in steps.enumerated().prefix(Self.mostProbes) {
      lines += try advice(
        on: loaded.scenario(scale: scale, step: step), potential,
        "# Advice on step \(short(step)), from a short probe")
    }
    if steps.count > Self.mostProbes {
      lines.append("# The other \(steps.count - Self.mostProbes) steps were not probed")
    }
    return lines
  }

  /// Steps of a list that advice is given on.
  private static let mostProbes = 8

  private func short(_ value: Double) -> String { String(format: "%.3g", value) }
}
