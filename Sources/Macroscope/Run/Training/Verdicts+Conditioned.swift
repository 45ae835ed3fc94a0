import Statistics

extension Verdicts {
  /// How much worse a network of all scales may be than one of its own, in the squared force error relative to
  /// the mean of |∇V|².
  private static var sharingLimit: Double { 0.01 }
  /// How far the loss may be below the noise, relative to it: the two estimates of G differ by as much.
  private static var resolutionLimit: Double { 0.1 }

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
    // A gradient at the middle of a step is a function of the place: networks that are fine enough fit what the step
    // leaps over, which shows as a loss below the noise.
    let below = conditioned.scales.map { scale -> Estimate in
      guard let floor = scale.noiseFloor else { return .exact(0) }
      return floor - scale.loss
    }
    let isResolved = zip(below, conditioned.scales).map { excess, scale in
      excess.value > 3 * excess.standardError
        && excess.value > Self.resolutionLimit * (scale.noiseFloor?.value ?? 0)
    }
    add(
      "conditioned_resolution", !isResolved.contains(true),
      "the squared force errors of the networks of all scales are "
        + below.enumerated().map { "\(text(-1 * $1)) above the noise at scale \($0)" }
        .joined(separator: ", "),
      cure:
        "at some scale they fit what the step leaps over, which is no part of V there: take the "
        + "networks of the scale itself, or fewer units, no Fourier features and fewer epochs")
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
