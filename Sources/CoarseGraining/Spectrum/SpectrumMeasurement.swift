import Dynamics
import Foundation
import LinearAlgebra
import Potentials
import Statistics

/// One run of the ladder: an ensemble at one step, and what is read from it.
struct SpectrumMeasurement {
  let potential: any Potential
  let settings: ScaleSpectrum.Settings
  /// Physical times of the burn-in and of the recorded part.
  let burnInTime: Double
  let time: Double

  /// Parts of the recorded run; the law of the momenta across walkers is looked at after each.
  static let parts = 8
  /// Windows of consecutive gradients that are kept.
  static let windows = 8192
  static let lyapunovWalkers = 32
  static let lyapunovSteps = 256

  /// Steps that a time takes: at least `least`, in whole segments of the sampler.
  private func steps(_ time: Double, _ step: Double, least: Int) -> Int {
    let wanted = max(Int((time / step).rounded(.up)), least)
    return (wanted + 399) / 400 * 400
  }

  /// Steps of the burn-in.
  func burnInSteps(step h: Double) -> Int { steps(burnInTime, h, least: 800) }

  /// Samples at one step; `run` tells apart the ensembles of one seed.
  ///
  /// - Throws: `DynamicsError.diverged` above the stability limit, `.cancelled`; `StatisticsError`.
  func point(
    step h: Double, run: UInt64, threads: Int, unit: WorkUnit? = nil,
    cancellation: Cancellation?
  ) throws -> SpectrumPoint {
    let d = potential.dimension
    let map = try settings.map(step: h, dimension: d)
    let sampler = try EnsembleSampler(
      potential: potential, map: map, initial: settings.initial, walkers: settings.walkers,
      seed: settings.seed, run: run, threads: threads)
    let part = steps(time / Double(Self.parts), h, least: 400)
    // Every 4 to 20 steps: often enough for oscillations, and room for windows of four gradients.
    let every = part >= 8000 ? 20 : (part >= 2000 ? 10 : 4)
    let records = Self.parts * part / every
    let windowEvery = max(1, records * settings.walkers / Self.windows)
    let schedule = RecordSchedule(every: every, windowEvery: windowEvery)
    try sampler.advance(
      steps: burnInSteps(step: h), schedule: RecordSchedule(every: every),
      unit: unit?.part("burn_in"), cancellation: cancellation)
    sampler.resetSinkReport()

    let moments = MomentAccumulator(layout: sampler.layout, dimension: d)
    let samples = SampleStore(
      layout: sampler.layout, dimension: d, schedule: schedule, records: records)
    let total = Self.parts * part
    let distances = NormalDistances(sampler, looks: Self.parts)
    try sampler.advance(
      steps: total, schedule: schedule, observers: [moments, samples], others: [distances],
      unit: unit?.part("recorded"), cancellation: cancellation
    ) { distances.note($0, of: total) }
    return try summary(
      sampler, moments.snapshot(), samples, distances: distances.values, steps: total)
  }

  private func summary(
    _ sampler: EnsembleSampler, _ moments: WalkerMoments, _ samples: SampleStore,
    distances: [[Double]], steps: Int
  ) throws -> SpectrumPoint {
    let map = sampler.map
    let h = map.step
    let d = potential.dimension
    let temperature = try moments.configurationalTemperature(map).estimate
    let traces = try self.traces(moments, map)
    let strength = mean(ofIndependent: traces)
    let micro = try? MicroGradients(
      samples, temperature: temperature.value, resolution: stride(temperature.value, h))
    let noise = try self.noise(sampler, traces, temperature.value)
    return SpectrumPoint(
      step: h, time: Double(steps) * h, steps: steps, temperature: temperature,
      strength: strength, covariance: noise.covariance, eigenvalues: noise.eigenvalues,
      kurtosis: try (0..<d).map { try moments.kurtosis($0) },
      distance: distances.map { mean(ofIndependent: $0) },
      lagOneCorrelation: micro?.covariance.lagOneCorrelation ?? .undefined,
      colour: settings.integrator == .gradientDescent
        ? micro?.covariance.colour ?? .undefined : .undefined,
      sinks: sampler.sinks, lyapunovExponent: try lyapunov(sampler))
  }

  /// The trace in one dimension, the matrix in more.
  private func noise(
    _ sampler: EnsembleSampler, _ traces: [Double], _ temperature: Double
  ) throws -> EffectiveNoise {
    guard potential.dimension > 1 else {
      return EffectiveNoise(trace: mean(ofIndependent: traces))
    }
    // What turns from force into noise at this step is seen by half.
    let phase = settings.integrator.phaseAtJump.value
    let local = LocalNoise(
      potential, at: traces.indices.map { sampler.state(ofWalker: $0).q },
      deviation: LocalNoise.halfPhase / phase * stride(temperature, sampler.map.step),
      generator: Philox(seed: settings.seed, stream: sampler.map.step.bitPattern))
    return try EffectiveNoise(traces: traces, shapes: local.matrices, layout: sampler.layout)
  }

  /// Each walker's Tr G, from a balance that is exact for harmonic V.
  private func traces(_ moments: WalkerMoments, _ map: SamplingMap) throws -> [Double] {
    switch settings.integrator {
    case .dampedVerlet:
      // M = I: Tr G = (1 − E²)/a² · Tr Θ = (4/h²) tanh(γh/2) · Tr Θ.
      let factor = 4 / (map.step * map.step) * tanh(settings.friction * map.step / 2)
      return try moments.configurationalTemperatureMatrices(map).map { factor * $0.trace }
    case .gradientDescent:
      return zip(moments.gradientProducts(), moments.laggedGradientProducts()).map {
        $0.trace + $1.trace
      }
    }
  }

  /// How far a walker goes in one step along a coordinate: h√T, or η√E[u²] = √(2ηT).
  private func stride(_ temperature: Double, _ step: Double) -> Double {
    let temperature = max(temperature, 0)
    return switch settings.integrator {
    case .dampedVerlet: step * temperature.squareRoot()
    case .gradientDescent: (2 * step * temperature).squareRoot()
    }
  }

  private func lyapunov(_ sampler: EnsembleSampler) throws -> Estimate {
    let every = max(1, settings.walkers / Self.lyapunovWalkers)
    let states = (0..<min(Self.lyapunovWalkers, settings.walkers)).map {
      sampler.state(ofWalker: $0 * every)
    }
    // Far below every scale that the walkers feel, far above rounding.
    let extent = states.flatMap(\.q).map { abs($0) }.max() ?? 0
    let separation = 1e-9 * max(extent, 1e-3)
    let generator = Philox(seed: settings.seed, stream: 0x5CA1E)
    return switch settings.integrator {
    case .dampedVerlet:
      largestLyapunovExponent(
        of: potential, step: sampler.map.step, friction: settings.friction, states: states,
        steps: Self.lyapunovSteps, separation: separation, generator: generator)
    case .gradientDescent:
      largestLyapunovExponent(
        of: potential, learningRate: sampler.map.step, positions: states.map(\.q),
        steps: Self.lyapunovSteps, separation: separation, generator: generator)
    }
  }
}
