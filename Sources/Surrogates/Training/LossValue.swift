/// A loss: its total, and the terms that it consists of. No memory is allocated for it.
public struct LossValue: Equatable, Sendable {
  /// The most terms that a loss may have.
  public static let maximumTerms = 8

  /// What is minimised: (1/n) Σ wᵢ ℓᵢ over the n samples of a batch with their importance weights,
  /// plus what does not depend on samples (an L2 penalty). So a mean over batches, weighted with
  /// their n, is that of all samples.
  public var total: Double
  /// The terms, in the order of the objective's `termNames`; lanes without a name are zero.
  public var terms: SIMD8<Double>

  /// A loss from its total and its terms.
  public init(total: Double, terms: SIMD8<Double> = .zero) {
    self.total = total
    self.terms = terms
  }

  /// No loss.
  public static let zero = LossValue(total: 0)

  /// Adds `weight · other`: for means over batches.
  mutating func add(_ other: LossValue, weight: Double) {
    total += weight * other.total
    terms += weight * other.terms
  }

  /// Divided by the sum of the weights.
  func divided(by weight: Double) -> LossValue {
    LossValue(total: total / weight, terms: terms / weight)
  }
}
