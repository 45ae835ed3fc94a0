import CoarseGraining
import Dynamics
import Foundation
import Statistics
import Storage

/// Tells while a run lasts when V is known as well as the scenario asks for (docs/target-error.md).
///
/// At a length of the ladder V is fitted with its errors, which come from the scatter between groups of independent
/// walkers and so know of all correlations in time. Lengths at which the law of 1/√t lets the error still be too
/// large are passed over.
final class TargetWatch: Checkpointable {
  /// The looks so far.
  private(set) var checks: [Summary.TargetError.Check] = []

  private let scenario: Scenario
  private let target: Double
  private let ladder: LengthLadder
  private let fit: () throws -> EffectivePotential
  private let splitRHat: (_ done: Int) -> Double
  private let grid: [UniformAxis]

  /// An error is looked at again when it is expected to be below this many targets: an estimate from 64 groups
  /// scatters by a tenth.
  static let reach = 1.2

  /// - Parameters:
  ///   - scenario: of the run.
  ///   - target: the error asked for.
  ///   - ladder: the lengths.
  ///   - grid: the points that the error is taken over.
  ///   - fit: V from what was recorded so far.
  ///   - splitRHat: the largest split-R̂ of a coordinate so far.
  init(
    _ scenario: Scenario, target: Double, ladder: LengthLadder, grid: [UniformAxis],
    fit: @escaping () throws -> EffectivePotential,
    splitRHat: @escaping (_ done: Int) -> Double
  ) {
    self.scenario = scenario
    self.target = target
    self.ladder = ladder
    self.grid = grid
    self.fit = fit
    self.splitRHat = splitRHat
  }

  /// Whether the run ends after so many recorded steps.
  ///
  /// It does not while split-R̂ fails its verdict: V would be known well, of a run that is not to be trusted.
  func isReached(after done: Int) -> Bool {
    if let last = checks.last, last.steps == done { return isEnough(last) }
    guard ladder.isStop(done), done >= next else { return false }
    return isEnough(look(done))
  }

  /// What the run came to; looks at its end, unless that was done.
  func conclusion(after done: Int, method: RegressionSection.Method) -> Summary.TargetError {
    let last = checks.last.flatMap { $0.steps == done ? $0 : nil } ?? look(done)
    let burnIn = scenario.sampling.burnInSteps
    return Summary.TargetError(
      method: method.rawValue, target: target, standardError: last.standardError,
      reached: last.standardError <= target, mostSteps: scenario.sampling.steps,
      checks: checks.map {
        .init(
          steps: burnIn + $0.steps, standardError: $0.standardError, splitRHat: $0.splitRHat)
      })
  }

  /// The recorded steps that the run may be expected to take.
  var expected: Int { min(max(next, checks.last?.steps ?? 0), ladder.lengths.last ?? 0) }

  /// The steps before which the error will be too large.
  private var next: Int {
    let longest = ladder.lengths.last ?? 0
    guard let last = checks.last else { return 0 }
    let ratio = last.standardError / (Self.reach * target)
    guard ratio.isFinite else { return last.steps }
    return Int(min(Double(longest), Double(last.steps) * max(1, ratio * ratio)))
  }

  private func isEnough(_ check: Summary.TargetError.Check) -> Bool {
    check.standardError <= target && check.splitRHat <= Verdicts.Limit.splitRHat
  }

  private func look(_ done: Int) -> Summary.TargetError.Check {
    // Of too few data no V can be fitted: they do not suffice.
    let error = (try? fit())?.grid(on: grid).precision ?? .infinity
    let check = Summary.TargetError.Check(
      steps: done, standardError: error, splitRHat: splitRHat(done))
    checks.append(check)
    return check
  }

  // MARK: - Checkpointable

  var state: StateArchive {
    var state = StateArchive()
    state.put(checks.map(\.steps), as: "steps")
    state.put(checks.map(\.standardError), as: "standard_errors")
    state.put(checks.map(\.splitRHat), as: "split_r_hats")
    return state
  }

  func restore(_ state: StateArchive) throws(StorageError) {
    let steps = try state.integers("steps")
    let errors = try state.reals("standard_errors", count: steps.count)
    let values = try state.reals("split_r_hats", count: steps.count)
    guard steps.count <= ladder.lengths.count, steps.allSatisfy(ladder.isStop) else {
      throw StateArchive.mismatch("the run was looked at where it cannot stop")
    }
    checks = steps.indices.map {
      .init(steps: steps[$0], standardError: errors[$0], splitRHat: values[$0])
    }
  }
}

extension PotentialGrid {
  /// The root-mean-square standard error of V over the region, infinite where it is empty: how well V is known.
  var precision: Double {
    let squares = region.indices.filter { region[$0] }.map {
      standardErrors[$0] * standardErrors[$0]
    }
    return squares.isEmpty
      ? .infinity : (squares.reduce(0, +) / Double(squares.count)).squareRoot()
  }
}

extension Scenario {
  /// The method whose V has to reach the target error: the one that stands for V elsewhere too.
  var targetMethod: RegressionSection.Method {
    regression.methods.contains(.force) ? .force : .density
  }
}
