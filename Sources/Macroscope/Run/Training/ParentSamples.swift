import LinearAlgebra
import Statistics
import Surrogates

/// The stored samples of a parent's run with the weights that make them stand for samples of this run's law
/// (docs/transfer.md).
///
/// Both runs have the same f and the same step, hence the same V and the same law of ∇f at a place; only how
/// often places are visited differs. Where positions follow exp(−V/T), that is known from V, for which the
/// parent's networks serve, and from the two temperatures. A descent in several dimensions has no such law; then
/// the ratio of the densities is fitted to both sets of samples.
struct ParentSamples {
  /// The samples as they are trained on.
  let data: TrainingSet
  /// One for each sample; their sum is 1.
  let weights: ImportanceWeights
  /// What speaks against them; empty when nothing does.
  let warnings: [String]

  var summary: Summary.Surrogate.Importance {
    Summary.Surrogate.Importance(
      samples: weights.count, effectiveSamples: weights.effectiveSampleSize,
      // Weights that are all alike have no tail.
      tailShape: weights.tailShape.isNaN ? 0 : weights.tailShape,
      tailShapeLimit: weights.tailShapeLimit, isUsed: warnings.isEmpty)
  }

  /// They are not worth the time where they count less than this part of the run's own samples …
  static let leastShare = 0.01
  /// … or so many samples.
  static let fewest = 100.0
  /// Positions that a ratio of densities is fitted to, of each run.
  static let ratioPositions = 20_000

  /// The samples of a parent with their weights.
  ///
  /// - Parameters:
  ///   - source: a parent with its samples.
  ///   - own: the run's own samples, for their number and, where there is no Gibbs law, their places.
  ///   - temperature: T of this run.
  ///   - standardisation: of the networks to be trained.
  ///   - bases: what the networks correct.
  ///   - threads: to compute on.
  /// - Throws: `TrainingError` for samples that are damaged, `ValidationError` where no weights can be found.
  init(
    _ source: TransferSource, own: TrainingSamples, temperature: Double,
    standardisation: Standardisation, bases: [SurrogateModel], threads: Int
  ) throws {
    guard let stored = source.results.samples else {
      throw TrainingError.invalidData("the results '\(source.name)' hold no samples")
    }
    let sampling = source.scenario.sampling
    let samples = try TrainingSamples(
      stored, walkers: sampling.walkers,
      time: sampling.recordedTime(source.results.summary.sampling))
    var warnings: [String] = []
    if sampling.integrator == .dampedVerlet || samples.dimension == 1 {
      let energies = NeuralPotential(source.model).values(
        at: samples.positions, threads: threads)
      weights = try ImportanceWeights(
        source: energies,
        sourceTemperature: source.results.summary.potentialTemperature.value, target: energies,
        targetTemperature: temperature)
    } else {
      func places(_ samples: TrainingSamples) -> Matrix {
        TrainingSamples.rows(samples.thinned(to: Self.ratioPositions), of: samples.positions)
      }
      let ratio = try DensityRatio(source: places(samples), target: places(own), degree: 4)
      weights = try ImportanceWeights(logRatios: ratio.logRatios(at: samples.positions))
      if let warning = ratio.warning { warnings.append(warning) }
    }
    // The noise of the gradients is independent from sample to sample, so correlation of the places does
    // not lessen what they are worth.
    self.warnings =
      warnings
      + weights.warnings(
        minimumEffectiveSize: max(Self.fewest, Self.leastShare * Double(own.count)))
    data = try TrainingSet(
      dimension: samples.dimension, positions: samples.positions.elements,
      gradients: TrainingTargets.gradients(
        samples.gradients.elements, at: samples.positions, bases: bases, threads: threads),
      standardisation: standardisation)
  }
}
