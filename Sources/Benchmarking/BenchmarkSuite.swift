import Foundation
import Macroscope
import Potentials

/// The workloads of a folder: scenarios in TOML, and in `thresholds.json` what is to be reached.
public struct BenchmarkSuite {
  private let workloads: [any Workload]
  private let thresholds: Thresholds

  /// Reads the scenarios that `thresholds.json` names.
  ///
  /// A scenario with `[surrogate]` trains, one with `[langevin]` runs BAOAB, any other runs the damped map.
  ///
  /// - Parameters:
  ///   - folder: holds them.
  ///   - kernel: how gradients are evaluated.
  /// - Throws: a `ScenarioError` for a scenario, a ``BenchmarkError`` for the thresholds.
  public init(folder: URL, kernel: KernelChoice = .automatic) throws {
    let thresholds = try Thresholds(contentsOf: folder.appendingPathComponent("thresholds.json"))
    self.thresholds = thresholds
    workloads = try thresholds.workloads.keys.sorted().map { name in
      let scenario = try Scenario.load(
        path: folder.appendingPathComponent("\(name).toml").path)
      if let section = scenario.surrogate {
        return try TrainingWorkload(scenario, section, name: name)
      }
      if let section = scenario.langevin {
        return try LangevinWorkload(scenario, section, name: name, kernel: kernel)
      }
      return try SamplingWorkload(scenario, name: name, kernel: kernel)
    }
  }

  /// Measures the limits of the machine, the workloads and how their cost grows.
  ///
  /// - Parameters:
  ///   - threads: the threads of the second measurement of each workload; the first has one.
  ///   - seconds: how long each measurement repeats its work.
  ///   - scaling: whether to measure how costs grow.
  ///   - progress: told what is measured next.
  /// - Returns: all figures.
  /// - Throws: what a scenario throws when it is run.
  public func run(
    threads: Int, seconds: Double, scaling: Bool, progress: (String) -> Void
  ) throws -> BenchmarkResult {
    progress("the limits of the machine")
    let machine = MachineLimits(seconds: seconds / 4)
    var results: [BenchmarkResult.Entry] = []
    for workload in workloads {
      progress(workload.title)
      let one = try workload.measure(threads: 1, seconds: seconds)
      let interpreted = try workload.interpreted?.measure(threads: 1, seconds: seconds)
      let all = threads > 1 ? try workload.measure(threads: threads, seconds: seconds) : one
      results.append(
        BenchmarkResult.Entry(
          workload, machine: machine, one: one, interpreted: interpreted, all: all,
          threads: threads,
          threshold: thresholds.workloads[workload.name] ?? Thresholds.Workload()))
    }
    return BenchmarkResult(
      instructionSet: InstructionSet.current, threads: threads, machine: machine,
      workloads: results,
      scaling: scaling ? try ScalingStudy(seconds: seconds / 8).run(progress) : [])
  }
}
