import Dynamics
import Statistics

/// Why surrogate and original dynamics cannot be compared.
public enum ComparisonError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A trajectory of one of the systems diverged.
  case diverged(system: String, DynamicsError)
  /// An observable allows no statistics: it is not finite somewhere, or does not vary.
  case observable(String, StatisticsError)

  public var description: String {
    switch self {
    case .diverged(let system, let error):
      let name = system == "original" || system == "surrogate" ? system : "truncation '\(system)'"
      return "Langevin dynamics of the \(name): \(error)"
    case .observable(let name, let error):
      return "the observable '\(name)' cannot be compared along the trajectories: \(error);"
        + " choose one that is finite and varies wherever they go"
    }
  }
}
