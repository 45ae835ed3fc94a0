extension TrainingSession {
  /// Trains by mini-batches.
  mutating func descend() throws -> TrainingOutcome {
    let settings = trainer.settings
    let objective = trainer.objective
    guard var optimiser = settings.optimiser.firstOrder(count: objective.parameterCount) else {
      preconditionFailure("an optimiser of mini-batches")
    }
    if state.step > 0 || !state.moments.isEmpty {
      guard optimiser.restore(steps: state.step, moments: state.moments) else {
        throw TrainingError.foreignState("its optimiser has other moments")
      }
    }
    let stream = BatchStream(
      trainer.training, batchSize: settings.batchSize, windowRows: settings.windowRows,
      seed: settings.seed)
    let gradient = UnsafeMutableBufferPointer<Float>.allocate(capacity: objective.parameterCount)
    gradient.initialize(repeating: 0)
    defer { gradient.deallocate() }
    defer { state.moments = optimiser.moments }
    do {
      if let outcome = try begin() ?? ended { return outcome }
      while true {
        while state.batch < stream.batchesPerEpoch {
          if isCancelled { return .cancelled }
          if let outcome = try step(&optimiser, stream, gradient) { return outcome }
          try callHooks { $0.moments = optimiser.moments }
        }
        if let outcome = try endEpoch(steps: stream.batchesPerEpoch) { return outcome }
      }
    } catch is Interruption {
      return .cancelled
    }
  }

  /// One step; an outcome where it cannot be made. The state is then as it was before.
  private mutating func step(
    _ optimiser: inout any FirstOrderOptimiser, _ stream: BatchStream,
    _ gradient: UnsafeMutableBufferPointer<Float>
  ) throws -> TrainingOutcome? {
    let settings = trainer.settings
    let objective = trainer.objective
    let groups = groups
    let batch = try stream.batch(state.batch, epoch: state.epoch, step: state.step)
    let loss = try state.parameters.withUnsafeBufferPointer {
      try objective.evaluate(batch, parameters: $0, gradient: gradient)
    }
    guard loss.total.isFinite else {
      return .diverged(
        epoch: state.epoch, step: state.step + 1, cause: .loss(terms: divergedTerms(loss)))
    }
    let norm: Double
    if let limit = settings.clippingNorm {
      norm = GradientClipping.clip(gradient, to: limit, groups: groups)
      if norm > limit { state.sums.clipped += 1 }
    } else {
      norm = GradientClipping.norm(UnsafeBufferPointer(gradient), groups: groups)
    }
    guard norm.isFinite else {
      return .diverged(epoch: state.epoch, step: state.step + 1, cause: .gradient)
    }
    let rate =
      state.rateFactor
      * settings.schedule.rate(
        step: state.step, of: settings.epochs * stream.batchesPerEpoch)
    state.parameters.withUnsafeMutableBufferPointer {
      optimiser.step($0, gradient: UnsafeBufferPointer(gradient), rate: rate, groups: groups)
    }
    state.sums.loss.add(loss, weight: Double(batch.count))
    state.sums.samples += batch.count
    state.sums.gradientNorm += norm
    state.sums.learningRate = rate
    state.step += 1
    state.batch += 1
    samplesDone += batch.count
    return nil
  }
}
