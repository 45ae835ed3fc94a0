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
  private let potentials: ScenarioPotentials

  /// The workload of a scenario with that section; `temperature`, `friction` and `step` must be given there.
  init(_ scenario: Scenario, _ section: LangevinSection, name: String) throws {
    self.name = name
    title = scenario.title
    self.scenario = scenario
    self.section = section
    potentials = try scenario.validate()
    let d = Double(scenario.dimension)
    var content = WorkContent(gradientOf: potentials.value)
    content.normals += d
    // Two drifts, two kicks, friction and noise of each coordinate.
    content.multiplyAdds += 6 * d
    self.content = content
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
        potential: potentials.value, integrator: .baoab(baoab), states: states,
        seed: scenario.sampling.seed, threads: threads)
      let recorder = SeriesRecorder(
        observables: potentials.observables, layout: ensemble.layout, records: section.records + 1)
      try ensemble.advance(
        records: section.records, stepsPerRecord: stepsPerRecord, observers: [recorder])
    }
  }
}
