import LinearAlgebra
import Potentials

/// The gradients that the dynamics of f and of its truncations will take.
struct ComparisonCost {
  let gradientEvaluations: Double

  /// Steps resolve the largest curvature λ: h √λ = 0.2.
  private static let stepFraction = 0.2

  /// Expressions with errors count nothing: validation reports them. O(probe points).
  init(_ scenario: Scenario) {
    guard scenario.hamiltonian != nil || scenario.langevin != nil,
      let potentials = try? scenario.makePotentials()
    else {
      gradientEvaluations = 0
      return
    }
    let points = ProbePoints(scenario).interior
    let automatic = Self.step(potentials.value, at: points)
    var evaluations = 0.0
    if let section = scenario.hamiltonian {
      let step = min(section.step ?? automatic, section.recordInterval)
      evaluations += Double(section.trajectories) * section.time / step
    }
    if let section = scenario.langevin {
      let time = Double(section.trajectories) * (section.time + section.equilibriumTime)
      let steps =
        [section.step ?? automatic]
        + potentials.truncations.map { section.step ?? Self.step($0, at: points) }
      evaluations += steps.reduce(0) { $0 + time / min($1, section.recordInterval) }
    }
    gradientEvaluations = evaluations
  }

  /// Infinite when nowhere curved.
  private static func step(_ potential: ExpressionPotential, at points: [[Double]]) -> Double {
    guard let tape = try? potential.makeHessianTape() else { return .infinity }
    let d = potential.dimension
    let curvature = tape.evaluate(points).reduce(0.0) { largest, elements in
      let hessian = Matrix(rows: d, columns: d, elements: elements)
      return max(largest, (try? SymmetricEigen(hessian))?.values.last ?? 0)
    }
    return stepFraction / curvature.squareRoot()
  }
}

extension HamiltonianSection {
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
