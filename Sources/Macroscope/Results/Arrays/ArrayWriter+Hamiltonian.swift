import Comparison
import Statistics
import Storage

extension ArrayWriter {
  func write(
    _ result: HamiltonianResult, coordinates: [String]
  ) throws(StorageError) {
    let root = "/hamiltonian"
    try file.write(result.time, at: "\(root)/time", attributes: ["unit": "time"])
    try write(result.step, at: "\(root)/step", unit: "time")
    try write(result.largestCurvature, at: "\(root)/largest_curvature", unit: "1/time^2")
    let (evaluations, seconds) = (result.gradientEvaluations, result.seconds)
    try file.write(
      [evaluations.original, evaluations.surrogate], at: "\(root)/gradient_evaluations",
      attributes: ["axes": "original/surrogate"])
    try write(seconds, at: "\(root)/seconds", unit: "s")
    try write(result.energyError, at: "\(root)/energy_error", unit: "1")
    try writeEstimates([result.portraitDistance], shape: [], at: "\(root)/portrait_distance")
    try write(result.portraitResolution, at: "\(root)/portrait_resolution")
    try writeEstimates([result.periodDifference], shape: [], at: "\(root)/period_difference")
    try writeEstimates([result.unsupported], shape: [], at: "\(root)/unsupported")
    try write(result.tolerance, at: "\(root)/tolerance")
    try write(result.isEquivalent ? 1 : 0, at: "\(root)/equivalent")
    try write(result.trajectories, at: "\(root)/trajectories")
    try file.setAttributes(
      ["method": result.method, "coordinates": coordinates.joined(separator: ", ")], at: root)
  }

  private func write(
    _ trajectories: [HamiltonianResult.Trajectory], at group: String
  ) throws(StorageError) {
    // Written even when empty: it tells how many there are.
    try file.write(
      trajectories.map(\.energy), at: "\(group)/energy",
      attributes: ["axes": "trajectory", "unit": "energy"])
    guard !trajectories.isEmpty else { return }
    try writeRows(trajectories.map(\.initialPosition), at: "\(group)/initial_position")
    try writeRows(trajectories.map(\.initialMomentum), at: "\(group)/initial_momentum")
    try file.write(trajectories.map(\.portraitDistance), at: "\(group)/portrait_distance")
    try write(
      trajectories.map { ($0.original, $0.period.original) }, at: "\(group)/original")
    try write(
      trajectories.map { ($0.surrogate, $0.period.surrogate) }, at: "\(group)/surrogate")
  }

  private func write(
    _ orbits: [(orbit: HamiltonianResult.Orbit, period: Estimate)], at group: String
  ) throws(StorageError) {
    try writeMatrices(
      orbits.map(\.orbit.position), at: "\(group)/position",
      attributes: ["axes": "trajectory, coordinate, time", "unit": "length"])
    try writeMatrices(
      orbits.map(\.orbit.momentum), at: "\(group)/momentum",
      attributes: ["axes": "trajectory, coordinate, time", "unit": "momentum"])
    try writeRows(
      orbits.map(\.orbit.energyError), at: "\(group)/energy_error",
      attributes: ["axes": "trajectory, time", "unit": "1"])
    try writeEstimates(
      orbits.map(\.period), at: "\(group)/period",
      attributes: ["axes": "trajectory", "unit": "time"])
  }
}
