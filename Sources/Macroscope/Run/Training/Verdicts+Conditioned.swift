import Statistics

extension Verdicts {
  /// How much worse a network of all scales may be than one of its own, in the squared force error relative to
  /// the mean of |∇V|².
  private static var sharingLimit: Double { 0.01 }

  /// One ensemble for all scales: whether its training went well, and whether scales lose by sharing it.
  mutating func judge(_ conditioned: MultiscaleSummary.Conditioned) {
    add(
      "conditioned_training",
      !conditioned.hasDiverged && conditioned.validationLoss.isFinite,
      "\(conditioned.ensemble) networks for \(conditioned.scales.count) scales: "
        + "\(conditioned.outcome) (weighted loss \(text(conditioned.trainLoss)), held out "
        + "\(text(conditioned.validationLoss)))",
      cure:
        "the networks are those of the best epochs before; lower surrogate.learning_rate, or set "
        + "surrogate.clipping")
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
