import Statistics

/// Two losses of the same samples compared: what they have in common, such as the noise of the targets,
/// cancels from the error of the difference.
public struct PairedLosses: Equatable, Sendable {
  /// The mean losses, each with its own error.
  public let first: Estimate
  public let second: Estimate
  /// first − second.
  public let difference: Estimate
  /// first/second − 1; undefined where the second mean is not positive.
  public let excess: Estimate

  /// From two losses per sample; errors from the blocks, that of the ratio by the delta method.
  public init(
    _ first: [Double], _ second: [Double], blocks: SampleBlocks
  ) throws(ValidationError) {
    try requireFinite(first, count: blocks.sampleCount, "losses")
    try requireFinite(second, count: blocks.sampleCount, "losses")
    self.first = blocks.mean(of: first)
    self.second = blocks.mean(of: second)
    difference = blocks.mean(of: zip(first, second).map { $0 - $1 })
    guard self.second.value > 0 else {
      excess = .undefined
      return
    }
    // The influence of a sample on a/b − 1 is (a_i − (a/b) b_i)/b: linear, hence a mean over blocks.
    let ratio = self.first.value / self.second.value
    let scale = self.second.value
    let influence = blocks.mean(of: zip(first, second).map { ($0 - ratio * $1) / scale })
    excess = Estimate(value: ratio - 1, standardError: influence.standardError)
  }
}

extension CrossValidation {
  /// How this loss compares with that of another model, or of another split of the same samples.
  ///
  /// Errors are from the blocks of this split.
  public func compared(with other: CrossValidation) throws(ValidationError) -> PairedLosses {
    try PairedLosses(losses, other.losses, blocks: blocks)
  }

  /// How much a random split of the same samples flatters the model: the difference is what its loss
  /// is too low by, the excess the same relative to it.
  ///
  /// With noisy targets both losses hold the noise, which cancels from the difference; the excess then
  /// understates the optimism about the part that a model can do something about.
  public func optimism(of random: CrossValidation) throws(ValidationError) -> PairedLosses {
    try compared(with: random)
  }
}
