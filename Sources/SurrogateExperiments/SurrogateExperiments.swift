import Foundation

/// The small experiments of docs/surrogate-experiments.md, and that of docs/accuracy-per-cost.md.
///
///     surrogate-experiments FOLDER [sobolev] [fourier] [clipping] [cross-validation] [cost]
///
/// writes for each experiment a table for gnuplot and one for the page into the folder; without names all. The
/// figures are functions of the seeds, on one kind of processor to the bit.
@main
struct SurrogateExperiments {
  static let seeds: [UInt64] = Array(1...5)

  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard let first = arguments.first else {
      print("usage: surrogate-experiments FOLDER [EXPERIMENT…]")
      exit(64)
    }
    let folder = URL(fileURLWithPath: first)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let threads = ProcessInfo.processInfo.activeProcessorCount
    let experiments: [(name: String, run: ([UInt64], Int) throws -> [Table])] = [
      ("sobolev", SobolevExperiment.run), ("fourier", FourierExperiment.run),
      ("clipping", ClippingExperiment.run), ("cross-validation", CrossValidationExperiment.run),
      ("cost", CostExperiment.run),
    ]
    for experiment in experiments
    where arguments.count == 1 || arguments.dropFirst().contains(experiment.name) {
      let begin = ContinuousClock.now
      for table in try experiment.run(seeds, threads) {
        try table.write(to: folder)
        print(table.markdown)
      }
      let seconds = begin.duration(to: .now) / .seconds(1)
      print("\(experiment.name): \(String(format: "%.0f", seconds)) s\n")
    }
  }
}
