import Statistics

/// Which hidden units are dropped: a function of a generator, a sample's row and the unit, and of nothing
/// else, so that it does not depend on how a batch is cut.
public struct Dropout: Equatable, Sendable {
  /// The generator; its stream may number the steps of a training or the members of a Monte Carlo ensemble.
  public let generator: Philox

  /// Masks from a generator.
  public init(generator: Philox) { self.generator = generator }

  /// The probability that units are really dropped with, a multiple of 2⁻¹⁶, times 2¹⁶.
  static func threshold(_ probability: Double) -> Int {
    Int((min(max(probability, 0), 1) * 65536).rounded())
  }
}
