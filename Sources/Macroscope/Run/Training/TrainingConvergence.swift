/// Whether a training has come to an end that can be used.
struct TrainingConvergence {
  /// Whether its steps overshoot: on the way through an epoch the loss is far above that at the epoch's end, though the
  /// latter is of samples that were not trained on. Losses that can be negative do not tell.
  let isOvershooting: Bool
  /// Whether it neither diverged nor overshoots.
  let holds: Bool

  /// How much the mean loss over an epoch may exceed the one held out at its end.
  private static let instability = 10.0

  /// What helps where it does not hold.
  static let cure =
    "the networks are those of the best epochs before; lower surrogate.learning_rate, or set "
    + "surrogate.clipping"

  init(hasDiverged: Bool, trainLoss: Double, heldOutLoss: Double) {
    isOvershooting = heldOutLoss > 0 && trainLoss > Self.instability * heldOutLoss
    holds = !hasDiverged && heldOutLoss.isFinite && !isOvershooting
  }

  /// What goes behind the losses in a message.
  var remark: String { isOvershooting ? ": its steps overshoot" : "" }
}
