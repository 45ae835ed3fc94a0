import CoarseGraining
import Dynamics
import LinearAlgebra
import Potentials
import Statistics

/// Runs kinetic Langevin dynamics of f, of the learned V, and of truncations of f, and compares
/// equilibrium, mean path, autocorrelation and kinetics (docs/langevin-comparison.md).
///
/// All systems start from the same states and obey the same temperature and friction, so V is asked
/// to do what it was learned for: to stand in for f. Trajectories of different systems are paired by
/// their initial state; beyond that they are independent.
///
/// Source: Li & Tao, arXiv 2401.03511, §4.
public struct LangevinComparison: Sendable {
  /// What is asked for.
  public struct Settings: Sendable {
    public var temperature: Double
    /// Γ, d × d.
    public var friction: Matrix
    public var trajectories: Int
    /// Trajectories of the surrogate from each initial state; those of V cost so little that they need not add
    /// their noise to the difference.
    public var surrogateReplicas: Int
    /// The time of the mean paths and the longest lag of the autocorrelation functions.
    public var pathTime: Double
    /// The time after the path, of which the last three quarters sample the equilibrium.
    public var equilibriumTime: Double
    /// Records over the path.
    public var records: Int
    public var initial: InitialLaw
    public var observables: [Potentials.Expression]
    /// Steps of the original and of the surrogate instead of the automatic ones.
    public var step: Double?
    public var surrogateStep: Double?
    public var tolerance: LangevinTolerance
    public var seed: UInt64
    public var threads: Int

    public init(
      temperature: Double, friction: Matrix, trajectories: Int, pathTime: Double,
      equilibriumTime: Double, records: Int, initial: InitialLaw,
      observables: [Potentials.Expression], step: Double? = nil, surrogateStep: Double? = nil,
      surrogateReplicas: Int = 1,
      tolerance: LangevinTolerance = LangevinTolerance(), seed: UInt64, threads: Int
    ) {
      self.temperature = temperature
      self.friction = friction
      self.trajectories = trajectories
      self.pathTime = pathTime
      self.equilibriumTime = equilibriumTime
      self.records = records
      self.initial = initial
      self.observables = observables
      self.step = step
      self.surrogateStep = surrogateStep
      self.surrogateReplicas = surrogateReplicas
      self.tolerance = tolerance
      self.seed = seed
      self.threads = threads
    }

    /// Trajectories of a system from each initial state.
    func replicas(ofSystem system: Int) -> Int { system == 1 ? surrogateReplicas : 1 }
    /// Twice the thermal speed, at which waves are to be resolved: a whole wave per step, where passages resonate, is
    /// then four thermal speeds away.
    var speed: Double { 2 * temperature.squareRoot() }
    /// Time between records.
    var interval: Double { pathTime / Double(records) }
    /// The times of the path, which are also the lags.
    var times: [Double] { (0...records).map { Double($0) * interval } }
    /// Records after the path.
    var equilibriumRecords: Int { max(1, Int((equilibriumTime / interval).rounded())) }
    /// The first record of the equilibrium: a quarter of the time after the path goes to forgetting the
    /// start.
    var equilibriumStart: Int { records + 1 + equilibriumRecords / 4 }
    /// All records, the initial state included.
    var totalRecords: Int { 1 + records + equilibriumRecords }
  }

  /// What came of it.
  public struct Outcome: Sendable {
    public let langevin: LangevinResult
    /// Nil where V has no wells to pass between.
    public let kinetics: KineticsResult?
  }

  public let settings: Settings
  public let original: any Potential
  public let surrogate: any SurrogatePotential
  /// The method that the surrogate comes from.
  public let method: String
  /// Functions to be run beside V, with their names.
  public let truncations: [(name: String, potential: any Potential)]
  /// The wells of V.
  public let wells: WellPartition?
  /// Points over which the largest curvatures are taken.
  public let region: [[Double]]

  /// The surrogate's BAOAB may step further than the original's: its configurations are exact for
  /// harmonic V at any stable step, and nothing in V is faster than λ_max.
  static let surrogateResolution = 0.3

  public init(
    settings: Settings, original: any Potential, surrogate: any SurrogatePotential,
    method: String, truncations: [(name: String, potential: any Potential)] = [],
    wells: WellPartition?, region: [[Double]]
  ) {
    self.settings = settings
    self.original = original
    self.surrogate = surrogate
    self.method = method
    self.truncations = truncations
    self.wells = wells
    self.region = region
  }

