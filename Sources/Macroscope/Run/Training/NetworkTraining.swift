import Dynamics
import Statistics
import Surrogates

/// How every network of a run is trained: what differs among them is rows, epochs and random numbers.
struct NetworkTraining: Sendable {
  let section: SurrogateSection
  let architecture: NetworkArchitecture
  let standardisation: Standardisation
  let coordinates: [String]
  /// In memory, or streamed from a file.
  var data: any TrainingData
  /// Rows of streamed data that are shuffled together.
  var windowRows: Int?
  let temperature: Double
  /// That one training uses.
  var threads: Int
  let seed: UInt64
  let cancellation: Cancellation?
  /// Where the trainings of the run enter how far they are; nil to keep no journal.
  var journal: WorkJournal?
  /// Where networks start.
  var start = Start.random
  /// Hidden layers that keep the weights of the start.
  var frozenLayers = 0
  /// The models whose V the networks correct; the `data` are what these leave over.
  var bases: [SurrogateModel] = []
  /// Samples of the parent's run that are trained on too.
  var parentSamples: ParentSamples?

  /// The parameters that a training begins with.
  enum Start {
    case random
    /// Random weights but for an output of zero: a correction that is none yet.
    case zero
    /// Those of given networks, taken in turn.
    case networks([[Float]])
  }
  /// The maps of a network that serves several scales; `temperature` then is the energy unit alone.
  var conditioning: ScaleConditioning?

  /// The loss in the user's units: the metric undoes the standardisation.
  var loss: Loss {
    let scale = standardisation.scale
    let isDecayed = section.optimiser != .adamw
    return Loss(
      value: section.loss.value * scale * scale, gradient: section.loss.force,
      score: section.loss.score, decay: isDecayed ? section.weightDecay : 0,
      isGaussian: section.loss.isHeteroscedastic,
      metric: standardisation.deviation.map { (scale / $0) * (scale / $0) },
      temperatures: (conditioning?.temperatures ?? [temperature]).map { $0 / scale })
  }

  /// Trains one network.
  ///
  /// - Parameters:
  ///   - index: tells its random numbers from those of others.
  ///   - training: rows to train on.
  ///   - validation: rows that choose the best epoch and stop the training; nil for none.
  ///   - epochs: passes over the rows.
  ///   - progress: called now and then.
  /// - Returns: the result, which may be a divergence.
  /// - Throws: `DynamicsError.cancelled`, `TrainingError`, `LossError`.
  func train(
    _ index: UInt64, on training: SampleRows, validation: SampleRows? = nil, epochs: Int,
    progress: @escaping (TrainingProgress) -> Void
  ) throws -> TrainingResult {
    let stream = Self.firstStream &+ index
    let validation = validation.flatMap { $0.count > 0 ? $0 : nil }
    let evaluation = try LossEvaluation<Float>(
      architecture, loss: loss, maps: conditioning?.maps ?? ScaleMaps(), threads: threads,
      seed: seed ^ stream, frozenLayers: frozenLayers)
    let trainer = try Trainer(
      evaluation, training: try trainingSet(training),
      validation: try validation.map(subset),
      settings: settings(
        samples: count(training), epochs: epochs, stops: validation != nil, seed: seed ^ stream))
    let unit = journal.map { WorkUnit("training.\(index)", in: $0) }
    // The journal decides when it wants a state; to make one for it after every batch would take time.
    let interval = min(.seconds(1), (journal?.interval ?? .zero) / 10)
    let hooks = TrainingHooks(
      checkpointInterval: interval, progress: progress,
      checkpoint: unit.map { unit in
        { state in try unit.journal.offer(unit.name) { try state.archive } }
      })
    let result: TrainingResult
    if let entry = unit?.entry {
      result = try trainer.resume(
        TrainerState(entry), hooks: hooks, cancellation: cancellation)
    } else {
      result = try trainer.train(
        from: firstParameters(index), hooks: hooks, cancellation: cancellation)
    }
    if result.outcome == .cancelled {
      if let unit { journal?.suspend(unit.name, try result.state.archive) }
      throw DynamicsError.cancelled
    }
    unit?.finish(try result.state.archive)
    return result
  }

