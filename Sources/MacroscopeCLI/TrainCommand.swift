import ArgumentParser

/// `macroscope train`: networks that learn V from the samples of results that are there.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Trains networks on the samples of a run.",
    usage: """
      macroscope train <target> [--output <dir>] [--threads <n>] [--quiet]
        [--resume | --overwrite] [--checkpoint-interval <seconds>]
      """,
    discussion: """
      Takes the stored samples from a results folder, without sampling again, and does what the section \
      [surrogate] asks for; the networks go into the same folder. Given the folder, the section is that of \
      its scenario.toml; given a scenario file, that of the file, which may have changed since the run, \
      while everything that the samples depend on must be the same.
      """)

  @OptionGroup var source: StoredRunOptions

  func run() throws { try source.extendResults(by: "train") { try $0.train($1) } }
}
