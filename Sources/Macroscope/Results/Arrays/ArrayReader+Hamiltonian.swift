import Comparison
import Statistics
import Storage

extension ArrayReader {
  /// The Hamiltonian comparison; nil when the file has none.
  func readHamiltonian() throws(StorageError) -> HamiltonianResult? {
    let root = "/hamiltonian"
    guard file.contains(root) else { return nil }
    let evaluations = try readInts("\(root)/gradient_evaluations", count: 2)
    return HamiltonianResult(
      method: try readText("method", of: root), step: try readPair("\(root)/step"),
      largestCurvature: try readPair("\(root)/largest_curvature"),
      gradientEvaluations: Compared(original: evaluations[0], surrogate: evaluations[1]),
      seconds: try readPair("\(root)/seconds"), time: try file.readDoubles("\(root)/time").values,
      trajectories: try readTrajectories("\(root)/trajectories"),
      portraitDistance: try readEstimates("\(root)/portrait_distance", count: 1)[0],
      portraitResolution: try readDouble("\(root)/portrait_resolution"),
      energyError: try readPair("\(root)/energy_error"),
      periodDifference: try readEstimates("\(root)/period_difference", count: 1)[0],
      unsupported: file.contains("\(root)/unsupported")
        ? try readEstimates("\(root)/unsupported", count: 1)[0] : .undefined,
      tolerance: try readDouble("\(root)/tolerance"),
      isEquivalent: try readInt("\(root)/equivalent") != 0)
  }

  private func readTrajectories(
    _ group: String
  ) throws(StorageError) -> [HamiltonianResult.Trajectory] {
    let energies = try file.readDoubles("\(group)/energy").values
    let count = energies.count
    guard count > 0 else { return [] }
    let positions = try readRows("\(group)/initial_position", count: count)
    let momenta = try readRows("\(group)/initial_momentum", count: count)
    let distances = try readDoubles("\(group)/portrait_distance", count: count)
    let original = try readOrbits("\(group)/original", count: count)
    let surrogate = try readOrbits("\(group)/surrogate", count: count)
    return (0..<count).map {
      HamiltonianResult.Trajectory(
        initialPosition: positions[$0], initialMomentum: momenta[$0], energy: energies[$0],
        original: original[$0].orbit, surrogate: surrogate[$0].orbit,
        portraitDistance: distances[$0],
        period: Compared(original: original[$0].period, surrogate: surrogate[$0].period))
    }
  }

  private func readOrbits(
    _ group: String, count: Int
  ) throws(StorageError) -> [(orbit: HamiltonianResult.Orbit, period: Estimate)] {
    let positions = try readMatrices("\(group)/position", count: count)
    let momenta = try readMatrices("\(group)/momentum", count: count)
    let errors = try readRows("\(group)/energy_error", count: count)
    let periods = try readEstimates("\(group)/period", count: count)
    return (0..<count).map {
      let orbit = HamiltonianResult.Orbit(
        position: positions[$0], momentum: momenta[$0], energyError: errors[$0])
      return (orbit, periods[$0])
    }
  }
}
