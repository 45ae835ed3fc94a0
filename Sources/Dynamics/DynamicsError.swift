import Foundation

/// What can go wrong while an ensemble runs.
public enum DynamicsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A step, matrix or count that makes no sense; the text says which and why.
  case invalidParameter(String)
  /// A walker became non-finite or ran away in the given step (counted from 1).
  /// `stabilityLimit` is the largest stable step as estimated from the gradient, where it could be, and
  /// `criterion` tells what it follows from.
  case diverged(
    walker: Int, step: Int, stepSize: Double, stabilityLimit: Double?,
    criterion: StabilityCriterion = .secondOrder)
  /// The run was asked to stop.
  case cancelled

  public var description: String {
    switch self {
    case .invalidParameter(let text):
      return text
    case .diverged(let walker, let step, let stepSize, let limit, let criterion):
      var text = "walker \(walker) diverged in step \(step) with step size \(stepSize)"
      if let limit {
        text +=
          "; the map is stable only for \(criterion.formula) ≈ \(String(format: "%.3g", limit))"
        text +=
          stepSize < limit
          ? " near the starting points, so V must be steeper or unbounded elsewhere:"
            + " check that the potential confines the walkers, or choose a smaller step"
          : ": choose a smaller step"
      } else {
        text += ": choose a smaller step, or check that the potential confines the walkers"
      }
      return text
    case .cancelled:
      return "the run was interrupted"
    }
  }
}
