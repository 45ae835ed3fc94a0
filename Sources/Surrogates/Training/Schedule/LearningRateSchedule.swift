import Foundation

/// The learning rate of each step: base · warm-up · decay · reduction on plateaus.
///
/// The first three are functions of the step alone; the last factor depends on the losses seen, and
/// is kept in a ``PlateauMonitor`` beside it.
public struct LearningRateSchedule: Codable, Hashable, Sendable {
  /// How the rate changes after the warm-up.
  public enum Decay: Codable, Hashable, Sendable {
    /// Not at all.
    case constant
    /// Half a cosine from 1 at the end of the warm-up down to `final` at the end of the training
    /// (Loshchilov & Hutter, arXiv 1608.03983, without restarts).
    case cosine(final: Double)
  }

  /// Waits on plateaus: where the monitored loss has not improved for `patience` epochs the rate is
  /// multiplied by `factor`, down to `minimum` times the rate that the schedule has without.
  public struct Reduction: Codable, Hashable, Sendable {
    /// In 0 ..< 1, exclusive.
    public var factor: Double
    /// Epochs without improvement, at least 1.
    public var patience: Int
    /// What counts as improvement, relatively.
    public var minimumImprovement: Double
    /// In 0 ..< 1.
    public var minimum: Double

    /// A reduction from its parts.
    public init(
      factor: Double = 0.5, patience: Int = 10, minimumImprovement: Double = 1e-4,
      minimum: Double = 1e-3
    ) {
      self.factor = factor
      self.patience = patience
      self.minimumImprovement = minimumImprovement
      self.minimum = minimum
    }
  }

  /// η, positive.
  public var base: Double
  /// Steps in which the rate rises linearly to the base: (step + 1)/warmUp of it, step counted from
  /// 0.
  public var warmUp: Int
  public var decay: Decay
  /// Nil: none.
  public var reduction: Reduction?

  /// A schedule from its parts.
  public init(
    base: Double, warmUp: Int = 0, decay: Decay = .constant, reduction: Reduction? = nil
  ) {
    self.base = base
    self.warmUp = warmUp
    self.decay = decay
    self.reduction = reduction
  }

  /// The rate of a step without reduction on plateaus.
  ///
  /// - Parameters:
  ///   - step: counted from 0.
  ///   - total: the steps of the whole training.
  /// - Returns: base · warm-up · decay.
  public func rate(step: Int, of total: Int) -> Double {
    if step < warmUp { return base * Double(step + 1) / Double(warmUp) }
    switch decay {
    case .constant: return base
    case .cosine(let final):
      let fraction = min(Double(step - warmUp) / Double(max(total - warmUp, 1)), 1)
      return base * (final + (1 - final) * 0.5 * (1 + cos(Double.pi * fraction)))
    }
  }
}
