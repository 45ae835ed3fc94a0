import Dynamics
import Foundation
import Macroscope
import Statistics

/// What one run says about what is known beforehand.
struct Observations: Sendable {
  /// Estimates and the truth; nil: the mean over all runs stands for it, which shows wrong errors but no bias.
  private(set) var estimates: [(name: String, estimate: Estimate, truth: Double?)] = []
  /// Whether something held that is to hold with a nominal probability: a band its curve, a p-value a limit.
  private(set) var events: [(name: String, nominal: Double, holds: Bool)] = []
  /// Verdicts and whether they passed.
  private(set) var verdicts: [(check: String, passed: Bool)] = []

  mutating func add(_ name: String, _ estimate: Estimate, truth: Double?) {
    estimates.append((name, estimate, truth))
  }

  /// A part that a run may not have: then nothing is known.
  mutating func add(_ name: String, _ estimate: Estimate?, truth: Double?) {
    add(name, estimate ?? .undefined, truth: truth)
  }

  mutating func add(_ name: String, nominal: Double, holds: Bool) {
    events.append((name, nominal, holds))
  }

  /// A simultaneous band and the curve that it is to hold.
  mutating func add(_ name: String, _ band: CurveBand, truth: [Double]) {
    let points = truth.indices.filter { band.values[$0].isFinite }
    add(
      name, nominal: 0.95,
      holds: !points.isEmpty
        && points.allSatisfy {
          // Rounding, where all trajectories agree.
          abs(band.values[$0] - truth[$0]) <= band.halfWidth(at: $0) + 1e-12
        })
  }

  /// Verdicts that should pass; those on what the run made wrong in truth are left out.
  mutating func add(_ verdicts: [Summary.Verdict], unhealthy: Set<String> = []) {
    self.verdicts += verdicts.filter { !unhealthy.contains($0.check) }.map {
      ($0.check, $0.passed)
    }
  }
}

/// A small case of which the truth is known, to be repeated over seeds.
struct Experiment: Sendable {
  let name: String
  /// One run of so many gets a seed: dear cases have fewer.
  var every = 1
  let run: @Sendable (_ seed: UInt64) throws -> Observations

  /// Runs seeds 1 … `seeds`/`every`, at least twenty, side by side.
  func repeated(seeds: Int, threads: Int) throws -> [Observations] {
    let count = max(20, seeds / every)
    let begin = ContinuousClock.now
    let result = try parallelMap(count, threads: threads) { try run(UInt64($0 + 1)) }
    Progress.tell("\(name): \(count) seeds", since: begin)
    return result
  }
}

/// A case made sick in the way that verdicts are to catch.
struct Sickness: Sendable {
  let name: String
  /// The verdicts that are to fail.
  let checks: [String]
  let doses: [Dose]
  /// One run of so many gets a seed.
  var every = 16

  struct Dose: Sendable {
    let name: String
    let run: @Sendable (_ seed: UInt64) throws -> [Summary.Verdict]
  }

  /// For each dose the runs in which each verdict failed; a run that stopped with an error counts in `stopped`.
  func repeated(seeds: Int, threads: Int) -> [(failed: [BinomialCount], stopped: Int)] {
    let count = max(20, seeds / every)
    let begin = ContinuousClock.now
    let results = doses.map { dose in
      let runs = parallelMap(count, threads: threads) { n -> [Summary.Verdict]? in
        try? dose.run(UInt64(n + 1))
      }
      let failed = checks.map { check in
        var tally = BinomialCount()
        for case let verdicts? in runs {
          // A verdict that was not made has not failed.
          tally.add(verdicts.contains { $0.check == check && !$0.passed })
        }
        return tally
      }
      return (failed, runs.count { $0 == nil })
    }
    Progress.tell("\(name): \(doses.count) doses × \(count) seeds", since: begin)
    return results
  }
}

/// Lines on stderr.
enum Progress {
  static func tell(_ text: String, since begin: ContinuousClock.Instant) {
    let seconds = begin.duration(to: .now) / .seconds(1)
    FileHandle.standardError.write(Data(String(format: "%@, %.1f s\n", text, seconds).utf8))
  }
}

/// A run of a scenario on one thread: seeds run side by side.
func results(of text: String) throws -> RunResults {
  try Run(Scenario(text: text, path: "calibration.toml"), options: RunOptions(threads: 1))
    .execute()
}

/// The verdicts alone.
func verdicts(of text: String) throws -> [Summary.Verdict] {
  try results(of: text).summary.verdicts
}
