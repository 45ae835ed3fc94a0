import Dynamics

/// One run of a trainer: its state, and what is around the steps of either kind of optimiser.
struct TrainingSession<Objective: TrainingObjective> {
  let trainer: Trainer<Objective>
  let groups: [ParameterGroup]
  var state: TrainerState
  /// Samples trained on in this session.
  var samplesDone = 0
  private let hooks: TrainingHooks
  private let cancellation: Cancellation?
  private let validationBatches: SequentialBatches?
  private let start = ContinuousClock.now
  private let secondsBefore: Double
  private var lastProgress: ContinuousClock.Instant
  private var lastCheckpoint: ContinuousClock.Instant

  /// Thrown to leave an evaluation over all samples.
  struct Interruption: Error {}

  init(
    _ trainer: Trainer<Objective>, state: TrainerState, hooks: TrainingHooks,
    cancellation: Cancellation?
  ) {
    self.trainer = trainer
    groups = trainer.objective.parameterGroups
    self.state = state
    self.hooks = hooks
    self.cancellation = cancellation
    validationBatches = trainer.validation.map {
      SequentialBatches($0, batchSize: trainer.settings.batchSize)
    }
    secondsBefore = state.seconds
    lastProgress = start
    lastCheckpoint = start
  }

  var isCancelled: Bool { cancellation?.isCancelled ?? false }

  /// Validates the start; an outcome where that is not possible.
  mutating func begin() throws -> TrainingOutcome? {
    guard state.curve.points.isEmpty, state.step == 0, let loss = try validate() else { return nil }
    guard loss.total.isFinite else { return validationDiverged(loss, epoch: 0) }
    state.curve.points.append(
      LearningCurve.Point(
        epoch: 0, step: 0, learningRate: 0,
        training: LossValue(total: .nan, terms: SIMD8(repeating: .nan)), validation: loss,
        gradientNorm: .nan, clippedFraction: 0, seconds: seconds))
    state.best.loss = loss.total
    return nil
  }

  /// Validates, records the epoch under way and turns to the next one; an outcome where it was the
  /// last.
  mutating func endEpoch(steps: Int) throws -> TrainingOutcome? {
    let validation = try validate()
    if let validation, !validation.total.isFinite {
      return validationDiverged(validation, epoch: state.epoch)
    }
    let sums = state.sums
    let point = LearningCurve.Point(
      epoch: state.epoch, step: state.step, learningRate: sums.learningRate,
      training: sums.loss.divided(by: Double(sums.samples)), validation: validation,
      gradientNorm: sums.gradientNorm / Double(steps),
      clippedFraction: Double(sums.clipped) / Double(steps), seconds: seconds)
    state.curve.points.append(point)
    let loss = point.monitored
    if loss < state.best.loss {
      state.best = .init(epoch: state.epoch, loss: loss, parameters: state.parameters)
    }
    if let reduction = trainer.settings.schedule.reduction {
      state.plateau.observe(loss, minimumImprovement: reduction.minimumImprovement)
      if state.plateau.epochsWithout >= reduction.patience {
        state.rateFactor = max(state.rateFactor * reduction.factor, reduction.minimum)
        state.plateau.restart()
      }
    }
    if let rule = trainer.settings.stopping {
      state.stopping.observe(loss, minimumImprovement: rule.minimumImprovement)
    }
    state.epoch += 1
    state.batch = 0
    state.sums = TrainerState.EpochSums()
    return ended
  }

  /// The outcome of a state that needs no more epochs.
  var ended: TrainingOutcome? {
    if let rule = trainer.settings.stopping, state.stopping.epochsWithout >= rule.patience {
      return .stoppedEarly(epoch: state.epoch - 1)
    }
    return state.epoch > trainer.settings.epochs ? .epochsDone : nil
  }

  /// The mean loss over the validation data; nil where there are none.
  private func validate() throws -> LossValue? {
    guard let batches = validationBatches else { return nil }
    var sum = LossValue.zero
    var count = 0
    try state.parameters.withUnsafeBufferPointer { parameters in
      try batches.forEach(step: state.step, isTraining: false) { batch in
        if isCancelled { throw Interruption() }
        let loss = try trainer.objective.evaluate(batch, parameters: parameters, gradient: nil)
        sum.add(loss, weight: Double(batch.count))
        count += batch.count
      }
    }
    return sum.divided(by: Double(count))
  }

  // MARK: - Outcomes

  /// The names of a loss's terms that are not finite.
  func divergedTerms(_ loss: LossValue) -> [String] {
    trainer.objective.termNames.enumerated().filter { !loss.terms[$0.offset].isFinite }
      .map(\.element)
  }

  private func validationDiverged(_ loss: LossValue, epoch: Int) -> TrainingOutcome {
    .diverged(
      epoch: epoch, step: state.step, cause: .validationLoss(terms: divergedTerms(loss)))
  }

  /// The result, after a last call of the hooks.
  mutating func result(_ outcome: TrainingOutcome) throws -> TrainingResult {
    state.seconds = seconds
    if outcome == .cancelled { try hooks.checkpoint?(state) }
    hooks.progress?(progress())
    return TrainingResult(
      outcome: outcome, state: state, samplesPerSecond: samplesPerSecond)
  }

  // MARK: - Hooks

  var seconds: Double { secondsBefore + elapsed }

  private var elapsed: Double { start.duration(to: .now) / .seconds(1) }

  private var samplesPerSecond: Double { Double(samplesDone) / max(elapsed, 1e-9) }

  /// Calls the hooks whose time has come; `complete` brings the state up to date for a checkpoint.
  mutating func callHooks(_ complete: (inout TrainerState) -> Void) throws {
    let now = ContinuousClock.now
    if let report = hooks.progress, lastProgress.duration(to: now) >= hooks.progressInterval {
      lastProgress = now
      report(progress())
    }
    if let checkpoint = hooks.checkpoint,
      lastCheckpoint.duration(to: now) >= hooks.checkpointInterval
    {
      state.seconds = seconds
      complete(&state)
      try checkpoint(state)
      // From now: else a slow disk would get one checkpoint after the other.
      lastCheckpoint = .now
    }
  }

  private func progress() -> TrainingProgress {
    let settings = trainer.settings
    let batches = (state.sampleCount + settings.batchSize - 1) / settings.batchSize
    let inEpoch = state.fullBatch == nil ? Double(state.batch) / Double(batches) : 0
    return TrainingProgress(
      epoch: min(state.epoch, settings.epochs), epochs: settings.epochs,
      fraction: min((Double(state.epoch - 1) + inEpoch) / Double(settings.epochs), 1),
      trainingLoss: state.sums.samples > 0
        ? state.sums.loss.total / Double(state.sums.samples)
        : state.curve.points.last?.training.total ?? .nan,
      validationLoss: state.curve.points.last?.validation?.total,
      bestLoss: state.best.loss.isFinite ? state.best.loss : nil,
      learningRate: state.sums.learningRate, samplesPerSecond: samplesPerSecond)
  }
}
