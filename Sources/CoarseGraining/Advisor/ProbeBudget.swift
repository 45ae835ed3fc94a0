import Potentials
import Synchronization

/// What all probes of a piece of advice may take together, so that an expensive gradient is not probed for hours.
///
/// Work is counted, not time, so that the advice is the same on every machine: vector instructions for single walkers,
/// of which a core does some 10⁹ in a second.
final class ProbeBudget: Sendable {
  /// A probe that there is no work left for.
  struct Exhausted: Error {}

  /// What is left.
  private let work: Mutex<Double>
  /// That of one walker and step.
  private let unit: Double

  init(_ work: Double, for potential: any Potential) {
    self.work = Mutex(work)
    unit = Self.unit(potential)
  }

  /// Pays for a probe before it is made.
  ///
  /// - Throws: ``Exhausted`` when too little is left; smaller probes may then still be made.
  func spend(walkers: Int, steps: Int) throws(Exhausted) {
    let price = Double(walkers) * Double(steps) * unit
    let isPaid = work.withLock { work in
      guard price <= work else { return false }
      work -= price
      return true
    }
    if !isPaid { throw Exhausted() }
  }

  /// The gradient, the step, and the products of momenta and positions in every fourth one.
  static func unit(_ potential: any Potential) -> Double {
    let d = Double(potential.dimension)
    return ProbeMaps.cost(potential) + d * d / 4
  }
}
