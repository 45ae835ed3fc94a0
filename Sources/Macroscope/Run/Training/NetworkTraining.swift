import Dynamics
import Statistics
import Surrogates

/// How every network of a run is trained: what differs among them is rows, epochs and random numbers.
struct NetworkTraining: Sendable {
  let section: SurrogateSection
  let architecture: NetworkArchitecture
  let standardisation: Standardisation
  let coordinates: [String]
  let data: TrainingSet
  let temperature: Double
  let threads: Int
  let seed: UInt64
  let cancellation: Cancellation?
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
  ///   - validation: rows that choose the best epoch and stop the training; empty for none.
  ///   - epochs: passes over the rows.
  ///   - progress: called now and then.
  /// - Returns: the result, which may be a divergence.
  /// - Throws: `DynamicsError.cancelled`, `TrainingError`, `LossError`.
  func train(
    _ index: UInt64, on training: [Int], validation: [Int] = [], epochs: Int,
    progress: @escaping (TrainingProgress) -> Void
  ) throws -> TrainingResult {
    let stream = Self.firstStream &+ index
    let evaluation = try LossEvaluation<Float>(
      architecture, loss: loss, maps: conditioning?.maps ?? ScaleMaps(), threads: threads,
      seed: seed ^ stream)
    let trainer = try Trainer(
      evaluation, training: try trainingSet(training),
      validation: validation.isEmpty ? nil : try subset(validation),
      settings: settings(
        samples: count(training), epochs: epochs, stops: !validation.isEmpty, seed: seed ^ stream))
    let result = try trainer.train(
      from: firstParameters(index), hooks: TrainingHooks(progress: progress),
      cancellation: cancellation)
    if result.outcome == .cancelled { throw DynamicsError.cancelled }
    return result
  }

  /// Networks as a model.
  func model(_ members: [[Float]], training: TrainingRecord = TrainingRecord()) throws
    -> SurrogateModel
  {
    try SurrogateModel(
      coordinates: coordinates, architecture: architecture,
      standardisation: conditioning?.inputStandardisation ?? standardisation,
      members: members, scales: conditioning?.modelMaps ?? [.identity], training: training)
  }

  /// Streams of random numbers that nothing else of a run uses.
  private static let firstStream: UInt64 = 0x6D6C_7000_0000_0000

  private func subset(_ rows: [Int]) throws -> TrainingSet {
    rows.elementsEqual(0..<data.count)
      ? data : try TrainingSet(reading: TrainingSubset(data, rows: rows))
  }

  private func settings(
    samples: Int, epochs: Int, stops: Bool, seed: UInt64
  ) -> TrainingSettings {
    let steps = epochs * ((samples + section.batch - 1) / section.batch)
    return TrainingSettings(
      optimiser: optimiser,
      schedule: LearningRateSchedule(
        base: section.learningRate ?? section.optimiser.usualRate,
        warmUp: Int((section.warmUp * Double(steps)).rounded()),
        decay: section.decay == .cosine ? .cosine(final: 0) : .constant,
        reduction: section.decay == .plateau ? .init(patience: max(2, epochs / 20)) : nil),
      epochs: epochs, batchSize: section.batch, clippingNorm: section.clipping,
      stopping: stops ? section.patience.map { EarlyStopping(patience: $0) } : nil, seed: seed)
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
