import Comparison
import Statistics

extension Summary.Langevin {
  /// The name of the whole vector q among the observables of a comparison.
  static func vectorName(in result: LangevinResult) -> String {
    result.observables.contains { $0.name == "q" } ? "q_vector" : "q"
  }

  /// The parts of a comparison, keyed by observable; above one dimension also the whole vector,
  /// called `q` (`q_vector` where an observable has that name).
  public static func observables(of result: LangevinResult) -> [String: Summary.Langevin] {
    let truncations = result.systems.dropFirst(2).map(\.name)
    var parts: [String: Summary.Langevin] = [:]
    for observable in result.observables {
      parts[observable.name] = Summary.Langevin(observable, truncations: truncations)
    }
    if let vector = Summary.Langevin(
      vector: result.vectorAutocorrelationDifferences, truncations: truncations)
    {
      parts[vectorName(in: result)] = vector
    }
    return parts
  }

  /// One observable; nil when no surrogate was run.
  init?(_ observable: LangevinResult.Observable, truncations: [String]) {
    guard let surrogate = observable.differences.first, observable.curves.count > 1 else {
      return nil
    }
    let others = zip(truncations, observable.differences.dropFirst()).map { name, differences in
      Summary.Truncation(
        expression: name, meanPath: Summary.CurveComparison(differences.meanPath),
        acf: Summary.CurveComparison(differences.autocorrelation),
        equilibrium: Summary.EquilibriumComparison(differences))
    }
    self.init(
      meanPath: Summary.CurveComparison(surrogate.meanPath),
      acf: Summary.CurveComparison(surrogate.autocorrelation),
      equilibrium: Summary.EquilibriumComparison(surrogate),
      autocorrelationTime: Summary.AutocorrelationTimes(
        original: observable.curves[0].autocorrelationTime,
        surrogate: observable.curves[1].autocorrelationTime,
        difference: surrogate.autocorrelationTime),
      truncations: others.isEmpty ? nil : others)
  }

  /// The whole vector; nil in one dimension.
  private init?(vector differences: [CurveDifference], truncations: [String]) {
    guard let surrogate = differences.first else { return nil }
    let others = zip(truncations, differences.dropFirst()).map { name, difference in
      Summary.Truncation(expression: name, acf: Summary.CurveComparison(difference))
    }
    self.init(
      acf: Summary.CurveComparison(surrogate), truncations: others.isEmpty ? nil : others)
  }
}
