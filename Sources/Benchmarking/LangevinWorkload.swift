import Comparison
import Dynamics
import LinearAlgebra
import Macroscope
import Potentials

/// Steps of BAOAB on a scenario's function under its `[langevin]`, with the series of its observables.
struct LangevinWorkload: Workload {
  let name: String
  let title: String
  let unit = "walker steps"
  let content: WorkContent
  private let scenario: Scenario
  private let section: LangevinSection
  private var potential: ExpressionPotential
  private let observables: [Expression]

  /// The workload of a scenario with that section; `temperature`, `friction` and `step` must be given there.
  init(
    _ scenario: Scenario, _ section: LangevinSection, name: String, kernel: KernelChoice
  ) throws {
    self.name = name
    title = scenario.title
    self.scenario = scenario
    self.section = section
    let potentials = try scenario.validate()
    potential = kernel.apply(
      to: potentials.value, evaluations: .infinity, compiler: .ofUser())
    observables = potentials.observables
    let d = Double(scenario.dimension)
    var content = WorkContent(gradientOf: potential)
    content.normals += d
    // Two drifts, two kicks, friction and noise of each coordinate.
    content.multiplyAdds += 6 * d
    self.content = content
  }

  var interpreted: (any Workload)? {
    guard potential.nativeGradient != nil else { return nil }
    var workload = self
    workload.potential = potential.interpreted
    return workload
  }

  func measure(threads: Int, seconds: Double) throws -> Throughput {
    guard let temperature = section.temperature, let friction = section.friction,
      let step = section.step
    else {
      throw scenario.error(
        at: "langevin", "a benchmark needs 'temperature', 'friction' and 'step' in [langevin]")
    }
    let baoab = try BAOAB(step: step, friction: friction, temperature: temperature)
    let initial = InitialLaw(
      positions: section.initial, momentumDeviation: temperature.squareRoot())
    let states = initial.states(
      count: section.trajectories, dimension: scenario.dimension,
      generator: .init(seed: scenario.sampling.seed, stream: 1))
    let stepsPerRecord = max(1, Int((section.recordInterval / step).rounded()))
    return try Throughput(
      units: Double(section.trajectories * section.records * stepsPerRecord), seconds: seconds
    ) {
      let ensemble = try TrajectoryEnsemble(
        potential: potential, integrator: .baoab(baoab), states: states,
        seed: scenario.sampling.seed, threads: threads)
      let recorder = SeriesRecorder(
        observables: observables, layout: ensemble.layout, records: section.records + 1)
      try ensemble.advance(
        records: section.records, stepsPerRecord: stepsPerRecord, observers: [recorder])
    }
  }
}
