import Potentials
import Statistics
import Surrogates

/// One scale of a run at several steps, as the networks of all scales are trained on it.
struct ConditionedScale {
  let results: RunResults
  let samples: TrainingSamples
  /// Which walkers each network has, and a single one leaves out: the same as in the training of this scale alone.
  private let draws: WalkerDraws?
  private let split: BlockSplit
  let step: Double
  let temperature: Double
  /// How far a walker goes in a step.
  let resolution: Double
  let reference: ExpressionPotential?
  /// The networks of this scale alone.
  let alone: SurrogateResults

  /// From results with their samples and networks.
  ///
  /// - Throws: `ScenarioError` where one of both is missing.
  init(_ results: RunResults, section: SurrogateSection) throws {
    let scenario = try Scenario(text: results.scenarioText, path: "scenario.toml")
    guard let stored = results.samples, let alone = results.surrogate else {
      throw scenario.error(
        at: "surrogate", "the results of a scale hold no samples or no networks",
        hint: "run the whole scenario again with report.samples = true")
    }
    let sampling = scenario.sampling
    samples = try TrainingSamples(
      stored, walkers: sampling.walkers,
      time: sampling.recordedTime(results.summary.sampling))
    split = try BlockSplit.byWalker(samples.walkers, folds: section.folds, seed: sampling.seed)
    draws =
      section.ensemble > 1
      ? WalkerDraws(walkers: samples.walkers, networks: section.ensemble, seed: sampling.seed)
      : nil
    step = sampling.step
    temperature = results.summary.potentialTemperature.value
    resolution = TrainingStage.resolution(sampling, temperature: temperature)
    reference = try scenario.makePotentials().reference
    self.alone = alone
    self.results = results
  }

  /// The samples that network m is trained on, in order, some of them several times.
  func trainingRows(_ member: Int) -> [Int] { draws?.rows(member) ?? split.training(0) }

  /// Those of the walkers that it lacks.
  func leftOut(_ member: Int) -> [Int] { draws?.leftOut(member) ?? split.heldOut(0) }

  /// The weights of the samples of each scale, 1 on average: inverse to the variance of the noise in a gradient,
  /// as weighted least squares wants it. Where there is hardly any noise, a hundredth of the mean of |∇f|² stands
  /// for it, so that no scale is left out.
  static func weights(_ scales: [ConditionedScale]) -> [Double] {
    let inverse = scales.map { scale -> Double in
      let squares = scale.samples.gradients.elements.reduce(0) { $0 + $1 * $1 }
      let all = squares / Double(scale.samples.count)
      return 1 / max(scale.results.summary.noiseStrength?.value ?? all, 0.01 * all)
    }
    let counts = scales.map { Double($0.samples.count) }
    let mean = zip(inverse, counts).reduce(0) { $0 + $1.0 * $1.1 } / counts.reduce(0, +)
    return inverse.map { $0 / mean }
  }
}
