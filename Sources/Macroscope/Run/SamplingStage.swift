import CoarseGraining
import Dynamics
import Foundation
import LinearAlgebra
import Potentials
import Statistics

/// Runs one ensemble: a burn-in that also finds what the accumulators need to know (temperature,
/// domain), then the recorded part.
struct SamplingStage {
  let scenario: Scenario
  let potential: any Potential
  let map: DampedVerlet
  /// Tells apart the runs of one seed.
  let run: UInt64
  /// Which attempt at a thermal run this is, from 1; shown to the user only.
  var round = 1
  let options: RunOptions

  /// How many times the data are looked at along the run, for the convergence plots.
  static let checkpoints = 16

  func sample() throws -> SampledRun {
    let sampling = scenario.sampling
    let sampler = try EnsembleSampler(
      potential: potential, map: map, initial: sampling.initial,
      walkers: sampling.walkers, seed: sampling.seed, run: run, threads: options.threads)
    let pilot = try burnIn(sampler)
    let axes = fitAxes(pilot)
    let records = sampling.records
    let schedule = RecordSchedule(
      every: sampling.recordEvery,
      windowEvery: sampling.storedSamples > 0
        ? max(1, (records * sampling.walkers + sampling.storedSamples - 1) / sampling.storedSamples)
        : 0)
    let d = scenario.dimension
    let moments = MomentAccumulator(layout: sampler.layout, dimension: d)
    let observer = makeObserver(axes.bins, axes.intervals, cohorts: sampler.layout.cohorts)
    let samples = SampleStore(
      layout: sampler.layout, dimension: d, schedule: schedule, records: records)
    let traces = TraceRecorder(layout: sampler.layout, dimension: d, records: records)
    let steps = records * sampling.recordEvery

    var checkpoints: [SampledRun.Checkpoint] = []
    var half: WalkerMoments?
    sampler.resetSinkReport()
    try sampler.advance(
      steps: steps, schedule: schedule, observers: [moments, observer, samples, traces],
      cancellation: options.cancellation
    ) { done in
      report(.sampling, done, steps)
      if half == nil, 2 * done >= steps { half = moments.snapshot() }
      guard done * Self.checkpoints >= steps * (checkpoints.count + 1) else { return }
      let seen = moments.snapshot()
      checkpoints.append(
        SampledRun.Checkpoint(
          time: Double(done) * map.step,
          temperature: (try? seen.configurationalTemperature(map).estimate) ?? .undefined,
          histogram: d <= 2 ? observer.histograms.first?.snapshot() : nil,
          forces: observer.forces?.snapshot()))
    }
    let total = moments.snapshot()
    let temperature = try total.configurationalTemperature(map)
    return SampledRun(
      map: map, layout: sampler.layout, axes: axes.bins, domain: axes.domain,
      intervals: axes.intervals, moments: total,
      firstHalf: half ?? total, observer: observer, samples: samples, traces: traces,
      schedule: schedule, sinks: sampler.sinks, checkpoints: checkpoints,
      finalMomenta: (0..<sampling.walkers).map { sampler.state(ofWalker: $0).p },
      burnInSteps: sampling.burnInSteps, steps: steps,
      temperature: TemperatureReplicates(
        value: temperature.estimate.value, replicates: temperature.influences),
      temperatureMatrix: try CovarianceEstimate(
        ofIndependentMatrices: total.configurationalTemperatureMatrices(map)))
  }

  /// What the burn-in tells: the momentum variances and where the walkers went.
  private struct Pilot {
    let momentumVariances: [Double]
    let positions: [[Double]]
  }

  /// Takes the burn-in steps; the second half is watched. Without a burn-in, a tenth of the run on
  /// an ensemble of its own stands in, so that no recorded step is lost.
  private func burnIn(_ sampler: EnsembleSampler) throws -> Pilot {
    let sampling = scenario.sampling
    let schedule = RecordSchedule(every: sampling.recordEvery)
    guard sampling.burnInSteps > 0 else {
      let pilot = try EnsembleSampler(
        potential: potential, map: map, initial: sampling.initial,
        walkers: sampling.walkers, seed: sampling.seed, run: run | 1 << 32,
        threads: options.threads)
      return try watch(
        pilot, steps: max(sampling.steps / 10, sampling.recordEvery), schedule: schedule)
    }
    let first = sampling.burnInSteps / 2
    try sampler.advance(
      steps: first, schedule: schedule, cancellation: options.cancellation
    ) { report(.burnIn, $0, sampling.burnInSteps) }
    return try watch(
      sampler, steps: sampling.burnInSteps - first, from: first, schedule: schedule)
  }

