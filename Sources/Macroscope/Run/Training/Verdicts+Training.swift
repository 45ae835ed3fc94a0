import Statistics

extension Verdicts {
  /// Limits of verdicts on networks.
  private enum TrainingLimit {
    /// How far a baseline may be better, relative to the mean of |∇V|²: one per cent of it is a relative
    /// force error of 10 %.
    static let baseline = 0.01
    /// Coverage of 90 % intervals after recalibration.
    static let coverage = 0.85...0.95
  }

  /// Networks: whether training went well, whether something simpler is better, and whether their intervals
  /// hold what they should.
  ///
  /// `forceWeight` is that of the force term of the loss, `forceSquare` the mean of |∇V|² over samples.
  package mutating func judge(
    _ surrogate: Summary.Surrogate, forceWeight: Double, forceSquare: Double
  ) {
    let floor = surrogate.noiseFloor.map { ", the noise alone \(text($0))" } ?? ""
    let convergence = TrainingConvergence(
      hasDiverged: surrogate.hasDiverged, trainLoss: surrogate.trainLoss,
      heldOutLoss: surrogate.validationLoss)
    let loss = Self.heldOutLoss(surrogate, forceWeight: forceWeight)
    // Where noise is coloured Tr G is not that of single gradients; the splines have knots too far apart to fit it.
    let spline = surrogate.baselines["force_spline"].map { forceWeight * $0.loss }
    let isOverfine =
      NoiseFloor(surrogate.noiseFloor).isUndercut(by: loss)
      && (spline.map { NoiseFloor($0).isUndercut(by: loss) } ?? true)
    add(
      "mlp_training", convergence.holds && !isOverfine,
      "\(surrogate.ensemble) networks: \(surrogate.outcome) (loss \(text(surrogate.trainLoss)), "
        + "held out \(text(surrogate.validationLoss))\(floor))\(convergence.remark)"
        + (isOverfine ? ": they fit what the step leaps over, which is no part of V" : ""),
      cure: convergence.holds ? NoiseFloor.cure : TrainingConvergence.cure)
    judgeBaselines(surrogate, forceSquare: forceSquare)
    guard let coverage = surrogate.coverage else { return }
    let error = coverage.after.standardError.isFinite ? 2 * coverage.after.standardError : 0
    let range = TrainingLimit.coverage
    add(
      "mlp_coverage",
      coverage.after.value + error >= range.lowerBound
        && coverage.after.value - error <= range.upperBound,
      "\(text(100 * coverage.level)) % intervals of the networks hold \(text(coverage.after)) of the "
        + "mean forces of \(coverage.targets / max(coverage.blocks, 1)) cells in each of "
        + "\(coverage.blocks) regions that they were not trained on, \(text(coverage.before)) before "
        + "their width was multiplied by \(text(coverage.factor))",
      cure: "the scatter between networks does not tell their error: train longer, or more of them")
  }

  /// The held-out loss with its error: the scatter is that of the noise in single samples, as in the random split, of
  /// which networks hold out a part.
  private static func heldOutLoss(
    _ surrogate: Summary.Surrogate, forceWeight: Double
  ) -> Estimate {
    let validation = surrogate.crossValidation
    let parts = surrogate.ensemble > 1 ? 3 : Double(validation.folds)
    return Estimate(
      value: surrogate.validationLoss,
      standardError: forceWeight * validation.randomLoss.standardError * parts.squareRoot())
  }

  private mutating func judgeBaselines(_ surrogate: Summary.Surrogate, forceSquare: Double) {
    // The one that is ahead the most; the names of equal ones keep the order fixed.
    let best = surrogate.baselines.max {
      ($0.value.difference.value, $1.key) < ($1.value.difference.value, $0.key)
    }
    guard let best else { return }
    let validation = surrogate.crossValidation
    let (loss, samples) =
      best.value.isHeldOut
      ? (validation.loss, "held-out samples")
      : (validation.randomLoss, "samples held out at random")
    let difference = best.value.difference
    let isBetter = difference.value > 2 * difference.standardError
    // Errors that are larger than the limit do not show that networks are as good.
    let limit = TrainingLimit.baseline * forceSquare
    let isUncertain = !isBetter && difference.value > limit && difference.standardError > limit
    let relation =
      if isBetter {
        "is better by \(text(difference))"
      } else if difference.value < -2 * difference.standardError {
        "is worse by \(text(-1 * difference))"
      } else if isUncertain {
        "may be better by \(text(difference)): that networks are as good is not known"
      } else {
        "is as good within errors"
      }
    add(
      "mlp_baseline", !isUncertain && (!isBetter || difference.value <= limit),
      "the squared force error of networks on \(samples) is \(text(loss)); of the baselines "
        + "the best, \(best.value.description), \(relation)",
      cure: "use that instead of the networks, or train them longer")
  }
}
