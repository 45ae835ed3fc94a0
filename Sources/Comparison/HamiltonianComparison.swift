import CoarseGraining
import Dynamics
import LinearAlgebra
import Potentials
import Statistics

/// Runs Hamiltonian dynamics of f and of the learned V from the same initial states and compares the
/// phase portraits, the energies and the return times (docs/hamiltonian-comparison.md).
///
/// Source: Li & Tao, arXiv 2401.03511, §4.1.
public struct HamiltonianComparison: Sendable {
  public let original: any Potential
  public let surrogate: any SurrogatePotential
  /// The method that the surrogate comes from.
  public let method: String
  /// Where the trajectories start.
  public let states: [PhasePoint]
  public let time: Double
  /// Recorded points after the initial one.
  public let records: Int
  /// Steps instead of the automatic ones.
  public let step: Double?
  public let surrogateStep: Double?
  /// The largest distance of the portraits that counts as equivalent.
  public let tolerance: Double
  /// The minimum of V, from which energies count.
  public let lowestEnergy: Double
  /// Points over which the largest curvatures are taken.
  public let region: [[Double]]
  public let threads: Int

  public init(
    original: any Potential, surrogate: any SurrogatePotential, method: String,
    states: [PhasePoint], time: Double, records: Int, step: Double? = nil,
    surrogateStep: Double? = nil, tolerance: Double, lowestEnergy: Double, region: [[Double]],
    threads: Int
  ) {
    self.original = original
    self.surrogate = surrogate
    self.method = method
    self.states = states
    self.time = time
    self.records = records
    self.step = step
    self.surrogateStep = surrogateStep
    self.tolerance = tolerance
    self.lowestEnergy = lowestEnergy
    self.region = region
    self.threads = threads
  }

  private var interval: Double { time / Double(records) }

  /// The largest speed that the energies allow.
  private var fastest: Double {
    let energies = states.map { energy(of: $0) }
    return (2 * max(energies.max() ?? 0, 0)).squareRoot()
  }

  /// Above the minimum of V.
  private func energy(of state: PhasePoint) -> Double {
    state.p.reduce(0) { $0 + $1 * $1 } / 2 + surrogate.value(at: state.q) - lowestEnergy
  }

  /// Runs both and compares them.
  ///
  /// - Parameters:
  ///   - unit: where a journal has the comparison, for it to be gone on with; nil to keep none.
  ///   - cancellation: stops the run.
  ///   - progress: called now and then.
  /// - Returns: how the two compare.
  /// - Throws: `DynamicsError` for parameters that make no sense, a diverging trajectory or a
  ///   cancelled run; a `StorageError` when the journal does not fit.
  public func run(
    unit: WorkUnit? = nil, cancellation: Cancellation? = nil,
    progress: (_ fraction: Double) -> Void = { _ in }
  ) throws -> HamiltonianResult {
    let fine = try integrate(original, given: step, unit?.part("original"), cancellation) {
      progress(0.9 * $0)
    }
    let coarse = try integrate(
      surrogate, given: surrogateStep, unit?.part("surrogate"), cancellation
    ) {
      progress(0.9 + 0.1 * $0)
    }
    let pairs = parallelMap(states.count, threads: threads) { n in
      compare(n, fine.orbits, coarse.orbits)
    }
    let trajectories = pairs.map(\.trajectory)
    let distances = trajectories.map(\.portraitDistance)
    let resolutions = pairs.map(\.resolution)
    let resolution = resolutions.reduce(0, +) / Double(max(resolutions.count, 1))
    let distance =
      distances.count > 1
      ? mean(ofIndependent: distances)
      : Estimate(value: distances.first ?? .nan, standardError: .nan)
    return HamiltonianResult(
      method: method,
      step: Compared(original: fine.step.step, surrogate: coarse.step.step),
      largestCurvature: Compared(
        original: fine.step.largestCurvature, surrogate: coarse.step.largestCurvature),
      gradientEvaluations: Compared(original: fine.evaluations, surrogate: coarse.evaluations),
      seconds: Compared(original: fine.seconds, surrogate: coarse.seconds),
      time: (0...records).map { Double($0) * interval }, trajectories: trajectories,
      portraitDistance: distance, portraitResolution: resolution,
      energyError: Compared(
        original: Self.largest(trajectories.map(\.original)),
        surrogate: Self.largest(trajectories.map(\.surrogate))),
      periodDifference: Self.periodDifference(trajectories),
      unsupported: unsupported(coarse.orbits.map(\.position)), tolerance: tolerance,
      isEquivalent: distance.value <= tolerance + resolution)
  }

