import Comparison
import LinearAlgebra
import Statistics
import Storage

extension ArrayWriter {
  func write(_ result: LangevinResult) throws(StorageError) {
    let root = "/langevin"
    try write(result.temperature, at: "\(root)/temperature", attributes: ["unit": "energy"])
    let friction = result.friction
    try file.write(
      friction.elements, shape: [friction.rows, friction.columns], at: "\(root)/friction",
      attributes: ["unit": "mass/time"])
    try write(result.trajectories, at: "\(root)/trajectories")
    try write(result.pathTime, at: "\(root)/path_time", attributes: ["unit": "time"])
    try write(
      result.equilibriumTime, at: "\(root)/equilibrium_time", attributes: ["unit": "time"])
    try file.write(result.time, at: "\(root)/time", attributes: ["unit": "time"])
    try file.write(result.lag, at: "\(root)/lag", attributes: ["unit": "time"])
    try writeEstimates(
      [result.unsupported.path, result.unsupported.equilibrium], at: "\(root)/unsupported",
      attributes: ["axes": "path/equilibrium", "unit": "1"])
    try write(result.systems, at: "\(root)/systems")
    for (index, observable) in result.observables.enumerated() {
      try write(observable, at: "\(root)/observables/\(index)")
    }
    try writeBands(
      result.vectorAutocorrelation, at: "\(root)/vector/acf",
      attributes: ["axes": "system, lag", "unit": "1"])
    try writeDifferences(
      result.vectorAutocorrelationDifferences, at: "\(root)/vector/differences/acf",
      attributes: ["axes": "system, lag", "unit": "1"])
    try file.setAttributes(["method": result.method], at: root)
  }

  private func write(
    _ systems: [LangevinResult.System], at group: String
  ) throws(StorageError) {
    try file.write(systems.map(\.name), at: "\(group)/name")
    try file.write(systems.map(\.step), at: "\(group)/step", attributes: ["unit": "time"])
    try file.write(systems.map(\.noiseInterval), at: "\(group)/noise_interval")
    try file.write(systems.map(\.slowForceInterval), at: "\(group)/slow_force_interval")
    try file.write(
      systems.map(\.largestCurvature), at: "\(group)/largest_curvature",
      attributes: ["unit": "1/time^2"])
    try file.write(systems.map(\.gradientEvaluations), at: "\(group)/gradient_evaluations")
    try file.write(systems.map(\.seconds), at: "\(group)/seconds", attributes: ["unit": "s"])
    let checks = systems.enumerated().compactMap { index, system in
      system.stepCheck.map { (system: index, check: $0) }
    }
    try file.write(checks.map(\.system), at: "\(group)/step_check/system")
    try file.write(checks.map(\.check.trajectories), at: "\(group)/step_check/trajectories")
    try writeEstimates(
      checks.map(\.check.maxDeviation), at: "\(group)/step_check/max_deviation",
      attributes: ["unit": "standard deviation of the observable"])
    let correlations = checks.compactMap(\.check.maxCorrelationDeviation)
    if correlations.count == checks.count {
      try writeEstimates(
        correlations, at: "\(group)/step_check/max_acf_deviation", attributes: ["unit": "1"])
    }
    try write(checks.map(\.check.passed), at: "\(group)/step_check/passed")
  }

  private func write(
    _ observable: LangevinResult.Observable, at group: String
  ) throws(StorageError) {
    let (curves, differences) = (observable.curves, observable.differences)
    try write(observable.scale, at: "\(group)/scale", attributes: ["unit": "observable"])
    try file.write(observable.edges, at: "\(group)/edges", attributes: ["unit": "observable"])
    let time = ["axes": "system, time", "unit": "observable"]
    let lag = ["axes": "system, lag", "unit": "1"]
    let bin = ["axes": "system, bin", "unit": "1/observable"]
    let edge = ["axes": "system, edge", "unit": "1"]
    try writeBands(curves.map(\.meanPath), at: "\(group)/mean_path", attributes: time)
    try writeBands(curves.map(\.autocorrelation), at: "\(group)/acf", attributes: lag)
    try writeBands(curves.map(\.density), at: "\(group)/density", attributes: bin)
    try writeBands(curves.map(\.distribution), at: "\(group)/distribution", attributes: edge)
    let value = ["axes": "system", "unit": "observable"]
    let duration = ["axes": "system", "unit": "time"]
    try writeEstimates(curves.map(\.mean), at: "\(group)/mean", attributes: value)
    try writeEstimates(curves.map(\.deviation), at: "\(group)/deviation", attributes: value)
    try writeEstimates(
      curves.map(\.autocorrelationTime), at: "\(group)/autocorrelation_time", attributes: duration)

    let inner = "\(group)/differences"
    try writeDifferences(differences.map(\.meanPath), at: "\(inner)/mean_path", attributes: time)
    try writeDifferences(differences.map(\.autocorrelation), at: "\(inner)/acf", attributes: lag)
    try writeDifferences(
      differences.map(\.equilibrium), at: "\(inner)/distribution", attributes: edge)
    try writeEstimates(
      differences.map(\.wasserstein), at: "\(inner)/wasserstein_1", attributes: value)
    try file.write(
      differences.map(\.wassersteinFloor), at: "\(inner)/wasserstein_1_floor", attributes: value)
    try writeEstimates(
      differences.map(\.autocorrelationTime), at: "\(inner)/autocorrelation_time",
      attributes: duration)
    try file.setAttributes(["observable": observable.name], at: group)
  }
}