  /// Networks as a model.
  func model(_ members: [[Float]], training: TrainingRecord = TrainingRecord()) throws
    -> SurrogateModel
  {
    try SurrogateModel(
      coordinates: coordinates, architecture: architecture,
      standardisation: conditioning?.inputStandardisation ?? standardisation,
      members: members, scales: conditioning?.modelMaps ?? [.identity], training: training,
      bases: bases)
  }

  /// Samples times epochs of a training.
  func work(_ rows: SampleRows, epochs: Int) -> Double { Double(count(rows) * epochs) }

  /// Indices of networks of one kind (the ensemble, the folds, …) begin at a multiple of this.
  static let kindSpan: UInt64 = 1000

  /// What a network starts from; the n-th of every kind from the n-th of the given ones.
  private func firstParameters(_ index: UInt64) -> [Float] {
    if case .networks(let given) = start {
      return given[Int(index % Self.kindSpan) % given.count]
    }
    var network = Network<Float>(
      architecture, generator: Philox(seed: seed, stream: Self.firstStream &+ index))
    if case .zero = start {
      let layout = network.layout
      for n in 0..<layout.outputWeight.shape[1] {
        network.parameters[layout.outputWeight.offset + n] = 0
      }
      network.parameters[layout.outputBias.offset] = 0
    }
    return network.parameters
  }

  private func count(_ rows: SampleRows) -> Int {
    rows.count + (parentSamples?.data.count ?? 0)
  }

  /// Some rows, with the parent's samples where there are any.
  private func trainingSet(_ rows: SampleRows) throws -> any TrainingData {
    guard let parentSamples else { return try subset(rows) }
    func union(_ own: some TrainingData) throws -> any TrainingData {
      try inMemory(
        TrainingUnion(
          own, parentSamples.data, weights: parentSamples.weights.weights, firstRow: data.count))
    }
    return try union(subset(rows))
  }

  /// Streams of random numbers that nothing else of a run uses.
  private static let firstStream: UInt64 = 0x6D6C_7000_0000_0000

  private func subset(_ rows: SampleRows) throws -> any TrainingData {
    if rows.isAll(of: data.count) { return data }
    func part(_ data: some TrainingData) throws -> any TrainingData {
      try inMemory(TrainingSubset(data, rows: rows))
    }
    return try part(data)
  }

  /// A part of data that are in memory, in memory; of others as it is.
  private func inMemory(_ part: some TrainingData) throws -> any TrainingData {
    windowRows == nil ? try TrainingSet(reading: part) : part
  }

  private func settings(
    samples: Int, epochs: Int, stops: Bool, seed: UInt64
  ) -> TrainingSettings {
    let steps = epochs * ((samples + section.batch - 1) / section.batch)
    var settings = TrainingSettings(
      optimiser: optimiser,
      schedule: LearningRateSchedule(
        base: section.learningRate ?? section.optimiser.usualRate,
        warmUp: Int((section.warmUp * Double(steps)).rounded()),
        decay: section.decay == .cosine ? .cosine(final: 0) : .constant,
        reduction: section.decay == .plateau ? .init(patience: max(2, epochs / 20)) : nil),
      epochs: epochs, batchSize: section.batch, clippingNorm: section.clipping,
      stopping: stops ? section.patience.map { EarlyStopping(patience: $0) } : nil, seed: seed)
    if let windowRows { settings.windowRows = windowRows }
    return settings
  }

  private var optimiser: OptimiserChoice {
    switch section.optimiser {
    case .adam: .adam(Adam.Settings())
    case .adamw: .adam(Adam.Settings(weightDecay: section.weightDecay, isDecoupled: true))
    case .sgd: .descent(StochasticGradientDescent.Settings(isNesterov: true))
    case .lbfgs: .lbfgs(LBFGS.Settings())
    }
  }
}

extension SurrogateSection.Optimiser {
  /// The learning rate unless one is given.
  var usualRate: Double {
    switch self {
    case .adam, .adamw, .lbfgs: 2e-3
    case .sgd: 1e-3
    }
  }
}