  private struct Integrated {
    let step: ResolvedStep
    let orbits: [(position: [[Double]], momentum: [[Double]])]
    let evaluations: Int
    let seconds: Double
  }

  private func integrate(
    _ potential: any Potential, given: Double?, _ unit: WorkUnit?,
    _ cancellation: Cancellation?, progress: (Double) -> Void
  ) throws -> Integrated {
    let step = try ResolvedStep(
      for: potential, region: region, speed: fastest, interval: interval, given: given)
    let map = try VelocityVerlet(step: step.step, inverseMass: .identity(potential.dimension))
    let ensemble = try TrajectoryEnsemble(
      potential: potential, integrator: .velocityVerlet(map), states: states, seed: 0,
      threads: threads)
    let recorder = OrbitRecorder(
      dimension: potential.dimension, walkers: states.count, records: records + 1)
    let begin = ContinuousClock.now
    try ensemble.advance(
      records: records, stepsPerRecord: step.stepsPerRecord, observers: [recorder],
      unit: unit, cancellation: cancellation
    ) { progress(Double($0) / Double(records)) }
    return Integrated(
      step: step, orbits: states.indices.map(recorder.orbit(ofWalker:)),
      evaluations: ensemble.gradientEvaluations,
      seconds: begin.duration(to: .now) / .seconds(1))
  }

  private func compare(
    _ n: Int, _ fine: [(position: [[Double]], momentum: [[Double]])],
    _ coarse: [(position: [[Double]], momentum: [[Double]])]
  ) -> (trajectory: HamiltonianResult.Trajectory, resolution: Double) {
    let state = states[n]
    let energy = energy(of: state)
    let components = fine[n].position + fine[n].momentum
    let units = PhasePortrait.units(of: components)
    let portrait = PhasePortrait(components: components, units: units)
    let other = PhasePortrait(
      components: coarse[n].position + coarse[n].momentum, units: units)
    func orbit(
      _ potential: any Potential, _ rows: (position: [[Double]], momentum: [[Double]])
    ) -> HamiltonianResult.Orbit {
      HamiltonianResult.Orbit(
        position: rows.position, momentum: rows.momentum,
        energyError: energyError(potential, rows, unit: energy > 0 ? energy : 1))
    }
    let trajectory = HamiltonianResult.Trajectory(
      initialPosition: state.q, initialMomentum: state.p, energy: energy,
      original: orbit(original, fine[n]), surrogate: orbit(surrogate, coarse[n]),
      portraitDistance: portrait.distance(to: other),
      period: Compared(
        original: ReturnTimes.mean(momentum: fine[n].momentum[0], interval: interval),
        surrogate: ReturnTimes.mean(momentum: coarse[n].momentum[0], interval: interval)))
    return (trajectory, portrait.resolution)
  }

  private func energyError(
    _ potential: any Potential, _ rows: (position: [[Double]], momentum: [[Double]]), unit: Double
  ) -> [Double] {
    let points = (0...records).map { t in rows.position.map { $0[t] } }
    let energies = potential.values(at: points).enumerated().map { t, value in
      value + rows.momentum.reduce(0) { $0 + $1[t] * $1[t] } / 2
    }
    return energies.map { ($0 - energies[0]) / unit }
  }

  /// The part of the records at which V rests on no data.
  private func unsupported(_ orbits: [[[Double]]]) -> Estimate {
    let fractions = orbits.map { rows in
      let outside = (0...records).count { t in !surrogate.isSupported(rows.map { $0[t] }) }
      return Double(outside) / Double(records + 1)
    }
    return fractions.count > 1
      ? mean(ofIndependent: fractions)
      : Estimate(value: fractions.first ?? .nan, standardError: .nan)
  }

  private static func largest(_ orbits: [HamiltonianResult.Orbit]) -> Double {
    orbits.flatMap(\.energyError).reduce(0) { max($0, abs($1)) }
  }

  private static func periodDifference(
    _ trajectories: [HamiltonianResult.Trajectory]
  ) -> Estimate {
    let relative = trajectories.compactMap { trajectory -> Double? in
      let (mine, theirs) = (trajectory.period.surrogate.value, trajectory.period.original.value)
      return mine.isFinite && theirs > 0 ? (mine - theirs) / theirs : nil
    }
    guard relative.count > 1 else {
      return Estimate(value: relative.first ?? .nan, standardError: .nan)
    }
    return mean(ofIndependent: relative)
  }
}
