import Comparison
import Foundation
import Macroscope

/// Results of runs with a comparison of the dynamics of V with that of f.
extension Fixtures {
  /// The double well in one dimension, with a truncation that differs from f; two wells.
  static func comparedDoubleWell() -> RunResults {
    var results = doubleWell()
    results.hamiltonian = doubleWellHamiltonian()
    results.langevin = doubleWellLangevin()
    results.kinetics = doubleWellKinetics()
    return results
  }

  /// Müller–Brown in two dimensions: two observables, three wells, and passages too rare to tell.
  static func comparedMuellerBrown() -> RunResults {
    var results = muellerBrown()
    results.hamiltonian = muellerBrownHamiltonian()
    results.langevin = muellerBrownLangevin()
    results.kinetics = muellerBrownKinetics()
    return results
  }
}