  /// Runs all systems and reduces them.
  ///
  /// Memory: the series of two systems at a time; those of all systems where a journal is kept.
  ///
  /// - Parameters:
  ///   - unit: where a journal has the comparison, for it to be gone on with; nil to keep none.
  ///   - cancellation: stops the run.
  ///   - progress: called now and then.
  /// - Returns: how the systems compare.
  /// - Throws: ``ComparisonError`` for a diverging trajectory or an observable without statistics,
  ///   `DynamicsError` for parameters that make no sense or a cancelled run, a `StorageError` when the
  ///   journal does not fit.
  public func run(
    unit: WorkUnit? = nil, cancellation: Cancellation? = nil,
    progress: (_ fraction: Double) -> Void = { _ in }
  ) throws -> Outcome {
    let settings = settings
    let states = settings.initial.states(
      count: settings.trajectories, dimension: original.dimension,
      generator: Philox(seed: settings.seed, stream: 2 * LangevinRun.firstRun))
    let potentials =
      [(name: "original", potential: original), ("surrogate", surrogate)] + truncations
    let steps = try potentials.enumerated().map { try step(of: $1.potential, system: $0) }
    let total = steps.reduce(0.0) { $0 + Double($1.stepsPerRecord) }
    var done = 0.0

    var systems: [LangevinResult.System] = []
    var trackers: [CoreSetTracker] = []
    var unsupported = LangevinResult.Unsupported(path: .undefined, equilibrium: .undefined)
    var pending: [LangevinRun.Series] = []
    var reductions: [LangevinReduction] = []
    var edges: [[Double]] = []
    for (index, entry) in potentials.enumerated() {
      let replicas = settings.replicas(ofSystem: index)
      let run = LangevinRun(
        name: entry.name, index: index, potential: entry.potential, settings: settings,
        region: region, step: steps[index],
        states: replicas == 1
          ? states : states.flatMap { [PhasePoint](repeating: $0, count: replicas) },
        replicas: replicas)
      let weight = Double(steps[index].stepsPerRecord) / total
      let begin = done
      let outcome = try run.execute(
        support: index == 1 ? surrogate : nil, wells: wells, checksStep: index < 2,
        unit: unit?.part("\(index)"), cancellation: cancellation
      ) { progress(begin + weight * $0) }
      done += weight
      systems.append(outcome.system)
      if let tracker = outcome.tracker { trackers.append(tracker) }
      if let visits = outcome.unsupported { unsupported = visits }
      pending.append(outcome.series)
      // The bins are shared, and follow from the original and the surrogate.
      guard index > 0 else { continue }
      if edges.isEmpty { edges = LangevinReduction.edges(pending, settings: settings) }
      reductions += try LangevinReduction.reduce(pending, settings: settings, edges: edges)
      pending = []
    }
    let langevin = try result(
      systems: systems, reductions: reductions, edges: edges, unsupported: unsupported)
    let kinetics =
      trackers.isEmpty
      ? nil
      : Kinetics(trackers: trackers).result(
        populationTolerance: settings.tolerance.population,
        passageTolerance: settings.tolerance.passageTime)
    return Outcome(langevin: langevin, kinetics: kinetics)
  }

  private func step(of potential: any Potential, system: Int) throws -> ResolvedStep {
    try ResolvedStep(
      for: potential, region: region, speed: settings.speed, interval: settings.interval,
      given: system == 1 ? settings.surrogateStep : settings.step,
      fraction: system == 1 ? Self.surrogateResolution : ResolvedStep.resolution)
  }

  private func result(
    systems: [LangevinResult.System], reductions: [LangevinReduction], edges: [[Double]],
    unsupported: LangevinResult.Unsupported
  ) throws -> LangevinResult {
    let bands = Philox(seed: settings.seed, stream: 2 * LangevinRun.firstRun + 1)
    let observables = parallelMap(
      settings.observables.count, threads: settings.threads
    ) { n in
      LangevinResult.Observable(
        name: settings.observables[n].source, scale: reductions[0].scale(n), edges: edges[n],
        curves: reductions.map { $0.curves(n, bands) },
        differences: reductions.dropFirst().map { $0.differences(n, from: reductions[0], bands) })
    }
    return LangevinResult(
      method: method, temperature: settings.temperature, friction: settings.friction,
      trajectories: settings.trajectories, pathTime: settings.pathTime,
      equilibriumTime: settings.equilibriumTime, systems: systems,
      time: settings.times, lag: settings.times,
      observables: observables,
      vectorAutocorrelation: reductions.compactMap {
        $0.vectorAutocorrelation?.band(generator: bands)
      },
      vectorAutocorrelationDifferences: reductions.dropFirst().compactMap {
        $0.vectorAutocorrelationDifference(from: reductions[0], bands)
      },
      unsupported: unsupported)
  }
}
