import Dynamics
import Foundation
import Macroscope
import Statistics
import Testing

/// Runs that stop when V is known as well as the scenario asks for.
@Suite("Runs to a target error") struct TargetErrorTests {
  /// x²/2 with white noise of variance ½ from nine waves, at h = 0.5: T is 1.25, and V by either method is
  /// x²/2 but for its noise.
  static func scenario(
    seed: UInt64 = 1, method: String = "force", target: Double = 0.006, steps: Int = 60_000,
    walkers: Int = 256, more: String = ""
  ) throws -> Scenario {
    let text = """
      schema = 1
      [potential]
      coordinates = ["x"]
      parameters = { eps = 1e-5 }
      value = "x^2/2 + sum(i, 1, 9, eps/(3*sqrt(i))*cos(sqrt(i)*x/eps + i))"
      reference = "x^2/2"
      [domain]
      x = [-4.5, 4.5]
      [sampling]
      step = 0.5
      walkers = \(walkers)
      steps = \(steps)
      target_error = \(target)
      burn_in = \(399.5 / Double(steps))
      friction = 0.1
      record_every = 10
      seed = \(seed)
      stored_samples = 2000
      initial = { mean = [0.0], deviation = [1.1] }
      [regression]
      methods = ["\(method)"]
      grid = [65]
      \(more)
      """
    return try Scenario(text: text, path: "target.toml")
  }

  private static func run(
    _ scenario: Scenario, options: RunOptions = RunOptions(threads: 2)
  ) throws -> RunResults {
    try Run(scenario, options: options).execute()
  }

  /// The error of V against the truth, over seeds, is the one that is claimed, and lies between the target and
  /// what half a rung less would give.
  @Test func theErrorIsThatWhichWasAskedFor() throws {
    let target = 0.006
    let results = try parallelMap(24, threads: 2) { index in
      try Self.run(
        Self.scenario(seed: UInt64(100 + index), target: target), options: RunOptions(threads: 1))
    }
    var squares: [Double] = []
    var claimed: [Double] = []
    for results in results {
      let summary = results.summary
      let found = try #require(summary.sampling.targetError)
      #expect(found.reached && found.standardError <= target && found.method == "force")
      #expect(found.checks.last?.steps == summary.sampling.steps && summary.sampling.steps < 60_000)
      #expect(summary.verdicts.first { $0.check == "target_error" }?.passed == true)
      let rmse = try #require(summary.effectivePotential["force"]?.rmse)
      squares.append(rmse.value * rmse.value)
      claimed.append(found.standardError * found.standardError)
    }
    let square = mean(ofIndependent: squares)
    // The mean square error against that claimed, by five standard errors.
    #expect(abs(square.value - average(claimed)) < 5 * square.standardError)
    #expect(square.value < target * target + 5 * square.standardError)
    // Looks are half a power of two apart: the error is not much smaller than asked for.
    #expect(average(claimed) > 0.6 * target * target)
  }

  /// Lengths of the same scenario grow as the square of the precision.
  @Test func fourTimesTheStepsForHalfTheError() throws {
    let steps = try [0.012, 0.006, 0.003].map {
      Double(try Self.run(Self.scenario(target: $0)).summary.sampling.steps - 400)
    }
    for (short, long) in zip(steps, steps.dropFirst()) {
      // Each stops within half a power of two of where it should, the error's error aside.
      #expect(long / short > 2.5 && long / short < 6.5)
    }
  }

  @Test(arguments: ["force", "density"])
  func theNumberOfThreadsChangesNothing(method: String) throws {
    let scenario = try Self.scenario(method: method, target: 0.01)
    let one = try Fingerprint(Self.run(scenario, options: RunOptions(threads: 1)))
    let three = try Fingerprint(Self.run(scenario, options: RunOptions(threads: 3)))
    #expect(one.difference(from: three) == nil)
  }

  /// Stopped a segment or two after the last stop, again and again, by different numbers of threads: also at lengths
  /// where the run might have ended.
  @Test(arguments: [1, 2])
  func interruptionsChangeNothing(segments: Int) throws {
    let scenario = try Self.scenario(target: 0.008)
    let whole = try Self.run(scenario)
    let expected = try Fingerprint(whole)
    let (resumed, stops) = try InterruptedRun.results(attempts: 100) { _ in
      segments
    } _: {
      try Self.run(scenario, options: $0)
    }
    #expect(stops > 0)
    #expect(try Fingerprint(resumed).difference(from: expected) == nil)
  }

  @Test func aTargetThatIsMissedIsSaid() throws {
    let scenario = try Self.scenario(target: 1e-4, steps: 3000)
    let summary = try Self.run(scenario).summary
    let found = try #require(summary.sampling.targetError)
    #expect(!found.reached && found.standardError > 1e-4 && found.mostSteps == 3000)
    #expect(summary.sampling.steps == 3000)
    let verdict = try #require(summary.verdicts.first { $0.check == "target_error" })
    #expect(!verdict.passed && verdict.message.contains("raise sampling.steps"))
    // Between the first look and the last the law of 1/√t told that there was no point in looking.
    #expect(found.checks.count == 2)
  }

  /// A run of the same seed that takes exactly the steps at which the other stopped gives the same V. Stored samples
  /// would change the rounding: their windows are taken step by step.
  @Test func isTheRunOfThatLength() throws {
    let text = try Self.scenario(target: 0.01).resolvedTOML()
      .replacing("stored_samples = 2000", with: "stored_samples = 0")
    let stopped = try Self.run(Scenario(text: text, path: "stopped.toml"))
    let steps = stopped.summary.sampling.steps
    let fixed = try Self.run(
      Scenario(
        text: text.replacing("target_error = 0.01\n", with: "")
          .replacing("steps = 60000", with: "steps = \(steps)")
          .replacing("burn_in = \(399.5 / 60_000.0)", with: "burn_in = \(399.5 / Double(steps))"),
        path: "fixed.toml"))
    #expect(steps < 60_000 && fixed.summary.sampling.steps == steps)
    #expect(fixed.summary.sampling.targetError == nil)
    #expect(stopped.potentials == fixed.potentials)
    #expect(stopped.summary.temperature == fixed.summary.temperature)
    #expect(stopped.summary.kurtosis == fixed.summary.kurtosis)
  }

  /// Stored samples are spread over the run that was taken, not over that which was allowed.
  @Test func samplesAreSpreadOverTheRun() throws {
    let results = try Self.run(Self.scenario(target: 0.006))
    let samples = try #require(results.samples)
    #expect(samples.position.count <= 2000 && samples.position.count >= 800)
    let positions = samples.position
    // Of an ensemble in equilibrium: the variance is T/k = 1.25, here of hundreds of independent states.
    let (_, variance) = meanAndVariance(of: positions)
    #expect(abs(variance - 1.25) < 0.4)
    let functions = try #require(results.autocorrelation)
    #expect(functions.position[0][0] == 1 && functions.position[0].allSatisfy(\.isFinite))
  }
}

private func average(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
