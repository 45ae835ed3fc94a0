import Comparison
import Foundation
import Macroscope

/// Results of runs with a comparison of the dynamics of V with that of f.
extension Fixtures {
  /// The double well in one dimension, with a truncation that differs from f; two wells.
  static func comparedDoubleWell() -> RunResults {
    doubleWell().replacingComparison(
      hamiltonian: doubleWellHamiltonian(), langevin: doubleWellLangevin(),
      kinetics: doubleWellKinetics(), verdicts: comparisonVerdicts)
  }

  /// Müller–Brown in two dimensions: two observables, three wells, and passages too rare to tell.
  static func comparedMuellerBrown() -> RunResults {
    muellerBrown().replacingComparison(
      hamiltonian: muellerBrownHamiltonian(), langevin: muellerBrownLangevin(),
      kinetics: muellerBrownKinetics(), verdicts: comparisonVerdicts)
  }

  private static let comparisonVerdicts: [Summary.Verdict] = [
    .init(
      check: "hamiltonian_equivalence", passed: true,
      message: "The portraits are 0.015 ± 0.002 apart, within 0.05."),
    .init(
      check: "langevin_equivalence", passed: false,
      message: "The mean path of x deviates by 0.11 ± 0.02, more than 0.0874: sample longer."),
    .init(
      check: "kinetics_equivalence", passed: true,
      message: "Populations and passage times agree within their tolerances."),
    .init(
      check: "surrogate_support", passed: true,
      message: "0.03 % of the states of the surrogate lie where V rests on no data."),
  ]
}
