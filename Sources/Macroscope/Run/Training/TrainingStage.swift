import CoarseGraining
import Dynamics
import LinearAlgebra
import Potentials
import Statistics
import Surrogates

/// Trains the networks of a scenario on the stored samples of its results, and judges them
/// (docs/neural-surrogate.md).
///
/// It needs the results of a run alone, so an old results folder serves as well as a fresh run. Nothing of
/// what it finds depends on the number of threads.
struct TrainingStage {
  let scenario: Scenario
  let section: SurrogateSection
  let reference: ExpressionPotential?
  /// With their samples.
  let results: RunResults
  let options: RunOptions
  /// What networks start from or correct; nil for networks from random weights.
  let source: TransferSource?

  /// What networks are judged on, and unless there is a stream trained on.
  let samples: TrainingSamples
  /// All samples, where these are only some of them; nil where they are all.
  let stream: SampleStream?
  let training: NetworkTraining
  /// The same without what is taken over from other results; nil where nothing is.
  let scratch: NetworkTraining?
  /// The samples of the parent's run, used or not; nil where they are not wanted.
  let parentSamples: ParentSamples?
  /// Folds of walkers.
  let walkerSplit: BlockSplit
  /// Which walkers each network of an ensemble has; its best epoch is chosen by the others. Nil for a single one.
  let draws: WalkerDraws?

  init(
    scenario: Scenario, section: SurrogateSection, reference: ExpressionPotential?,
    results: RunResults, options: RunOptions, source: TransferSource? = nil
  ) throws {
    guard let stored = results.samples else {
      throw scenario.error(
        at: "report.samples", "the results hold no samples that networks could be trained on",
        hint: "run the scenario again with report.samples = true")
    }
    self.scenario = scenario
    self.section = section
    self.reference = reference
    self.results = results
    self.options = options
    self.source = source
    let sampling = scenario.sampling
    stream = try results.samplesFile.map {
      try SampleStream($0, walkers: sampling.walkers, memory: SampleMemory(section))
    }
    let samples = try TrainingSamples(
      stored, walkers: sampling.walkers,
      time: sampling.recordedTime(results.summary.sampling), of: stream)
    self.samples = samples
    let temperature = results.summary.potentialTemperature.value
    var standardisation =
      try stream?.standardisation ?? Standardisation(positions: samples.positions)
    standardisation.scale = temperature
    let length = Self.resolution(sampling, temperature: temperature)
    let random = NetworkTraining(
      section: section,
      architecture: section.architecture(
        inputs: samples.dimension,
        bandwidth: Self.bandwidth(standardisation.deviation, resolution: length)),
      standardisation: standardisation, coordinates: results.summary.scenario.coordinates,
      data: try Self.data(
        samples, section: section, results: results, standardisation, bases: [],
        threads: options.threads),
      temperature: temperature, threads: options.threads, seed: sampling.seed,
      cancellation: options.cancellation, journal: options.journal)
    (training, scratch, parentSamples) = try Self.transferred(
      random, from: source, samples: samples, results: results)
    walkerSplit = try BlockSplit.byWalker(
      samples.walkers, folds: section.folds, seed: sampling.seed)
    draws =
      section.ensemble > 1
      ? WalkerDraws(walkers: samples.walkers, networks: section.ensemble, seed: sampling.seed)
      : nil
  }

