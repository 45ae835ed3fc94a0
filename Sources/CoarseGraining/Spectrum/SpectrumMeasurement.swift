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
    step h: Double, run: UInt64, threads: Int, cancellation: Cancellation?
  ) throws -> SpectrumPoint {
    let d = potential.dimension
    let map = try DampedVerlet(step: h, friction: settings.friction * Matrix.identity(d))
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
      cancellation: cancellation)
    sampler.resetSinkReport()

    let moments = MomentAccumulator(layout: sampler.layout, dimension: d)
    let samples = SampleStore(
      layout: sampler.layout, dimension: d, schedule: schedule, records: records)
    let total = Self.parts * part
    var distances = [[Double]](repeating: [], count: d)
    var looks = 0
    try sampler.advance(
      steps: total, schedule: schedule, observers: [moments, samples], cancellation: cancellation
    ) { done in
      guard done * Self.parts >= total * (looks + 1) else { return }
      looks += 1
      let momenta = (0..<settings.walkers).map { sampler.state(ofWalker: $0).p }
      for i in 0..<d {
        // Momenta that are all the same (walkers at rest) have no test.
        guard let test = try? andersonDarling(momenta.map { $0[i] }) else { continue }
        distances[i].append(test.effectSize)
      }
    }
    return try summary(sampler, moments.snapshot(), samples, distances: distances, steps: total)
  }

  private func summary(
    _ sampler: EnsembleSampler, _ moments: WalkerMoments, _ samples: SampleStore,
    distances: [[Double]], steps: Int
  ) throws -> SpectrumPoint {
    let map = sampler.map
    let h = map.step
    let d = potential.dimension
    let temperature = try moments.configurationalTemperature(map).estimate
    // Tr of the energy balance for M = I: Tr G = (1 − E²)/a² · Tr Θ = (4/h²) tanh(γh/2) · Tr Θ.
    let factor = 4 / (h * h) * tanh(settings.friction * h / 2)
    let strength = Double(d) * factor * temperature
    let micro = try? MicroGradients(samples, temperature: temperature.value, step: h)
    let covariance = Self.matrix(strength, shape: micro?.covariance.estimate, dimension: d)
    return SpectrumPoint(
      step: h, time: Double(steps) * h, steps: steps, temperature: temperature,
      strength: strength, covariance: covariance, eigenvalues: try Self.eigenvalues(covariance),
      kurtosis: try (0..<d).map { try moments.kurtosis($0) },
      distance: distances.map { mean(ofIndependent: $0) },
      lagOneCorrelation: micro?.covariance.lagOneCorrelation ?? .undefined,
      sinks: sampler.sinks, lyapunovExponent: lyapunov(sampler, temperature.value))
  }

  /// The residual estimator's matrix with the trace of the energy balance, which needs no fit of V.
  private static func matrix(
    _ strength: Estimate, shape: CovarianceEstimate?, dimension d: Int
  ) -> CovarianceEstimate {
    guard d > 1 else {
      return CovarianceEstimate(
        value: Matrix(rows: 1, columns: 1, elements: [strength.value]),
        standardErrors: Matrix(rows: 1, columns: 1, elements: [strength.standardError]))
    }
    guard let shape, shape.value.trace > 0 else {
      let unknown = [Double](repeating: .nan, count: d * d)
      return CovarianceEstimate(
        value: Matrix(rows: d, columns: d, elements: unknown),
        standardErrors: Matrix(rows: d, columns: d, elements: unknown))
    }
    let scale = strength.value / shape.value.trace
    let relative = strength.standardError / strength.value
    var value = scale * shape.value
    var errors = scale * shape.standardErrors
    for i in 0..<d {
      for j in 0..<d {
        errors[i, j] =
          (errors[i, j] * errors[i, j]
          + relative * relative * value[i, j] * value[i, j]).squareRoot()
      }
    }
    value = value.symmetrized
    return CovarianceEstimate(value: value, standardErrors: errors)
  }

  /// Eigenvalues with errors to first order, entries taken as independent.
  private static func eigenvalues(_ covariance: CovarianceEstimate) throws -> [Estimate] {
    let matrix = covariance.value
    guard matrix.elements.allSatisfy(\.isFinite) else {
      return [Estimate](repeating: .undefined, count: matrix.rows)
    }
    let eigen = try SymmetricEigen(matrix)
    return eigen.values.enumerated().map { k, value in
      var variance = 0.0
      for i in 0..<matrix.rows {
        for j in 0...i {
          let weight = (i == j ? 1 : 2) * eigen.vectors[i, k] * eigen.vectors[j, k]
          variance +=
            (weight * covariance.standardErrors[i, j]) * (weight * covariance.standardErrors[i, j])
        }
      }
      return Estimate(value: value, standardError: variance.squareRoot())
    }
  }

  private func lyapunov(_ sampler: EnsembleSampler, _ temperature: Double) -> Estimate {
    let stride = max(1, settings.walkers / Self.lyapunovWalkers)
    let states = (0..<min(Self.lyapunovWalkers, settings.walkers)).map {
      sampler.state(ofWalker: $0 * stride)
    }
    // Far below every scale that the walkers feel, far above rounding.
    let extent = states.flatMap(\.q).map { abs($0) }.max() ?? 0
    return largestLyapunovExponent(
      of: potential, step: sampler.map.step, friction: settings.friction, states: states,
      steps: Self.lyapunovSteps, separation: 1e-9 * max(extent, 1e-3),
      generator: Philox(seed: settings.seed, stream: 0x5CA1E))
  }
}
