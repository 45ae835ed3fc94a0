import ArgumentParser
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
      print(loaded.resolvedTOML())
      print(loaded.cost.commentedDescription)
    }
  }
}
