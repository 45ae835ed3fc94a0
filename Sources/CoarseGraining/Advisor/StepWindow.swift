import Foundation

/// The steps and frictions that suit a function, as far as a probe shows.
public struct StepWindow: Sendable, Equatable {
  /// 2/√λ_max(∇²f) (2/λ_max for gradient descent): below it micro minima are stable fixed points of the
  /// map. Zero when no curvature is positive.
  public let sinkLimit: Double
  /// The smallest step tried at which few walkers were captured; nil when none was found.
  public let leastStep: Double?
  /// The largest step at which walkers stay; nil when they stay at every step tried.
  public let stabilityLimit: Double?
  /// What the sweep's lighter masses leave of it: the limit over √λ_max(M⁻¹). Nil without a sweep.
  public let sweepLimit: Double?
  /// 2√(T/λ_max(G)): above it no friction balances the noise at the temperature asked for. Nil where the
  /// temperature is not prescribed.
  public let noiseLimit: Double?
  /// The friction above which the bounded noise of a single wave shows in the kurtosis of the momenta,
  /// 1.5 tanh(γh) being the limit of the verdict. Nil for gradient descent.
  public let strongestFriction: Double?

  /// The smallest admissible step.
  public var lower: Double { max(sinkLimit, leastStep ?? 0) }

  /// The largest admissible step; infinite when none was found.
  public var upper: Double {
    [stabilityLimit, sweepLimit, noiseLimit].compactMap { $0 }.min() ?? .infinity
  }

  /// Whether no step is admissible.
  public var isEmpty: Bool { !(lower < upper) }
}
