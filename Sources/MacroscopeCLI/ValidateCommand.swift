import ArgumentParser
import Foundation
import Macroscope

/// `macroscope validate`: checks a scenario without running it.
struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Checks a scenario and prints it with all defaults resolved and its cost.")

  @Argument(help: "The scenario file (TOML).", completion: .file(extensions: ["toml"]))
  var scenario: String

  func run() throws {
    try reportingErrors(in: scenario) {
      let loaded = try Scenario.load(path: scenario)
      try loaded.validate()
      let cost = loaded.cost
      var lines = [
        loaded.resolvedTOML(), "# Cost",
        "#   gradient evaluations: \(short(cost.gradientEvaluations))",
      ]
      if cost.sweepRuns > 0 { lines.append("#   runs of the mass sweep: \(cost.sweepRuns)") }
      let comparison = loaded.comparisonEvaluations()
      if comparison > 0 {
        lines.append(
          "#   gradients of the dynamics to compare with: about \(short(comparison))"
        )
      }
      lines.append("#   memory: \(short(cost.memory / 1e6)) MB at most")
      try Console.print(lines.joined(separator: "\n"))
    }
  }

  private func short(_ value: Double) -> String { String(format: "%.3g", value) }
}
