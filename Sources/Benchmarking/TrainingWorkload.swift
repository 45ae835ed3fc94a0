import Dynamics
import Macroscope
import Potentials
import Statistics
import Surrogates

/// Training samples a second of a scenario's `[surrogate]`, on values and gradients of its function at positions of its
/// initial law: of one network on one thread, and on several of as many networks, which is how ensembles and folds are
/// trained.
struct TrainingWorkload: Workload {
  let name: String
  let title: String
  let unit = "samples"
  let content: WorkContent
  let interpreted: (any Workload)? = nil
  private let scenario: Scenario
  private let section: SurrogateSection
  private let data: TrainingSet

  /// The workload of a scenario with that section.
  init(_ scenario: Scenario, _ section: SurrogateSection, name: String) throws {
    self.name = name
    title = scenario.title
    self.scenario = scenario
    self.section = section
    let d = scenario.dimension
    let potential = try scenario.validate().value
    let positions = scenario.sampling.initial.states(
      count: scenario.sampling.storedSamples, dimension: d,
      generator: Philox(seed: scenario.sampling.seed, stream: 1)
    ).map(\.q)
    data = try TrainingSet(
      dimension: d, positions: positions.flatMap { $0 }, values: potential.values(at: positions),
      gradients: potential.gradients(at: positions).flatMap { $0 })
    let widths = [d] + section.hidden + [1]
    let weights = zip(widths, widths.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
    var content = WorkContent()
    // Forward, and backward to the inputs and to the weights; twice that where the loss has ∇V.
    content.matrixMultiplyAdds = Double(weights) * (section.loss.force > 0 ? 6 : 3)
    self.content = content
  }

  func measure(threads: Int, seconds: Double) throws -> Throughput {
    let architecture = NetworkArchitecture(
      inputs: scenario.dimension, hidden: section.hidden, activation: section.activation)
    let start = Network<Float>(
      architecture, generator: Philox(seed: scenario.sampling.seed, stream: 2))
    let loss = Loss(value: section.loss.value, gradient: section.loss.force)
    let settings = TrainingSettings(epochs: section.epochs, batchSize: section.batch)
    let samples = data.count * section.epochs * threads
    return try Throughput(units: Double(samples), seconds: seconds) {
      _ = try parallelMap(threads, threads: threads) { [data] _ in
        let trainer = try Trainer(
          LossEvaluation<Float>(architecture, loss: loss), training: data, settings: settings)
        return try trainer.train(from: start.parameters).outcome
      }
    }
  }
}
