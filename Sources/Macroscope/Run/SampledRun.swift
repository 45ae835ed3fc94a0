import CoarseGraining
import Dynamics
import LinearAlgebra
import Statistics

/// What the sampling stage hands to the regressions and diagnostics.
struct SampledRun {
  let map: SamplingMap
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
  /// Forces of the burn-in, where the scenario asks for them.
  let burnInForces: ForceNormalEquations?
  let samples: SampleStore
  let traces: TraceRecorder
  let schedule: RecordSchedule
  let sinks: SinkReport
  let checkpoints: [Checkpoint]
  /// Momenta of all walkers at the end; none for a descent.
  let finalMomenta: [[Double]]
  /// Steps of the burn-in and of the recorded part.
  let burnInSteps: Int
  let steps: Int
  /// How the run came to its length, where an error of V was asked for.
  let target: Summary.TargetError?
  /// Steps per walker of ensembles beside that of the run.
  let auxiliarySteps: Int

  /// The data as they were some way through the run.
  struct Checkpoint: Sendable {
    let time: Double
    let temperature: Estimate
    let histogram: HistogramSnapshot?
    let forces: ForceMoments?
  }

  /// What the force regression is fitted to: the recorded forces, and those of the burn-in if wanted.
  var forces: ForceNormalEquations? { observer.forces?.union(burnInForces) }

  /// Evaluations of ∇f.
  var gradientEvaluations: Int { (auxiliarySteps + burnInSteps + steps) * layout.walkers }

  /// The time that was recorded.
  var time: Double { Double(steps) * map.step }

  /// The temperature of the recorded positions, with the cohorts' influences on it: the one in
  /// V = −T log ρ.
  let temperature: TemperatureReplicates
  /// Θ, whose trace over d is that temperature: T·I in a thermal run.
  let temperatureMatrix: CovarianceEstimate
}

extension ForceNormalEquations {
  /// These sums together with others, if there are any.
  func union(_ others: ForceNormalEquations?) -> ForceNormalEquations {
    guard let others else { return self }
    let sum = ForceNormalEquations(bases: bases, cohorts: cohorts)
    sum.add(self)
    sum.add(others)
    return sum
  }
}

extension SampledRun {
  /// As of the moments.
  func calibratedTemperatures(_ scenario: Scenario) throws -> TemperatureMatrix? {
    try moments.calibratedTemperatures(map, scenario)
  }

  /// The covariance of the positions, from the stored samples.
  func positionCovariance() throws -> Matrix {
    let d = moments.dimension
    let values = samples.position
    return try CovarianceEstimate(
      ofIndependent: stride(from: 0, to: values.count - d + 1, by: d).map {
        Array(values[$0..<($0 + d)])
      }
    ).value
  }
}

extension WalkerMoments {
  /// The temperature of the positions in the form that the regressions take.
  func temperatureReplicates(_ map: SamplingMap) throws -> TemperatureReplicates {
    let temperature = try configurationalTemperature(map)
    return TemperatureReplicates(
      value: temperature.estimate.value, replicates: temperature.influences)
  }

  /// Θ with the cohorts' influences on it, of a run that was calibrated: −T log ρ is then corrected for what is left of
  /// Θ − T·I. Nil for a run whose friction is as it is given, whose −T log ρ is reported as it is.
  func calibratedTemperatures(
    _ map: SamplingMap, _ scenario: Scenario
  ) throws -> TemperatureMatrix? {
    guard scenario.calibration.enabled, scenario.dimension > 1 else { return nil }
    let (mean, influences) = try configurationalTemperatureMatrix(map)
    let mobility =
      switch map {
      case .dampedVerlet(let map): try map.friction.inverse()
      case .gradientDescent(let map): map.preconditioner
      }
    return TemperatureMatrix(value: mean, replicates: influences, mobility: mobility)
  }
}
