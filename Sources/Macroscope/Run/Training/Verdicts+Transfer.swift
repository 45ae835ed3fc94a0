import Statistics

extension Verdicts {
  /// A transfer hurts when it raises the loss by more than this number of its standard errors, which come
  /// from a handful of pairs.
  private static let harm = 3.0

  /// Whether it was good to start from other results, and whether samples of theirs could be used, with
  /// `warnings` against these.
  package mutating func judge(_ transfer: Summary.Surrogate.Transfer, warnings: [String]) {
    let difference = transfer.lossDifference
    let error = difference.standardError
    let subject =
      transfer.kind == TransferSource.Kind.parent.rawValue
      ? "the networks of '\(transfer.source)'" : "V of '\(transfer.source)'"
    let isKnown = error.isFinite
    let hurts = isKnown && difference.value > Self.harm * error
    let effect =
      !isKnown
      ? "differs by \(text(difference.value)) (of a single pair of networks, so nothing can be said of its error)"
      : hurts
        ? "is higher by \(text(difference)): the transfer hurt"
        : difference.value < -2 * error
          ? "is lower by \(text(-1 * difference))" : "is the same within errors: no loss was saved"
    let speed =
      if let matching = transfer.matchingEpochs, let saved = transfer.savedFraction {
        ", and took \(text(matching)) epochs in the place of \(text(transfer.scratchEpochs)) to be as "
          + "good as from random weights (saved: \(text(100 * saved)) %)"
      } else if transfer.matchingEpochs == nil {
        ", and most networks were never as good as from random weights"
      } else {
        ""
      }
    add(
      "mlp_transfer", !hurts,
      "training from \(subject), the best loss on held-out samples \(effect)\(speed)",
      cure: "train from random weights: remove surrogate.\(transfer.kind)")
    guard let importance = transfer.importance else { return }
    let worth =
      "the \(importance.samples) samples of '\(transfer.source)' are worth "
      + "\(text(importance.effectiveSamples)) of this run's"
    add(
      "mlp_parent_samples", true,
      importance.isUsed
        ? worth + " (k̂ = \(text(importance.tailShape)), limit \(text(importance.tailShapeLimit)))"
        : worth + " and were not used: " + warnings.joined(separator: "; "), cure: "")
  }
}
