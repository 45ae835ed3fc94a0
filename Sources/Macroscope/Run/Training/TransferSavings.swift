import Statistics

/// What networks saved by not starting from random weights: the course of their training beside that of
/// networks that did, with the same samples held out.
package struct TransferSavings: Equatable, Sendable {
  /// The best held-out loss from random weights, and what the transfer adds to it.
  package let scratchLoss: Estimate
  package let lossDifference: Estimate
  /// Epochs to that loss from random weights, and after the transfer; nil where fewer than half of the
  /// networks reached it.
  package let scratchEpochs: Estimate
  package let matchingEpochs: Estimate?
  /// 1 − the ratio of the two, over the pairs that have both.
  package let savedFraction: Estimate?

  /// From the curves of pairs of networks, at least one. Errors come from the scatter over pairs; those of a
  /// single pair are NaN.
  package init(transferred: [TrainingCurve], scratch: [TrainingCurve]) {
    let best = scratch.map(Self.best)
    scratchLoss = mean(ofIndependent: best.map { $0.loss })
    lossDifference = mean(
      ofIndependent: zip(transferred, best).map { Self.best($0).loss - $1.loss })
    scratchEpochs = mean(ofIndependent: best.map { $0.epoch })
    let pairs = zip(transferred, best).compactMap { curve, best in
      curve.validationLoss.firstIndex { $0 <= best.loss }.map {
        (scratch: best.epoch, matching: curve.epoch[$0])
      }
    }
    guard !pairs.isEmpty, 2 * pairs.count >= best.count else {
      (matchingEpochs, savedFraction) = (nil, nil)
      return
    }
    matchingEpochs = mean(ofIndependent: pairs.map { $0.matching })
    let count = Double(pairs.count)
    let scale = pairs.reduce(0) { $0 + $1.scratch } / count
    guard scale > 0 else {
      savedFraction = nil
      return
    }
    let ratio = pairs.reduce(0) { $0 + $1.matching } / count / scale
    // To first order, the error of a ratio of means of pairs.
    let residuals = pairs.map { ($0.matching - ratio * $0.scratch) / scale }
    savedFraction = Estimate(
      value: 1 - ratio, standardError: mean(ofIndependent: residuals).standardError)
  }

  /// The lowest held-out loss and its epoch; NaN for a curve without one.
  private static func best(_ curve: TrainingCurve) -> (epoch: Double, loss: Double) {
    let finite = curve.validationLoss.indices.filter { curve.validationLoss[$0].isFinite }
    guard let n = finite.min(by: { curve.validationLoss[$0] < curve.validationLoss[$1] }) else {
      return (.nan, .nan)
    }
    return (curve.epoch[n], curve.validationLoss[n])
  }
}
