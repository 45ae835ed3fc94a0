import Dynamics
import Foundation
import LinearAlgebra
import Potentials
import Statistics

/// Short ensembles of a function: what a step does is tried rather than argued.
struct StepProbe: Sendable {
  let potential: any Potential
  let walkers: Int
  let seed: UInt64
  let threads: Int
  let budget: ProbeBudget
  let cancellation: Cancellation?

  /// Steps of a burn-in and of the recorded part after it.
  struct Length: Equatable {
    let burnIn: Int
    let recorded: Int
  }

  /// What is looked for beyond moments and captures.
  enum Detail {
    /// The micro gradients about a force fit.
    case noise
    /// The precision of a fit of V by density, on a domain or where the walkers are.
    case precision(domain: [ClosedRange<Double>]?)
  }

  /// Windows of consecutive gradients that are kept.
  private static let windows = 4096
  /// Above so many coordinates there is no force fit, hence no noise covariance.
  static let mostCoordinatesWithNoise = 16
  /// Walkers of a trial that only asks whether walkers stay, and the steps of each.
  static let trialWalkers = 64
  static let trialSteps = 1200

  /// Runs an ensemble and looks at it. `run` tells apart the ensembles of one seed.
  ///
  /// - Throws: `DynamicsError`; `StatisticsError` for moments that are not finite; `ProbeBudget.Exhausted`.
  func findings(
    _ map: SamplingMap, initial: InitialLaw, length: Length, run: UInt64,
    details: [Detail] = []
  ) throws -> ProbeFindings {
    try budget.spend(walkers: walkers, steps: length.burnIn + length.recorded)
    let d = potential.dimension
    let sampler = try EnsembleSampler(
      potential: potential, map: map, initial: initial, walkers: walkers, seed: seed,
      run: Self.stream(run), threads: threads)
    let every = length.recorded >= 8000 ? 10 : 4
    let plain = RecordSchedule(every: every)
    try sampler.advance(
      steps: length.burnIn / 2, schedule: plain, cancellation: cancellation)
    let pilot = MomentAccumulator(layout: sampler.layout, dimension: d)
    try sampler.advance(
      steps: length.burnIn - length.burnIn / 2, schedule: plain, observers: [pilot],
      cancellation: cancellation)
    sampler.resetSinkReport()

    let records = max(length.recorded / every, 1)
    let schedule = RecordSchedule(
      every: every, windowEvery: max(1, records * walkers / Self.windows))
    let moments = MomentAccumulator(layout: sampler.layout, dimension: d)
    let traces = TraceRecorder(layout: sampler.layout, dimension: d, records: records)
    var observers: [any BlockObserver] = [moments, traces]
    var samples: SampleStore?
    var fit: ProbeFit?
    for detail in details {
      switch detail {
      case .noise:
        let store = SampleStore(
          layout: sampler.layout, dimension: d, schedule: schedule, records: records)
        samples = store
        observers.append(store)
      case .precision(let domain):
        let histograms = ProbeFit(
          sampler, domain: domain, resolution: Self.strides(map, pilot.snapshot()))
        fit = histograms
        observers.append(histograms.observer)
      }
    }
    try sampler.advance(
      steps: records * every, schedule: schedule, observers: observers,
      cancellation: cancellation)
    return try ProbeFindings(
      map: map, steps: records * every, moments: moments.snapshot(), samples: samples,
      traces: traces, interval: Double(traces.interval * every) * map.step, sinks: sampler.sinks,
      states: (0..<walkers).map { sampler.state(ofWalker: $0) }, fit: fit)
  }

  /// Whether some walkers stay near where they start for a good thousand steps of a map, rather than
  /// run away.
  ///
  /// - Throws: `DynamicsError` other than `.diverged`; `ProbeBudget.Exhausted`.
  func stays(_ map: SamplingMap, initial: InitialLaw, run: UInt64) throws -> Bool {
    try budget.spend(walkers: Self.trialWalkers, steps: Self.trialSteps)
    do {
      let sampler = try EnsembleSampler(
        potential: potential, map: map, initial: initial, walkers: Self.trialWalkers, seed: seed,
        run: Self.stream(run), threads: threads)
      sampler.explainsDivergence = false
      try sampler.advance(
        steps: Self.trialSteps, schedule: RecordSchedule(every: 10), cancellation: cancellation)
      return true
    } catch DynamicsError.diverged {
      return false
    }
  }

  /// ℓ_i: what a step displaces along each coordinate, h √Var((M⁻¹p)_i) or η √E[(D∇f)_i²].
  static func strides(_ map: SamplingMap, _ moments: WalkerMoments) -> [Double] {
    let d = moments.dimension
    var products = Matrix(rows: d, columns: d)
    for i in 0..<d {
      for j in 0..<d {
        products[i, j] = moments.ensembleMean(moments.index.momentumProduct(i, j))
      }
    }
    let velocities = map.mobility * products * map.mobility.transpose
    return (0..<d).map { map.step * max(velocities[$0, $0], 0).squareRoot() }
  }

  /// Apart from the ensembles of a run and of a scan of the same seed.
  private static func stream(_ run: UInt64) -> UInt64 { 1 << 42 | run }
}
