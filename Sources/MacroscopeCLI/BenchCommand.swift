import ArgumentParser
import Benchmarking
import Foundation

/// `macroscope bench`: how fast this machine runs the method, beside what it could do at best.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measures the speed of the kernels beside the limits of the machine.",
    usage: """
      macroscope bench [<folder>] [--threads <n>] [--kernel <tape|native|auto>] [--seconds <s>]
        [--no-scaling] [--json]
      """,
    discussion: """
      Runs the scenarios of a folder through the ordinary engine, on one thread and on all, beside the \
      bare vector functions, multiply-adds and matrix products measured in the same process. A rate \
      is that of the fastest repetition. The exit code is 2 where a ratio is below that in \
      thresholds.json: run it on an idle machine.
      """)

  @Argument(
    help: "The folder with the scenarios and their thresholds.", completion: .directory)
  var folder = "Benchmarks"

  @Option(help: ArgumentHelp("How long to repeat each measurement.", valueName: "s"))
  var seconds = 2.0

  @Flag(inversion: .prefixedNo, help: "Measure how costs grow with sizes.")
  var scaling = true

  @Flag(help: "Print JSON instead of tables.")
  var json = false

  @OptionGroup var computing: ComputingOptions

  func validate() throws {
    guard (0.01...3600).contains(seconds) else {
      throw ValidationError("--seconds must be from 0.01 to 3600")
    }
  }

  func run() throws {
    try reportingErrors(in: folder) {
      let suite = try BenchmarkSuite(
        folder: URL(fileURLWithPath: folder, isDirectory: true), kernel: computing.kernel)
      let threads = computing.threads ?? ProcessInfo.processInfo.activeProcessorCount
      let result = try suite.run(threads: threads, seconds: seconds, scaling: scaling) {
        if !computing.quiet { Console.log("Measuring: \($0)\n") }
      }
      if json {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try Console.print(String(decoding: try encoder.encode(result), as: UTF8.self))
      } else {
        try Console.print(result.table)
      }
      if !result.passed { throw ExitStatus.untrustworthy.exitCode }
    }
  }
}
