import ArgumentParser

/// `macroscope compare`: surrogate against original dynamics, on results that are there.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compares dynamics on the learned potential with dynamics on the function.",
    usage: """
      macroscope compare <target> [--output <dir>] [--threads <n>]
        [--kernel <tape|native|auto>] [--quiet] [--resume | --overwrite]
        [--checkpoint-interval <seconds>]
      """,
    discussion: """
      Takes the learned potential from a results folder, without sampling again, and does what the \
      sections [hamiltonian] and [langevin] ask for. Given the folder, the sections are those of its \
      scenario.toml; given a scenario file, those of the file, which may have changed since the run, \
      while everything that the potential depends on must be the same.
      """)

  @OptionGroup var source: StoredRunOptions

  func run() throws { try source.extendResults(by: "compare") { try $0.compare($1) } }
}
