import CoarseGraining
import Dynamics
import Statistics

/// What the sampling stage hands to the regressions and diagnostics.
struct SampledRun {
  let map: DampedVerlet
  let layout: EnsembleLayout
  /// The bins of the fit, which reach a little beyond the reported domain.
  let axes: [UniformAxis]
  /// What is reported of every coordinate.
  let domain: [ClosedRange<Double>]
  /// Number of spline intervals of each coordinate.
  let intervals: [Int]
  let moments: WalkerMoments
  /// The moments of the first half of the recorded run.
  let firstHalf: WalkerMoments
  let observer: PotentialObserver
  let samples: SampleStore
  let traces: TraceRecorder
  let schedule: RecordSchedule
  let sinks: SinkReport
  let checkpoints: [Checkpoint]
  /// Momenta of all walkers at the end.
  let finalMomenta: [[Double]]
  /// Steps of the burn-in and of the recorded part.
  let burnInSteps: Int
  let steps: Int

  /// The data as they were some way through the run.
  struct Checkpoint {
    let time: Double
    let temperature: Estimate
    let histogram: HistogramSnapshot?
    let forces: ForceMoments?
  }

  /// The time that was recorded.
  var time: Double { Double(steps) * map.step }

  /// The temperature of the recorded positions, with the cohorts' influences on it: the one in
  /// V = −T log ρ.
  let temperature: TemperatureReplicates
  /// Θ, whose trace over d is that temperature: T·I in a thermal run.
  let temperatureMatrix: CovarianceEstimate
}
