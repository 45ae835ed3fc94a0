import Foundation
import Statistics

/// The figures of docs/statistical-calibration.md: whether the errors, bands and verdicts of the program are what they
/// say.
///
///     statistical-calibration FOLDER [--seeds N] [NAME…]
///
/// writes the tables `coverage.md`, `events.md`, `false-alarms.md` and `power.md` into the folder. With names only the
/// cases whose names contain one of them are run, and the tables printed instead. The figures are functions of the number
/// of seeds, on one kind of processor to the bit.
@main
struct StatisticalCalibration {
  static func main() throws {
    var arguments = Array(CommandLine.arguments.dropFirst())
    var seeds = 200
    if let option = arguments.firstIndex(of: "--seeds"), option + 1 < arguments.count {
      guard let count = Int(arguments[option + 1]), count >= 20 else { usage() }
      seeds = count
      arguments.removeSubrange(option...(option + 1))
    }
    guard let place = arguments.first, !place.hasPrefix("-") else { usage() }
    let names = arguments.dropFirst()
    func isWanted(_ name: String) -> Bool {
      names.isEmpty || names.contains { name.contains($0) }
    }
    let threads = ProcessInfo.processInfo.activeProcessorCount
    var healthy: [(name: String, runs: [Observations])] = []
    var sick: [(sickness: Sickness, doses: [(failed: [BinomialCount], stopped: Int)])] = []
    func tables() -> [(name: String, text: String)] {
      [
        ("coverage", Tables.coverage(healthy)), ("events", Tables.events(healthy)),
        ("false-alarms", Tables.falseAlarms(healthy)), ("power", Tables.power(sick)),
      ]
    }
    for experiment in experiments where isWanted(experiment.name) {
      healthy.append((experiment.name, try experiment.repeated(seeds: seeds, threads: threads)))
    }
    for sickness in sicknesses where isWanted(sickness.name) {
      sick.append((sickness, sickness.repeated(seeds: seeds, threads: threads)))
    }
    guard names.isEmpty else {
      for table in tables() { print("\(table.name)\n\n\(table.text)") }
      return
    }
    let folder = URL(fileURLWithPath: place)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for table in tables() {
      try table.text.write(
        to: folder.appendingPathComponent("\(table.name).md"), atomically: true, encoding: .utf8)
    }
  }

  /// Cases whose truth is known, and in which all verdicts should pass.
  static let experiments: [Experiment] =
    QuadraticCase.experiments + [
      PlaneCase.experiment, DescentCase.line, DescentCase.plane, MarginalCase.experiment,
      LangevinCase.experiment, KineticsCase.experiment, DecompositionCase.experiment,
      SinkCase.experiment, PipelineCase.experiment, SpectrumCase.experiment,
      NetworkCase.experiment, NetworkCase.conditioned,
    ] + ChainCase.experiments

  /// Cases in which some verdict should fail.
  static let sicknesses: [Sickness] =
    SamplingSickness.all + CalibrationSickness.all + ComparisonSickness.all + ScanSickness.all
    + NetworkSickness.all

  private static func usage() -> Never {
    print("usage: statistical-calibration FOLDER [--seeds N ≥ 20] [NAME…]")
    exit(64)
  }
}