  private func watch(
    _ sampler: EnsembleSampler, steps: Int, from first: Int = 0, schedule: RecordSchedule
  ) throws -> Pilot {
    let moments = MomentAccumulator(layout: sampler.layout, dimension: scenario.dimension)
    var positions: [[Double]] = []
    func collect() {
      let stride = max(1, sampler.layout.walkers / 1000)
      for walker in Swift.stride(from: 0, to: sampler.layout.walkers, by: stride) {
        positions.append(sampler.state(ofWalker: walker).q)
      }
    }
    try sampler.advance(
      steps: steps, schedule: schedule, observers: [moments], cancellation: options.cancellation
    ) { done in
      report(.burnIn, first + done, first + steps)
      if positions.count < 100_000 { collect() }
    }
    let seen = moments.snapshot()
    let variances =
      seen.records > 0
      ? (0..<scenario.dimension).map { seen.ensembleMean(seen.index.momentumProduct($0, $0)) }
      : [Double](
        repeating: scenario.sampling.initial.momentumDeviation, count: scenario.dimension)
    return Pilot(momentumVariances: variances, positions: positions)
  }

  private func report(_ stage: RunStage, _ done: Int, _ total: Int) {
    options.progress(
      RunProgress(stage: stage, fraction: Double(done) / Double(max(total, 1)), round: round))
  }

  /// Bins and spline intervals of every coordinate.
  private struct FitAxes {
    var bins: [UniformAxis] = []
    var intervals: [Int] = []
    var domain: [ClosedRange<Double>] = []
  }

  /// Knots no finer than ℓ_i = h √(T_i/m_i), bins four times finer.
  ///
  /// The domain is the scenario's, or where 99 % of the walkers were with a margin. The fit reaches
  /// up to `margin` knot intervals beyond it, as far as there are samples: at the edge of a fit part
  /// of a period of the micro gradient is cut off and does not average out.
  private func fitAxes(_ pilot: Pilot) -> FitAxes {
    let d = scenario.dimension
    var axes = FitAxes()
    for i in 0..<d {
      let seen = pilot.positions.map { $0[i] }
      let range = scenario.domain?.intervals[i] ?? Self.automaticRange(seen)
      let width = range.upperBound - range.lowerBound
      let resolution = map.step * max(pilot.momentumVariances[i], 0).squareRoot()
      let knots =
        scenario.regression.knots?[i]
        ?? BSplineBasis.intervals(
          width: width, resolution: max(resolution, 1e-12 * width), dimension: min(d, 2))
      let spacing = width / Double(knots)
      func extra(_ reach: Double) -> Int {
        guard d <= 2, reach > 0 else { return 0 }
        return min(Self.margin, Int((reach / spacing).rounded(.up)))
      }
      let below = extra(range.lowerBound - (seen.min() ?? range.lowerBound))
      let above = extra((seen.max() ?? range.upperBound) - range.upperBound)
      let bins = max(4, (d == 1 ? scenario.regression.grid[i] : 100) / knots)
      axes.domain.append(range)
      axes.intervals.append(knots + below + above)
      axes.bins.append(
        UniformAxis(
          lower: range.lowerBound - Double(below) * spacing,
          upper: range.upperBound + Double(above) * spacing, count: bins * (knots + below + above)))
    }
    return axes
  }

  /// Knot intervals that the fit may reach beyond the domain.
  static let margin = 4

  static func automaticRange(_ values: [Double]) -> ClosedRange<Double> {
    let sorted = values.sorted()
    guard let first = sorted.first, let last = sorted.last, last > first else {
      let centre = sorted.first ?? 0
      return (centre - 1)...(centre + 1)
    }
    let lower = sorted[Int(0.005 * Double(sorted.count - 1))]
    let upper = sorted[Int(0.995 * Double(sorted.count - 1))]
    let margin = 0.1 * (upper > lower ? upper - lower : last - first)
    return (lower - margin)...(upper + margin)
  }

  private func makeObserver(
    _ axes: [UniformAxis], _ intervals: [Int], cohorts: Int
  ) -> PotentialObserver {
    let d = scenario.dimension
    let methods = scenario.regression.methods
    guard d <= 2 else {
      let histograms = MarginalFreeEnergies.histograms(
        domain: axes.map { $0.lower...$0.upper },
        pairs: scenario.regression.pairs.map { ($0.first, $0.second) }, cohorts: cohorts)
      return PotentialObserver(histograms: histograms, forces: nil)
    }
    let histogram = Histogram(axes: axes, components: Array(0..<d), cohorts: cohorts)
    let bases = zip(axes, intervals).map { BSplineBasis(on: $0, intervals: $1) }
    return PotentialObserver(
      histograms: methods.contains(.density) ? [histogram] : [],
      forces: ForceNormalEquations(bases: bases, cohorts: cohorts))
  }
}
