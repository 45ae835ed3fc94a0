import Dynamics
import Potentials
import Statistics

extension ScaleSpectrum {
  /// Snapshots of the walkers that positions are taken from.
  private static let snapshots = 16

  /// The variogram of the gradient where walkers of the highest plateau are; without plateaus, when they may
  /// all be caught at one phase of a wave, where they start. Nil when it cannot be had.
  ///
  /// - Throws: `DynamicsError.cancelled`.
  func variogram(
    of potential: any Potential, _ range: ScanRange, _ staircase: PlateauAnalysis,
    _ cancellation: Cancellation?
  ) throws -> GradientVariogram? {
    var options = GradientVariogram.Settings()
    options.seed = settings.seed
    options.threads = settings.threads
    options.cohorts = min(options.cohorts, settings.walkers)
    guard options.cohorts > 1 else { return nil }
    if let step = staircase.plateaus.first?.recommendedStep {
      do {
        let positions = try visited(potential, range, step: step, options, cancellation)
        return try GradientVariogram(
          of: potential, at: positions, options, cancellation: cancellation)
      } catch DynamicsError.cancelled {
        throw DynamicsError.cancelled
      } catch {
        // Walkers that run away after all: take them where they start.
      }
    }
    do {
      return try GradientVariogram(
        of: potential, at: started(potential, options), options, cancellation: cancellation)
    } catch DynamicsError.cancelled {
      throw DynamicsError.cancelled
    } catch {
      return nil
    }
  }

  /// Positions of walkers at several times, those of one walker in one cohort.
  private func visited(
    _ potential: any Potential, _ range: ScanRange, step: Double,
    _ options: GradientVariogram.Settings, _ cancellation: Cancellation?
  ) throws -> [[Double]] {
    let sampler = try EnsembleSampler(
      potential: potential, map: settings.map(step: step, dimension: potential.dimension),
      initial: settings.initial, walkers: settings.walkers, seed: settings.seed, run: 1 << 42,
      threads: settings.threads)
    let measurement = SpectrumMeasurement(
      potential: potential, settings: settings, burnInTime: range.burnInTime, time: range.time)
    let steps = measurement.burnInSteps(step: step)
    let schedule = RecordSchedule(every: 4)
    try sampler.advance(steps: steps, schedule: schedule, cancellation: cancellation)
    let walkers = settings.walkers / options.cohorts * options.cohorts
    var positions: [[Double]] = []
    for _ in 0..<Self.snapshots {
      try sampler.advance(
        steps: max(steps / Self.snapshots, 400), schedule: schedule, cancellation: cancellation)
      positions += (0..<walkers).map { sampler.state(ofWalker: $0).q }
    }
    return positions
  }

  /// Positions that walkers start from, blurred: a law of few points would miss the phases of the waves.
  private func started(
    _ potential: any Potential, _ options: GradientVariogram.Settings
  ) -> [[Double]] {
    let draws = Philox(seed: settings.seed, stream: 0x5CA9)
    let d = potential.dimension
    var positions = (0..<options.draws).map {
      settings.initial.draw(walker: $0, dimension: d, generator: draws).q
    }
    let blur = Philox(seed: settings.seed, stream: 0x5CAA)
    for i in 0..<d {
      let (mean, variance) = meanAndVariance(of: positions.map { $0[i] })
      let width = 0.3 * max(variance.squareRoot(), 1e-3 * max(abs(mean), 1))
      for n in positions.indices {
        positions[n][i] += width * blur.normals(UInt64(n), UInt64(i)).0
      }
    }
    return positions
  }
}
