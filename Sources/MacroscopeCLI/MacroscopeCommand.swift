import ArgumentParser
import Macroscope

/// `macroscope`: the command line. It holds no science; each verb calls the library.
@main
struct MacroscopeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "macroscope",
    abstract: "Finds the effective potential of a multiscale energy from its gradient alone.",
    discussion: """
      A scenario file names the function, the step and the run; `macroscope run` samples it, learns \
      the effective potential and writes numbers with error bars, plots and a report.

      Exit codes: 0 done and trustworthy; 2 done, but a diagnostic says the result must not be \
      trusted; 64 wrong usage; 65 wrong scenario; 70 internal error; 74 input or output failed; \
      130 interrupted.
      """,
    version: Summary.Program.current.version,
    subcommands: [
      RunCommand.self, ValidateCommand.self, ScanCommand.self, TrainCommand.self,
      CompareCommand.self, ReportCommand.self, ExportCommand.self, BenchCommand.self,
    ])

  static func main() {
    Console.prepare()
    main(nil)
  }
}
