import ArgumentParser
import Dynamics
import Foundation
import Macroscope
import Reporting

/// `macroscope scan`: the scale spectrum of a function.
struct ScanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan",
    abstract: "Finds the scales of a function, and the steps that separate them.",
    discussion: """
      Samples the function with a ladder of steps and shows how strong the noise is that each step \
      makes of the scales it leaps over: a staircase, with a plateau wherever scales are well \
      separated. The section [scan] may set the ladder; without it everything is found from the \
      function. The results have a folder of their own.
      """)

  @OptionGroup var source: ScenarioOptions

  @Option(
    help: ArgumentHelp(
      "Where the results go (default: results/<name of the scenario file>-scan).",
      valueName: "dir"))
  var output: String?

  @OptionGroup var computing: ComputingOptions

  func validate() throws {
    try validate(output: output)
    if ResultsFolder(place).holdsRun {
      throw ValidationError(
        "\(place.path) holds the results of a run: give another folder with --output")
    }
  }

  func run() throws {
    try reportingErrors(in: source.scenario) {
      let loaded = try source.load()
      let interrupt = InterruptHandler()
      let folder = try OutputFolder(preparing: place)
      let progress = ProgressReporter(isQuiet: computing.quiet)
      do {
        let summary: ScanSummary
        switch loaded {
        case .single(let scenario):
          let run = computing.run(
            scenario, progress: progress, cancellation: interrupt.cancellation)
          summary = try scan(
            run.scan, report: scenario.report, into: folder.results, progress: progress)
        case .multiscale(let scenario):
          let run = computing.run(
            scenario, progress: progress, cancellation: interrupt.cancellation)
          summary = try scan(
            run.scan, report: scenario.report, into: folder.results, progress: progress)
        }
        if !summary.isTrustworthy { throw ExitStatus.untrustworthy.exitCode }
      } catch {
        progress.abandon()
        folder.discard()
        throw error
      }
    }
  }

  private var place: URL {
    if let output { return URL(fileURLWithPath: output, isDirectory: true) }
    let place = resultsURL(ofScenario: source.scenario, output: nil)
    return place.deletingLastPathComponent()
      .appendingPathComponent(place.lastPathComponent + "-scan", isDirectory: true)
  }
}
