import Statistics

extension Verdicts {
  /// How much worse a network of all scales may be than one of its own, in the squared force error relative to
  /// the mean of |∇V|².
  private static var sharingLimit: Double { 0.01 }

  /// One ensemble for all scales: whether its training went well, and whether scales lose by sharing it.
  mutating func judge(_ conditioned: MultiscaleSummary.Conditioned) {
    let convergence = TrainingConvergence(
      hasDiverged: conditioned.hasDiverged, trainLoss: conditioned.trainLoss,
      heldOutLoss: conditioned.validationLoss)
    add(
      "conditioned_training", convergence.holds,
      "\(conditioned.ensemble) networks for \(conditioned.scales.count) scales: "
        + "\(conditioned.outcome) (weighted loss \(text(conditioned.trainLoss)), held out "
        + "\(text(conditioned.validationLoss)))\(convergence.remark)",
      cure: TrainingConvergence.cure)
    let floors = conditioned.scales.map { NoiseFloor($0.noiseFloor) }
    let isResolved = zip(floors, conditioned.scales).map { $0.isUndercut(by: $1.loss) }
    add(
      "conditioned_resolution", !isResolved.contains(true),
      "the squared force errors of the networks of all scales are "
        + zip(floors, conditioned.scales).enumerated().map {
          "\(text($1.0.excess(of: $1.1.loss))) above the noise at scale \($0)"
        }.joined(separator: ", "),
      cure:
        "at some scale they fit what the step leaps over, which is no part of V there: take the "
        + "networks of the scale itself, or \(NoiseFloor.cure)")
    let findings = conditioned.scales.enumerated().map { index, scale in
      "\(text(scale.difference)) at scale \(index)"
    }
    let losers = conditioned.scales.filter {
      $0.difference.value > 2 * $0.difference.standardError
        && $0.difference.value > Self.sharingLimit * $0.forceSquare
    }
    add(
      "conditioned_sharing", losers.isEmpty,
      "the squared force error of the networks of all scales, less that of networks of one scale, "
        + "is " + findings.joined(separator: ", "),
      cure: "some scale is worse off by sharing: widen surrogate.hidden, or take the networks of "
        + "the scales themselves")
  }
}
