import Statistics

/// Tr G as a bound of squared force errors: what fits V alone cannot have less.
///
/// A gradient at the middle of a step is a function of the place. So networks that are fine enough fit the waves that
/// the step leaps over, which are no part of V; it shows as a loss below the noise (docs/neural-surrogate.md).
struct NoiseFloor {
  /// Nil where it is not known.
  let value: Estimate?

  init(_ value: Estimate?) { self.value = value }

  /// How far a loss may be below, relative to Tr G: two estimates of G differ by as much …
  private static let tolerance = 0.1
  /// … and in standard errors.
  private static let errors = 3.0

  /// What helps.
  static let cure =
    "take fewer units, no Fourier features or fewer epochs, or a smaller step, which resolves more of f"

  /// What a loss has above it; 0 where it is not known.
  func excess(of loss: Estimate) -> Estimate {
    value.map { loss - $0 } ?? .exact(0)
  }

  /// Whether a loss is below, by more than both.
  func isUndercut(by loss: Estimate) -> Bool {
    guard let value else { return false }
    let below = value - loss
    return below.value > Self.errors * below.standardError
      && below.value > Self.tolerance * value.value
  }
}
