/// Ends a training whose monitored loss no longer improves. What a training returns is its best
/// epoch anyway.
public struct EarlyStopping: Codable, Hashable, Sendable {
  /// Epochs without improvement, at least 1.
  public var patience: Int
  /// What counts as improvement, relatively.
  public var minimumImprovement: Double

  /// A rule from its parts.
  public init(patience: Int = 20, minimumImprovement: Double = 0) {
    self.patience = patience
    self.minimumImprovement = minimumImprovement
  }
}
