import Dynamics
import LinearAlgebra
import Potentials
import Statistics
import Surrogates

/// Trains one ensemble of networks g_θ(A_s (q − c)) on the samples of all scales of a run at several steps, and
/// sets it beside the networks that each scale was trained with alone (docs/decomposition.md).
///
/// It needs the results of the scales with their samples and networks. Nothing of what it finds depends on the
/// number of threads.
struct ConditionedTraining {
  let section: SurrogateSection
  let scales: [ConditionedScale]
  let training: NetworkTraining
  let conditioning: ScaleConditioning
  let seed: UInt64
  let sha256: String
  let options: RunOptions
  /// Where the samples of each scale begin among all of them.
  private let firstRows: [Int]

  /// - Throws: `ScenarioError` for results without samples or networks, `TrainingError` for samples that cannot be
  ///   trained on.
  init(
    _ scenario: MultiscaleScenario, section: SurrogateSection, results: [RunResults],
    options: RunOptions
  ) throws {
    self.section = section
    self.options = options
    seed = scenario.seed
    sha256 = scenario.source.sha256
    let scales = try results.map { try ConditionedScale($0, section: section) }
    self.scales = scales
    let samples = scales.map(\.samples)
    firstRows = samples.indices.map { s in samples[..<s].reduce(0) { $0 + $1.count } }
    let positions = Matrix(
      rows: samples.reduce(0) { $0 + $1.count }, columns: samples[0].dimension,
      elements: samples.flatMap(\.positions.elements))
    var standardisation = try Standardisation(positions: positions)
    let temperatures = scales.map(\.temperature)
    standardisation.scale = temperatures.reduce(0, +) / Double(temperatures.count)
    conditioning = ScaleConditioning(
      standardisation: standardisation, steps: scales.map(\.step), temperatures: temperatures)
    let resolution = scales.map(\.resolution).min() ?? 1
    let values = try scales.map {
      try TrainingStage.values($0.samples, section: section, results: $0.results)
    }
    training = NetworkTraining(
      section: section,
      architecture: section.architecture(
        inputs: conditioning.inputs,
        bandwidth: TrainingStage.bandwidth(standardisation.deviation, resolution: resolution)),
      standardisation: standardisation, coordinates: results[0].summary.scenario.coordinates,
      data: try TrainingSet(
        dimension: positions.columns, positions: positions.elements,
        values: section.loss.value > 0 ? values.flatMap { $0 ?? [] } : nil,
        gradients: samples.flatMap(\.gradients.elements),
        weights: zip(scales, ConditionedScale.weights(scales)).flatMap {
          [Double](repeating: $1, count: $0.samples.count)
        },
        scales: samples.enumerated().flatMap { [Int](repeating: $0, count: $1.count) },
        standardisation: standardisation),
      temperature: standardisation.scale, threads: options.threads, seed: scenario.seed,
      cancellation: options.cancellation, journal: options.journal, conditioning: conditioning)
  }

  /// The results of the whole with these networks in them.
  ///
  /// - Throws: `DynamicsError.cancelled`, `TrainingError`, `SurrogateModelError`.
  func run(_ whole: MultiscaleResults) throws -> MultiscaleResults {
    let meter = TrainingMeter(
      total: Double(section.ensemble * section.epochs * training.data.count),
      report: options.progress)
    let ensemble = try trainEnsemble(meter)
    let networks = try training.model(ensemble.map(\.parameters), training: record(ensemble))
    var model =
      section.uncertainty == .dropout
      ? try networks.thinned(count: section.dropoutSamples, seed: seed) : networks
    model = try model.confined(
      by: TrainingStage.confinement(
        of: scales.indices.map { NeuralPotential(model, scale: $0) },
        samples: scales.map(\.samples),
        temperature: scales.map(\.temperature).max() ?? 0, seed: seed, threads: options.threads))
    let diverged = ensemble.first { $0.hasDiverged }
    let weights = ConditionedScale.weights(scales)
    let summary = MultiscaleSummary.Conditioned(
      architecture: .init(training.architecture), parameters: model.layout.trainableCount,
      ensemble: ensemble.count,
      dropoutSamples: section.uncertainty == .dropout ? section.dropoutSamples : nil,
      samples: training.data.count, epochs: section.epochs, bestEpochs: ensemble.map(\.best.epoch),
      trainLoss: mean(ensemble.map(\.bestTrainingLoss)),
      validationLoss: mean(ensemble.map(\.best.loss)),
      samplesPerSecond: mean(ensemble.map(\.samplesPerSecond)),
      outcome: (diverged ?? ensemble[0]).outcome.description, hasDiverged: diverged != nil,
      scales: try scales.indices.map {
        try compare($0, model: model, networks: networks, weight: weights[$0], meter: meter)
      })
    var verdicts = Verdicts()
    verdicts.judge(summary)
    var results = whole
    results.surrogate = SurrogateResults(model: model, curves: ensemble.map { .init($0.curve) })
    results.summary.conditioned = summary
    results.summary.verdicts += verdicts.list
    let added = try potentials(model, on: whole)
    let methods = Set(added.map(\.method))
    results.potentials.removeAll { methods.contains($0.method) }
    results.potentials += added
    return results
  }

  // MARK: - Training

  /// Random numbers of these networks, apart from those of single scales.
  private static let firstIndex: UInt64 = 5000

