/// Counts how long a loss has not improved.
///
/// Reduction on plateaus and early stopping both follow from it, each with its own patience.
public struct PlateauMonitor: Equatable, Sendable {
  /// The loss that has to be improved on; nil before the first.
  public private(set) var reference: Double?
  /// Epochs since it was improved.
  public private(set) var epochsWithout: Int

  /// A monitor that has seen nothing, or one from its stored parts.
  public init(reference: Double? = nil, epochsWithout: Int = 0) {
    self.reference = reference
    self.epochsWithout = epochsWithout
  }

  /// Takes note of an epoch's loss.
  ///
  /// - Parameters:
  ///   - loss: the loss; it may be negative.
  ///   - minimumImprovement: it has improved if it is below the reference by more than this times the
  ///     reference's magnitude.
  /// - Returns: whether it has improved.
  @discardableResult
  public mutating func observe(_ loss: Double, minimumImprovement: Double) -> Bool {
    if let reference, !(loss < reference - minimumImprovement * reference.magnitude) {
      epochsWithout += 1
      return false
    }
    reference = loss
    epochsWithout = 0
    return true
  }

  /// Starts to count anew, keeping the reference.
  public mutating func restart() { epochsWithout = 0 }
}
