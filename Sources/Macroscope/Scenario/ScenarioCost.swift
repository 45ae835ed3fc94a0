import Foundation

/// What a scenario will take, known before it runs.
public struct ScenarioCost: Hashable, Sendable {
  /// Evaluations of ∇f by the sampling: one per walker and step, over all runs, without refinements.
  public var gradientEvaluations: Double
  /// Runs of the mass sweep; a descent has a pilot run in its place.
  public var sweepRuns: Int
  /// An upper estimate of the memory in bytes, largest part first in ``memoryParts``.
  public var memory: Double
  /// The parts of the memory, in bytes, largest first.
  public var memoryParts: [(name: String, bytes: Double)] { parts.map { ($0.name, $0.bytes) } }

  private let parts: [Part]

  private struct Part: Hashable, Sendable {
    let name: String
    let bytes: Double
  }

  /// Memory does not grow with the number of steps: it is the state of the walkers, the stored
  /// samples, one set of histograms and normal equations for each independent group of walkers, and
  /// the records of the trajectories that are compared.
  init(_ scenario: Scenario) {
    let d = Double(scenario.dimension)
    let sampling = scenario.sampling
    let calibration = scenario.calibration
    let isDescent = sampling.integrator == .gradientDescent
    sweepRuns =
      calibration.enabled && !isDescent ? calibration.sweepRuns(dimension: scenario.dimension) : 0
    let preliminary = calibration.enabled && isDescent ? 1 : sweepRuns
    gradientEvaluations =
      Double(preliminary) * Double(calibration.walkers) * Double(calibration.steps)
      + Double(sampling.walkers)
      * (Double(sampling.steps) + Double(scenario.auxiliarySamplingSteps))

    let walkers = Double(max(sampling.walkers, calibration.enabled ? calibration.walkers : 0))
    let cohorts = Double(min(64, sampling.walkers))
    let real = Double(MemoryLayout<Double>.stride)
    let grid = scenario.regression.grid.map(Double.init)
    // Up to two dimensions one histogram of V, above it marginals and the chosen pairs.
    let bins =
      scenario.dimension <= 2
      ? grid.reduce(1, *)
      : scenario.regression.pairs.reduce(grid.reduce(0, +)) {
        $0 + grid[$1.first] * grid[$1.second]
      }
    // What a checkpoint holds is there once more in the journal, and up to four times while it is written: as an
    // image that grows, as bytes and with a seal.
    let copies = 6.0
    // Measured: what is stored is collected, put in order and compressed besides.
    let sampleCopies = 9.0
    parts = [
      // Positions, momenta, the previous step, and sums of p, p², q, q² over both halves.
      Part(name: "walkers", bytes: copies * walkers * d * real * 16),
      // Positions, gradient points and gradients.
      Part(
        name: "stored samples",
        bytes: sampleCopies * Double(sampling.storedSamples) * d * real * 3),
      Part(name: "histograms", bytes: copies * cohorts * bins * real),
      Part(
        name: "force regression", bytes: copies * cohorts * Self.normalEquations(scenario) * real),
      // Of the systems that are compared one at a time is in the checkpoint whole.
      Part(name: "trajectories", bytes: 2.2 * (scenario.langevin?.series(scenario) ?? 0) * real),
      Part(name: "orbits", bytes: 2.2 * (scenario.hamiltonian?.series(scenario) ?? 0) * real),
      Part(name: "covariances", bytes: (cohorts + Double(sweepRuns)) * d * d * real * 4),
      Part(name: "networks", bytes: scenario.surrogate?.memory(scenario) ?? 0),
      Part(name: "program", bytes: 64e6),
    ].sorted { $0.bytes > $1.bytes }
    memory = parts.reduce(0) { $0 + $1.bytes }
  }

  /// Entries of the normal equations of one group: for each cell of the knots the moments of the
  /// gradient points and of the gradients.
  private static func normalEquations(_ scenario: Scenario) -> Double {
    guard scenario.dimension <= 2, scenario.regression.methods.contains(.force) else { return 0 }
    let block = scenario.dimension == 1 ? 8.0 : 88.0
    let automatic = scenario.dimension == 1 ? 200 : 32
    let knots =
      scenario.regression.knots ?? [Int](repeating: automatic, count: scenario.dimension)
    // With the burn-in's: the sums of the burn-in, of the recorded part, and of both.
    let copies = scenario.regression.burnInForces ? 3.0 : 1
    return knots.reduce(copies * block) { $0 * Double($1) }
  }
}

extension Scenario {
  /// What this scenario will take.
  public var cost: ScenarioCost { ScenarioCost(self) }

  /// An upper estimate of the memory of a run, in bytes.
  public func estimatedMemory() -> Double { cost.memory }

  /// Refuses a scenario that needs more memory than the limit.
  ///
  /// - Parameters:
  ///   - needed: bytes; nil: those of its own cost.
  ///   - limit: what there is.
  /// - Throws: an error at the setting that takes most of it.
  func checkMemory(_ needed: Double? = nil, limit: MemoryLimit) throws(ScenarioError) {
    let cost = cost
    let needed = needed ?? cost.memory
    guard needed > Double(limit.bytes), let largest = cost.memoryParts.first else { return }
    let remedies = [
      "walkers": (["sampling.walkers"], "use fewer walkers and more steps"),
      "stored samples": (["sampling.stored_samples"], "store fewer samples"),
      "histograms": (["regression.grid"], "use a coarser grid or fewer pairs"),
      "force regression": (["regression.knots"], "use fewer knots"),
      "covariances": (["potential.coordinates"], "use fewer coordinates"),
      "trajectories": (
        ["trajectories", "equilibrium_time", "records", "observables"].map { "langevin.\($0)" },
        "use fewer 'trajectories', 'records' or 'observables', or a shorter 'equilibrium_time'"
      ),
      "networks": (
        ["surrogate.hidden", "sampling.stored_samples", "surrogate.ensemble"],
        "use narrower layers, store fewer samples, or train fewer networks"
      ),
      "orbits": (["hamiltonian.records"], "use fewer 'records' or fewer initial states"),
    ]
    let remedy = remedies[largest.name] ?? (["sampling"], "")
    throw error(
      at: remedy.0.first { positions[$0] != nil } ?? remedy.0[0],
      "the run would need \(gigabytes(needed)) of memory, of which "
        + "\(gigabytes(largest.bytes)) for the \(largest.name); the limit is "
        + gigabytes(Double(limit.bytes)) + (limit.source.isEmpty ? "" : ", \(limit.source)"),
      hint: [remedy.1, limit.remedy].filter { !$0.isEmpty }.joined(separator: ", or "))
  }
}

private func gigabytes(_ bytes: Double) -> String {
  "\(shortest(bytes / 1e9, digits: 3)) GB"
}
