import Statistics
import Storage

/// Writes the arrays of a run into `results.h5`; the layout is described in docs/results.md.
struct ArrayWriter {
  let file: HDF5File

  func write(_ results: RunResults) throws {
    try writeOrigin(program: results.summary.program, scenario: results.summary.scenario)
    try writeAxes(results.grid, at: "/grid")
    try writePotentials(results)
    if let histogram = results.histogram {
      try file.write(
        histogram.counts, shape: histogram.edges.map { $0.count - 1 }, at: "/histogram/counts")
      try writeList(histogram.edges, at: "/histogram/edges")
    }
    if let momentum = results.momentum { try write(momentum) }
    if let convergence = results.convergence { try write(convergence) }
    if let functions = results.autocorrelation {
      try file.write(functions.lag, at: "/autocorrelation/lag")
      try writeRows(functions.position, at: "/autocorrelation/position")
      try writeRows(functions.momentum, at: "/autocorrelation/momentum")
    }
    try writeMatrices(results.summary)
    for (index, marginal) in results.marginals.enumerated() {
      try write(marginal, index: index)
    }
    // Those of a file are copied from there.
    if let samples = results.samples, results.samplesFile == nil { try write(samples) }
    if let surrogate = results.surrogate { try write(surrogate) }
    if let hamiltonian = results.hamiltonian {
      try write(hamiltonian, coordinates: results.summary.scenario.coordinates)
    }
    if let langevin = results.langevin { try write(langevin) }
    if let kinetics = results.kinetics { try write(kinetics) }
  }

  // MARK: - Parts

  /// The attributes of the whole file.
  func writeOrigin(
    program: Summary.Program, scenario: Summary.ScenarioRecord
  ) throws(StorageError) {
    try file.setAttributes(
      [
        "program": program.name, "version": program.version, "title": scenario.title,
        "sha256": scenario.sha256, "layout": "1",
      ], at: "/")
  }

  private func writePotentials(_ results: RunResults) throws(StorageError) {
    let shape = results.grid.map(\.points.count)
    for (index, potential) in results.potentials.enumerated() {
      let group = "/effective_potential/\(potential.method)"
      try file.write(potential.values, shape: shape, at: "\(group)/value")
      try file.write(potential.standardErrors, shape: shape, at: "\(group)/standard_error")
      try file.write(potential.supported.map { $0 ? 1 : 0 }, shape: shape, at: "\(group)/supported")
      try file.write(potential.coefficients, at: "\(group)/coefficients")
      try writeList(potential.knots, at: "\(group)/knots")
      try writeRows(potential.replicates, at: "\(group)/replicates")
      if !potential.cellSamples.isEmpty {
        try file.write(potential.cellSamples, at: "\(group)/cell_samples")
      }
      try file.setAttributes(["index": "\(index)"], at: group)
    }
    if let reference = results.reference {
      try file.write(reference, shape: shape, at: "/effective_potential/reference")
    }
  }

  private func write(_ momentum: MomentumDistribution) throws(StorageError) {
    try writeRows(momentum.edges, at: "/momentum/edges")
    try writeRows(momentum.counts, at: "/momentum/counts")
    let dimension = momentum.counts.count
    if !momentum.snapshot.isEmpty, dimension > 0 {
      try file.write(
        momentum.snapshot, shape: [momentum.snapshot.count / dimension, dimension],
        at: "/momentum/snapshot")
    }
  }

  private func write(_ convergence: Convergence) throws(StorageError) {
    try file.write(convergence.time, at: "/convergence/time")
    try file.write(convergence.temperature, at: "/convergence/temperature")
    try file.write(
      convergence.temperatureStandardError, at: "/convergence/temperature_standard_error")
    for (method, values) in convergence.rmse.sorted(by: { $0.key < $1.key }) {
      try file.write(values, at: "/convergence/rmse/\(method)")
    }
  }

  private func writeMatrices(_ summary: Summary) throws(StorageError) {
    if let noise = summary.noiseCovariance {
      try writeEstimates(noise.value, at: "/noise_covariance/value")
      if let sweep = noise.sweep {
        try writeEstimates(sweep.value, at: "/noise_covariance/sweep")
      }
      if let residual = noise.residual {
        try writeEstimates(residual.value, at: "/noise_covariance/residual")
      }
    }
    if let calibration = summary.calibration {
      try writeRows(calibration.friction ?? [], at: "/calibration/friction")
      try writeRows(calibration.preconditioner ?? [], at: "/calibration/preconditioner")
      if let covariance = calibration.momentumCovariance {
        try writeEstimates(covariance, at: "/calibration/momentum_covariance")
      }
    }
  }

  private func write(_ marginal: MarginalFreeEnergy, index: Int) throws(StorageError) {
    let group = "/marginals/\(marginal.name)"
    let shape = marginal.axes.map(\.points.count)
    for (number, axis) in marginal.axes.enumerated() {
      try file.write(
        axis.points, at: "\(group)/axis_\(number)", attributes: ["coordinate": axis.coordinate])
    }
    try file.write(marginal.values, shape: shape, at: "\(group)/value")
    try file.write(marginal.standardErrors, shape: shape, at: "\(group)/standard_error")
    try file.write(marginal.supported.map { $0 ? 1 : 0 }, shape: shape, at: "\(group)/supported")
    if let reference = marginal.reference {
      try file.write(reference, shape: shape, at: "\(group)/reference")
    }
    try file.setAttributes(["index": "\(index)"], at: group)
  }

  /// Where the samples are.
  static let samplesRoot = "/samples"

  private func write(_ samples: StoredSamples) throws(StorageError) {
    let shape = [samples.position.count / max(samples.dimension, 1), samples.dimension]
    try file.write(samples.position, shape: shape, at: "/samples/position")
    if !samples.momentum.isEmpty {
      try file.write(samples.momentum, shape: shape, at: "/samples/momentum")
    }
    try file.write(samples.midpoint, shape: shape, at: "/samples/midpoint")
    try file.write(samples.gradient, shape: shape, at: "/samples/gradient")
  }

  func writeAxes(_ axes: [GridAxis], at group: String) throws(StorageError) {
    for (index, axis) in axes.enumerated() {
      try file.write(axis.points, at: "\(group)/\(index)/points")
      try file.setAttributes(["coordinate": axis.coordinate], at: "\(group)/\(index)")
    }
  }
}
