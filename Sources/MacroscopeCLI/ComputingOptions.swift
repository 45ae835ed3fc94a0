import ArgumentParser
import Dynamics
import Foundation
import Macroscope
import Potentials

/// The options that all computing verbs share.
struct ComputingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Threads to compute on (default: all cores).", valueName: "n"))
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      """
      How gradients are evaluated: interpreted, compiled to machine code by clang, or compiled where it pays. \
      Results are the same to the bit.
      """,
      valueName: KernelChoice.allCases.map(\.rawValue).joined(separator: "|")))
  var kernel = KernelChoice.automatic

  @Flag(help: "No progress; only the closing table.")
  var quiet = false

  func validate() throws {
    if let threads, !(1...4096).contains(threads) {
      throw ValidationError("--threads must be from 1 to 4096, not \(threads)")
    }
    guard InstructionSet.isRequestValid else {
      throw ValidationError(
        "the environment variable \(InstructionSet.variable) must be one of "
          + InstructionSet.available.joined(separator: ", ") + " on this machine")
    }
  }

  /// A run of the scenario under these options, whose results go to the given folder.
  func run(
    _ scenario: Scenario, progress: ProgressReporter, cancellation: Cancellation,
    results: URL? = nil
  ) -> Run {
    Run(
      scenario,
      options: options(progress: progress, cancellation: cancellation, results: results))
  }

  /// The runs of a scenario of several steps under these options.
  func run(
    _ scenario: MultiscaleScenario, progress: ProgressReporter, cancellation: Cancellation,
    results: URL? = nil
  ) -> MultiscaleRun {
    MultiscaleRun(
      scenario,
      options: options(progress: progress, cancellation: cancellation, results: results))
  }

  private func options(
    progress: ProgressReporter, cancellation: Cancellation, results: URL?
  ) -> RunOptions {
    var options = RunOptions(cancellation: cancellation, results: results) { progress.update($0) }
    if let threads { options.threads = threads }
    options.kernel = kernel
    return options
  }
}

extension KernelChoice: ExpressibleByArgument {}

/// The scenario of a verb that samples, and the seed to take instead of its own.
struct ScenarioOptions: ParsableArguments {
  @Argument(help: "The scenario file (TOML).", completion: .file(extensions: ["toml"]))
  var scenario: String

  @Option(help: ArgumentHelp("A seed instead of the scenario's.", valueName: "n"))
  var seed: UInt64?

  /// Reads and checks the scenario.
  func load() throws -> ScenarioFile {
    var loaded = try ScenarioFile.load(path: scenario)
    if let seed { loaded = try loaded.with(seed: seed) }
    try loaded.validate()
    return loaded
  }
}