  private func trainEnsemble(_ meter: TrainingMeter) throws -> [TrainingResult] {
    try training.parallelMap(section.ensemble) { member, training in
      let rows = all { $0.trainingRows(member) }
      return try meter.follow(
        "all scales, network \(member + 1) of \(section.ensemble)",
        work: Double(rows.count * section.epochs)
      ) {
        try training.train(
          Self.firstIndex + UInt64(member), on: .listed(rows),
          validation: .listed(all { $0.leftOut(member) }), epochs: section.epochs, progress: $0)
      }
    }
  }

  /// Rows of the samples of all scales from those of each.
  private func all(_ rows: (ConditionedScale) -> [Int]) -> [Int] {
    zip(scales, firstRows).flatMap { scale, first in rows(scale).map { first + $0 } }
  }

  private func record(_ ensemble: [TrainingResult]) -> TrainingRecord {
    let program = Summary.Program.current
    let losses = ensemble.map(\.bestTrainingLoss).filter(\.isFinite)
    let heldOut = ensemble.map(\.best.loss).filter(\.isFinite)
    return TrainingRecord(
      program: "\(program.name) \(program.version)", scenarioSHA256: sha256,
      temperature: training.temperature, seed: seed, samples: training.data.count,
      epochs: ensemble.map(\.best.epoch).max(), optimiser: section.optimiser.rawValue,
      trainingLoss: losses.isEmpty ? [:] : ["total": mean(losses)],
      validationLoss: heldOut.isEmpty ? [:] : ["total": mean(heldOut)])
  }

  // MARK: - Against one network for each scale

  private func compare(
    _ index: Int, model: SurrogateModel, networks: SurrogateModel, weight: Double,
    meter: TrainingMeter
  ) throws -> MultiscaleSummary.Conditioned.Scale {
    let scale = scales[index]
    let potential = NeuralPotential(model, scale: index, support: scale.alone.support)
    let pair = try pairedLosses(index, networks: networks)
    let validation = NetworkValidation(
      training, samples: scale.samples, reference: nil, meter: meter)
    let results = scale.results
    let grid: NetworkGrid? =
      results.grid.isEmpty
      ? nil
      : try NetworkGrid(
        potential, axes: results.grid, reference: results.reference, temperature: scale.temperature,
        threads: options.threads)
    let inside = TrainingSamples.rows(
      scale.samples.thinned(to: 10_000), of: scale.samples.positions)
    let forces = potential.gradients(at: inside, threads: options.threads).elements
    return MultiscaleSummary.Conditioned.Scale(
      step: scale.step, parameter: conditioning.parameters[index], weight: weight,
      temperature: scale.temperature, noiseFloor: results.summary.noiseStrength,
      loss: pair.first, aloneLoss: pair.second, difference: pair.difference,
      forceSquare: forces.reduce(0) { $0 + $1 * $1 } / Double(inside.rows),
      forceError: validation.forceError(of: potential, reference: scale.reference),
      aloneForceError: results.summary.surrogate?.forceError, rmse: grid?.rmse,
      aloneRmse: results.summary.effectivePotential[RunResults.networkMethod]?.rmse)
  }

  /// The squared force errors of network m of all scales and of network m of this scale, on the walkers that both
  /// were trained without.
  private func pairedLosses(_ index: Int, networks: SurrogateModel) throws -> PairedLosses {
    let scale = scales[index]
    let shared = try networks.split
    let alone = try scale.alone.model.unthinned.split
    var losses: (shared: [Double], alone: [Double]) = ([], [])
    var walkers: [Int] = []
    for member in 0..<min(shared.count, alone.count) {
      let rows = scale.leftOut(member)
      let points = TrainingSamples.rows(rows, of: scale.samples.positions)
      for potential in [
        NeuralPotential(shared[member], scale: index), NeuralPotential(alone[member]),
      ] {
        let errors = scale.samples.squaredErrors(
          potential.gradients(at: points, threads: options.threads), rows: rows)
        if potential.model.header.scales.count > 1 {
          losses.shared += errors
        } else {
          losses.alone += errors
        }
      }
      walkers += rows.map { scale.samples.walkers[$0] }
    }
    return try PairedLosses(losses.shared, losses.alone, blocks: SampleBlocks(labels: walkers))
  }

  /// V of each scale on the common grid, by these networks and by its own; empty where there is no grid.
  private func potentials(
    _ model: SurrogateModel, on whole: MultiscaleResults
  ) throws -> [ScalePotential] {
    guard !whole.grid.isEmpty else { return [] }
    return try scales.enumerated().flatMap { index, scale in
      let reference = whole.potentials.first { $0.scale == index }?.reference
      let shared = NeuralPotential(model, scale: index, support: scale.alone.support)
      return try [
        (MultiscaleResults.conditionedMethod, shared),
        (RunResults.networkMethod, scale.alone.potential),
      ].map { method, potential in
        let gridded = try NetworkGrid(
          potential, axes: whole.grid, reference: reference, temperature: scale.temperature,
          threads: options.threads
        ).gridded
        let least = zip(gridded.values, gridded.supported).filter(\.1).map(\.0).min() ?? 0
        return ScalePotential(
          scale: index, method: method, values: gridded.values.map { $0 - least },
          standardErrors: gridded.standardErrors, supported: gridded.supported,
          reference: reference)
      }
    }
  }

  private func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
  }
}
