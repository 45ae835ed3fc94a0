import Surrogates

extension TrainingStage {
  /// Training that takes over what a source has, the same from random weights to compare it with, and the
  /// samples of the parent's run, used or not.
  ///
  /// The parent's standardisation is kept, whatever the new samples are like: it is a part of the function that
  /// the weights stand for, and with it the networks start as exactly that function. From random weights, and
  /// for a correction, it is that of the new samples.
  static func transferred(
    _ random: NetworkTraining, from source: TransferSource?, samples: TrainingSamples,
    results: RunResults
  ) throws -> (NetworkTraining, scratch: NetworkTraining?, ParentSamples?) {
    guard let source else { return (random, nil, nil) }
    let section = random.section
    let threads = random.threads
    let bases = try source.bases()
    let header = source.model.header
    let isParent = source.kind == .parent
    let standardisation = isParent ? header.standardisation : random.standardisation
    var architecture = random.architecture
    if isParent {
      architecture = header.architecture
      architecture.dropout = section.dropout
    }
    var training = NetworkTraining(
      section: section, architecture: architecture, standardisation: standardisation,
      coordinates: random.coordinates,
      data: try data(
        samples, section: section, results: results, standardisation, bases: bases,
        threads: threads),
      temperature: random.temperature, threads: threads, seed: random.seed,
      cancellation: random.cancellation, journal: random.journal,
      start: isParent ? .networks(source.model.members) : .zero,
      frozenLayers: section.frozenLayers, bases: bases)
    var scratch = random
    guard section.usesParentSamples else { return (training, scratch, nil) }
    func parentSamples(_ training: NetworkTraining) throws -> ParentSamples {
      try ParentSamples(
        source, own: samples, temperature: training.temperature,
        standardisation: training.standardisation, bases: training.bases, threads: threads)
    }
    let other = try parentSamples(training)
    if other.warnings.isEmpty {
      training.parentSamples = other
      scratch.parentSamples = try parentSamples(scratch)
    }
    return (training, scratch, other)
  }

  /// What the transfer saved; nil where there was none.
  func transferSummary(
    _ ensemble: [TrainingResult], _ fromScratch: [TrainingResult]?
  ) -> Summary.Surrogate.Transfer? {
    guard let source, let fromScratch else { return nil }
    let layout = ParameterLayout(training.architecture)
    let savings = TransferSavings(
      transferred: ensemble.map { TrainingCurve($0.curve) },
      scratch: fromScratch.map { TrainingCurve($0.curve) })
    return Summary.Surrogate.Transfer(
      kind: source.kind.rawValue, source: source.name, frozenLayers: training.frozenLayers,
      trainedParameters: layout.trainableCount
        - layout.firstTrained(frozenLayers: training.frozenLayers),
      scratchLoss: savings.scratchLoss, lossDifference: savings.lossDifference,
      scratchEpochs: savings.scratchEpochs, matchingEpochs: savings.matchingEpochs,
      savedFraction: savings.savedFraction, importance: parentSamples?.summary)
  }
}