  /// The results with the networks in them, in place of earlier ones.
  func run() throws -> RunResults {
    let meter = TrainingMeter(
      total: section.evaluations(
        samples: sampleCount, judged: samples.count,
        parentSamples: training.parentSamples?.data.count ?? 0),
      report: options.progress)
    let ensemble = try trainEnsemble(training, name: "network", first: 0, meter)
    let fromScratch = try scratch.map {
      try trainEnsemble($0, name: "network from random weights", first: 4000, meter)
    }
    let validation = NetworkValidation(
      training, samples: samples, reference: reference, meter: meter)
    let split = try blockSplit()
    let judged = try validation.networks(
      split, name: "cross-validation, fold", first: 1000)
    let randomSplit = try BlockSplit.random(
      samples.count, folds: section.folds, seed: scenario.sampling.seed)
    let random = try validation.networks(randomSplit, name: "random split, fold", first: 2000)
    let baselines = try baselines(
      validation, heldOut: (split, judged.validation), seen: (randomSplit, random.validation))
    let calibration = try calibrate(meter)

    var model = try inUse(training.model(ensemble.map(\.parameters), training: record(ensemble)))
    model = try model.confined(by: confinement(of: NeuralPotential(model)))
    if let calibration { model = try model.recalibrated(by: calibration.factor.value) }
    let support = support()
    let potential = NeuralPotential(model, support: support)
    let grid =
      results.grid.isEmpty
      ? nil
      : try NetworkGrid(
        potential, axes: results.grid, reference: results.reference,
        temperature: training.temperature, threads: options.threads)

    let floor = noiseFloor
    let diverged = ensemble.first { $0.hasDiverged }
    let crossValidation = Summary.Surrogate.CrossValidation(
      kind: split.kind.rawValue, folds: split.foldCount,
      epochs: section.judgedEpochs(samples: samples.count),
      loss: judged.validation.mean, excess: floor.map { judged.validation.mean - $0 },
      randomLoss: random.validation.mean,
      optimism: try judged.validation.optimism(of: random.validation).difference,
      forceError: judged.forceError)
    let summary = Summary.Surrogate(
      architecture: architectureSummary, parameters: model.layout.trainableCount,
      ensemble: ensemble.count,
      dropoutSamples: section.uncertainty == .dropout ? section.dropoutSamples : nil,
      samples: sampleCount, streamed: streamed, epochs: section.epochs,
      bestEpochs: ensemble.map(\.best.epoch), trainLoss: mean(ensemble.map(\.bestTrainingLoss)),
      validationLoss: mean(ensemble.map(\.best.loss)),
      noiseFloor: isPureForce ? floor.map { section.loss.force * $0 } : nil,
      crossValidation: crossValidation,
      coverage: calibration?.summary(reference: grid?.coverage),
      forceError: validation.forceError(of: potential, reference: reference),
      falseAlarms: support?.heldOutAlarms,
      samplesPerSecond: mean(ensemble.map(\.samplesPerSecond)),
      outcome: (diverged ?? ensemble[0]).outcome.description, hasDiverged: diverged != nil,
      baselines: baselines, transfer: transferSummary(ensemble, fromScratch))
    var verdicts = Verdicts()
    verdicts.judge(
      summary, forceWeight: section.loss.force, forceSquare: meanSquareForce(potential))
    if let transfer = summary.transfer {
      verdicts.judge(transfer, warnings: parentSamples?.warnings ?? [])
    }
    return results.replacingSurrogate(
      SurrogateResults(
        model: model, support: support, curves: ensemble.map { TrainingCurve($0.curve) },
        scratchCurves: fromScratch?.map { TrainingCurve($0.curve) } ?? [],
        coverage: calibration?.levels ?? []),
      summary: summary, gridded: grid?.gridded,
      potential: grid.map {
        Summary.PotentialSummary(
          resolution: [Double](
            repeating: Self.resolution(scenario.sampling, temperature: training.temperature),
            count: samples.dimension),
          rmse: $0.rmse, maxError: $0.maxError, samples: sampleCount)
      }, verdicts: verdicts.list)
  }

  // MARK: - Training

  private func trainEnsemble(
    _ judged: NetworkTraining, name: String, first: UInt64, _ meter: TrainingMeter
  ) throws -> [TrainingResult] {
    let training = try stream?.training(judged, results: results) ?? judged
    return try training.parallelMap(section.ensemble) { member, training in
      let rows = allSamples(of: trainingWalkers(member))
      return try meter.follow(
        "\(name) \(member + 1) of \(section.ensemble)",
        work: training.work(rows, epochs: section.epochs)
      ) {
        try training.train(
          first + UInt64(member), on: rows, validation: allSamples(of: leftOutWalkers(member)),
          epochs: section.epochs, progress: $0)
      }
    }
  }

  /// An ensemble made like the other one, but without some regions of space; nil for a single network, or
  /// where the samples are too few.
  private func calibrate(_ meter: TrainingMeter) throws -> EnsembleCalibration? {
    guard section.memberCount > 1,
      samples.count >= section.folds * EnsembleCalibration.regions * 4 * EnsembleCalibration.cells
    else { return nil }
    let seed = scenario.sampling.seed
    let split = try BlockSplit.bySpace(
      samples.positions, buffer: EnsembleCalibration.buffer,
      blocksPerFold: EnsembleCalibration.regions, folds: section.folds, seed: seed)
    var unseen = [Bool](repeating: false, count: samples.count)
    for sample in split.heldOut(0) + split.dropped[0] { unseen[sample] = true }
    let epochs = section.judgedEpochs(samples: samples.count)
    let networks = try training.parallelMap(section.ensemble) { [unseen] member, training in
      let rows = SampleRows.listed(trainingRows(member).filter { !unseen[$0] })
      return try meter.follow(
        "calibration \(member + 1) of \(section.ensemble)",
        work: training.work(rows, epochs: epochs)
      ) {
        try training.train(3000 + UInt64(member), on: rows, epochs: epochs, progress: $0).parameters
      }
    }
    return try EnsembleCalibration(
      members: try inUse(training.model(networks)).split.map { NeuralPotential($0) }, split: split,
      fold: 0, samples: samples, seed: seed,
      threads: options.threads)
  }

  // MARK: - Validation

  private func blockSplit() throws -> BlockSplit {
    let seed = scenario.sampling.seed
    switch section.validation {
    case .walker: return walkerSplit
    case .time:
      let time = results.summary.sampling.autocorrelationTime.value
      return try .byTime(
        walkers: samples.walkers, times: samples.times,
        correlationTime: time.isFinite ? time : 0, folds: section.folds, seed: seed)
    case .space:
      return try .bySpace(
        samples.positions, buffer: EnsembleCalibration.buffer, folds: section.folds, seed: seed)
    }
  }

  /// The mean of |∇V|² over samples.
  private func meanSquareForce(_ potential: NeuralPotential) -> Double {
    let points = TrainingSamples.rows(samples.thinned(to: 10_000), of: samples.positions)
    let gradients = potential.gradients(at: points, threads: options.threads).elements
    return gradients.reduce(0) { $0 + $1 * $1 } / Double(points.rows)
  }

  func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
  }
}
