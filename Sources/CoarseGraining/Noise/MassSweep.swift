import Dynamics
import LinearAlgebra
import Potentials
import Statistics
import Storage
import Synchronization

/// Estimates the noise covariance from independent runs with different mass matrices.
public struct MassSweep: Sendable {
  public var step: Double
  /// The scalar friction γ of every run.
  public var friction: Double
  public var design: MassMatrixDesign
  public var initial: InitialLaw
  public var walkers: Int
  public var burnInSteps: Int
  public var steps: Int
  public var recordEvery: Int
  public var seed: UInt64
  public var threads: Int

  public init(
    step: Double, friction: Double, design: MassMatrixDesign, initial: InitialLaw, walkers: Int,
    burnInSteps: Int, steps: Int, recordEvery: Int, seed: UInt64, threads: Int
  ) {
    self.step = step
    self.friction = friction
    self.design = design
    self.initial = initial
    self.walkers = walkers
    self.burnInSteps = burnInSteps
    self.steps = steps
    self.recordEvery = recordEvery
    self.seed = seed
    self.threads = threads
  }

  /// What one run of the sweep found.
  public struct Run: Sendable {
    public let inverseMass: Matrix
    public let dissipation: Estimate
    public let sinks: SinkReport
    let coefficients: [Double]
  }

  /// The covariance with its runs.
  public struct Result: Sendable {
    public let covariance: NoiseCovariance
    public let runs: [Run]
  }

  /// Runs the sweep, several mass matrices at a time.
  ///
  /// - Parameters:
  ///   - potential: the function.
  ///   - unit: where a journal has the sweep, for it to be gone on with; nil to keep none.
  ///   - cancellation: stops the sweep.
  ///   - progress: called now and then, from any thread.
  /// - Returns: the covariance with its runs.
  /// - Throws: `DynamicsError` when a run diverges or is cancelled; `LinearAlgebraError` when the
  ///   mass matrices do not determine G; a `StorageError` when the journal does not fit.
  /// - Complexity: `design.count · walkers · (burnInSteps + steps)` gradients.
  public func run(
    _ potential: any Potential, unit: WorkUnit? = nil, cancellation: Cancellation? = nil,
    progress: @Sendable (_ fraction: Double) -> Void = { _ in }
  ) throws -> Result {
    let masses = design.inverseMasses
    let slots = Mutex([Swift.Result<Run, any Error>?](repeating: nil, count: masses.count))
    let segments = Atomic<Int>(0)
    let total = Double(max(masses.count * (burnInSteps + steps), 1))
    // Whole runs go side by side; when there are fewer than threads, each run uses several.
    let inner = max(1, threads / masses.count)
    parallelFor(masses.count, threads: threads) { index, _ in
      let result = Swift.Result {
        try single(
          potential, masses[index], index, threads: inner, unit?.part("\(index)"), cancellation
        ) { steps in
          let done = segments.add(steps, ordering: .relaxed).newValue
          progress(Double(done) / total)
        }
      }
      slots.withLock { $0[index] = result }
    }
    let runs = try slots.withLock { try $0.compactMap { try $0?.get() } }
    return Result(covariance: try Self.solve(runs, dimension: potential.dimension), runs: runs)
  }

  private func single(
    _ potential: any Potential, _ inverseMass: Matrix, _ index: Int, threads: Int,
    _ unit: WorkUnit?, _ cancellation: Cancellation?, _ progress: (Int) -> Void
  ) throws -> Run {
    let d = potential.dimension
    let map = try DampedVerlet(
      step: step, friction: friction * Matrix.identity(d), inverseMass: inverseMass)
    let identity = try DissipationIdentity(map)
    if let entry = unit?.entry {
      progress(burnInSteps + steps)
      return try Run(entry, inverseMass: inverseMass, identity: identity)
    }
    let sampler = try EnsembleSampler(
      potential: potential, map: map, initial: initial, walkers: walkers, seed: seed,
      run: UInt64(index + 1), threads: threads)
    let schedule = RecordSchedule(every: recordEvery)
    var reported = 0
    func report(_ done: Int) {
      progress(done - reported)
      reported = done
    }
    try sampler.advance(
      steps: burnInSteps, schedule: schedule, unit: unit?.part("burn_in"),
      cancellation: cancellation, afterSegment: report)
    sampler.resetSinkReport()
    report(burnInSteps)
    reported = 0
    let moments = MomentAccumulator(layout: sampler.layout, dimension: d)
    try sampler.advance(
      steps: steps, schedule: schedule, observers: [moments], unit: unit?.part("recorded"),
      cancellation: cancellation, afterSegment: report)
    let run = Run(
      inverseMass: inverseMass, dissipation: identity.dissipation(moments.snapshot()),
      sinks: sampler.sinks, coefficients: identity.coefficients)
    unit?.finish(run.state)
    return run
  }

  /// Solves the runs' equations by least squares weighted with their errors.
  static func solve(_ runs: [Run], dimension d: Int) throws -> NoiseCovariance {
    let fit = try WeightedLeastSquares(
      design: Matrix(rows: runs.map(\.coefficients)),
      observations: runs.map(\.dissipation.value),
      standardErrors: runs.map(\.dissipation.standardError))
    var value = Matrix(rows: d, columns: d)
    var errors = value
    for i in 0..<d {
      for j in 0...i {
        let k = DissipationIdentity.entry(i, j)
        value[i, j] = fit.solution[k]
        value[j, i] = fit.solution[k]
        errors[i, j] = fit.standardErrors[k]
        errors[j, i] = errors[i, j]
      }
    }
    return try NoiseCovariance(
      method: d == 1 ? .singleRun : .massSweep, value: value, standardErrors: errors,
      chiSquared: fit.degreesOfFreedom > 0 ? fit.chiSquared : nil,
      degreesOfFreedom: fit.degreesOfFreedom)
  }
}

extension MassSweep.Run {
  /// What the run found, as numbers.
  fileprivate var state: StateArchive {
    var state = StateArchive()
    state.put([dissipation.value, dissipation.standardError], as: "dissipation")
    state.put(sinks.state, as: "sinks")
    return state
  }

  /// A run that was made before.
  fileprivate init(
    _ state: StateArchive, inverseMass: Matrix, identity: DissipationIdentity
  ) throws(StorageError) {
    let dissipation = try state.reals("dissipation", count: 2)
    self.init(
      inverseMass: inverseMass,
      dissipation: Estimate(value: dissipation[0], standardError: dissipation[1]),
      sinks: try SinkReport(state.part("sinks"), criterion: .secondOrder),
      coefficients: identity.coefficients)
  }
}
