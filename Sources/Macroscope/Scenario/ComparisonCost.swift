import Comparison
import Potentials

extension Scenario {
  /// Evaluations of ∇f, and of the gradients of truncations, by the dynamics that V is compared with:
  /// 0 without such a section.
  ///
  /// Steps left to the program are estimated from the curvature and the waves of f at the probe points,
  /// which takes some milliseconds. Expressions with errors count nothing: validation reports them.
  public func comparisonEvaluations() -> Double {
    guard hamiltonian != nil || langevin != nil, let potentials = try? makePotentials() else {
      return 0
    }
    let region = ProbePoints(self).interior
    /// Steps per record; infinite where the run will refuse to take so many.
    func steps(
      _ potential: ExpressionPotential, speed: Double, interval: Double, given: Double?
    ) -> Double {
      let step = try? ResolvedStep(
        for: potential, region: region, speed: speed, interval: interval, given: given)
      return step.map { Double($0.stepsPerRecord) } ?? .infinity
    }
    var evaluations = 0.0
    if let section = hamiltonian {
      evaluations +=
        Double(section.trajectories * section.records)
        * steps(
          potentials.value, speed: section.speed, interval: section.recordInterval,
          given: section.step)
    }
    if let section = langevin {
      let records = Double(section.records + section.equilibriumRecords)
      // A measured temperature is not known before the run.
      let temperature = section.temperature ?? calibration.temperature
      for potential in [potentials.value] + potentials.truncations {
        evaluations +=
          Double(section.trajectories) * records
          * steps(
            potential, speed: 2 * temperature.squareRoot(), interval: section.recordInterval,
            given: section.step)
      }
    }
    return evaluations
  }
}

extension HamiltonianSection {
  /// The largest initial speed; that of energy 2 where the temperature will decide.
  var speed: Double {
    switch start {
    case .states(let states):
      max(1, states.map { $0.p.reduce(0) { $0 + $1 * $1 } }.max() ?? 1).squareRoot()
    case .energies(let energies): (2 * (energies?.max() ?? 2)).squareRoot()
    }
  }

  /// Trajectories of each system.
  var trajectories: Int {
    switch start {
    case .states(let states): states.count
    case .energies(let energies): energies?.count ?? 3
    }
  }

  /// Numbers kept: positions, momenta and the energy of both systems at each record.
  func series(_ scenario: Scenario) -> Double {
    2 * Double(trajectories) * Double(records + 1) * Double(2 * scenario.dimension + 1)
  }
}

extension LangevinSection {
  /// Numbers kept: the observables of two systems at each record, those of a vector above one
  /// dimension, and for each trajectory its part in the curves and their densities.
  func series(_ scenario: Scenario) -> Double {
    let observed = Set(
      observables + (scenario.dimension > 1 ? scenario.potential.coordinateNames : []))
    let perTrajectory =
      Double(records + 1) + Double(equilibriumRecords) + 2 * Double(records + 1) + 200
    return Double(1 + surrogateReplicas) * Double(trajectories) * Double(observed.count)
      * perTrajectory
  }
}
