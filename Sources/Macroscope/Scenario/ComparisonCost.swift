import Comparison
import Potentials

/// The gradients that the dynamics of f and of its truncations will take, from the curvature and the
/// waves of f at the probe points.
struct ComparisonCost {
  let gradientEvaluations: Double

  /// Expressions with errors count nothing: validation reports them. O(probe points).
  init(_ scenario: Scenario) {
    guard scenario.hamiltonian != nil || scenario.langevin != nil,
      let potentials = try? scenario.makePotentials()
    else {
      gradientEvaluations = 0
      return
    }
    let region = ProbePoints(scenario).interior
    /// Steps per record; infinite where the run will refuse to take so many.
    func steps(
      _ potential: ExpressionPotential, speed: Double, interval: Double, given: Double?
    ) -> Double {
      let step = try? ResolvedStep(
        for: potential, region: region, speed: speed, interval: interval, given: given)
      return step.map { Double($0.stepsPerRecord) } ?? .infinity
    }
    var evaluations = 0.0
    if let section = scenario.hamiltonian {
      evaluations +=
        Double(section.trajectories * section.records)
        * steps(
          potentials.value, speed: section.speed, interval: section.recordInterval,
          given: section.step)
    }
    if let section = scenario.langevin {
      let records = Double(section.records + section.equilibriumRecords)
      // A measured temperature is not known before the run.
      let temperature = section.temperature ?? scenario.calibration.temperature
      for potential in [potentials.value] + potentials.truncations {
        evaluations +=
          Double(section.trajectories) * records
          * steps(
            potential, speed: 2 * temperature.squareRoot(), interval: section.recordInterval,
            given: section.step)
      }
    }
    gradientEvaluations = evaluations
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
    return 2 * Double(trajectories) * Double(observed.count) * perTrajectory
  }
}
