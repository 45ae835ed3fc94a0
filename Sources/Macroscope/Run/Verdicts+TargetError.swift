extension Verdicts {
  /// Whether the run reached the error that was asked for.
  package mutating func judge(_ target: Summary.TargetError?) {
    guard let target else { return }
    let steps = target.checks.last?.steps ?? 0
    add(
      "target_error", target.reached,
      "V by \(target.method) is known to \(text(target.standardError)) rms after \(steps) steps "
        + "(target \(text(target.target)), at most \(target.mostSteps) steps)",
      cure:
        "the run ended at its most steps: raise sampling.steps or sampling.walkers, or accept a "
        + "larger sampling.target_error")
  }
}
