import CoarseGraining
import Dynamics
import LinearAlgebra
import Macroscope
import Potentials

/// Steps of the damped map under a scenario's `[sampling]`; in one and two dimensions with moments, and the histogram of its
/// `[regression]`.
///
/// The map's friction is that of the scenario in every direction: no sweep, no calibration.
struct SamplingWorkload: Workload {
  let name: String
  let title: String
  let unit = "walker steps"
  let content: WorkContent
  private let scenario: Scenario
  private var potential: ExpressionPotential

  /// The workload of a scenario.
  init(_ scenario: Scenario, name: String, kernel: KernelChoice) throws {
    self.name = name
    title = scenario.title
    self.scenario = scenario
    potential = kernel.apply(
      to: try scenario.validate().value, evaluations: .infinity, compiler: .ofUser())
    var content = WorkContent(gradientOf: potential)
    // The drift and the kick of each coordinate.
    content.multiplyAdds += 3 * Double(scenario.dimension)
    self.content = content
  }

  var interpreted: (any Workload)? {
    guard potential.nativeGradient != nil else { return nil }
    var workload = self
    workload.potential = potential.interpreted
    return workload
  }

  func measure(threads: Int, seconds: Double) throws -> Throughput {
    let sampling = scenario.sampling
    let d = scenario.dimension
    let map = try DampedVerlet(
      step: sampling.step, friction: sampling.friction * Matrix.identity(d))
    let sampler = try EnsembleSampler(
      potential: potential, map: map, initial: sampling.initial, walkers: sampling.walkers,
      seed: sampling.seed, threads: threads)
    var observers: [any BlockObserver] = []
    if d <= 2, let domain = scenario.domain {
      let axes = zip(domain.intervals, scenario.regression.grid).map {
        UniformAxis(lower: $0.lowerBound, upper: $0.upperBound, count: $1)
      }
      observers = [
        MomentAccumulator(layout: sampler.layout, dimension: d),
        PotentialObserver(
          histograms: [
            Histogram(axes: axes, components: Array(0..<d), cohorts: sampler.layout.cohorts)
          ], forces: nil),
      ]
    }
    let schedule = RecordSchedule(every: sampling.recordEvery)
    return try Throughput(units: Double(sampling.walkers * sampling.steps), seconds: seconds) {
      try sampler.advance(steps: sampling.steps, schedule: schedule, observers: observers)
    }
  }
}
