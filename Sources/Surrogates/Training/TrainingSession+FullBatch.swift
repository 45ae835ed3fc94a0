extension TrainingSession {
  /// Minimises the loss over all samples by L-BFGS. An iteration is an epoch.
  mutating func minimise(_ constants: LBFGS.Settings) throws -> TrainingOutcome {
    let loss = FullBatchLoss(
      trainer, groups: groups, parameters: state.parameters,
      isCancelled: { [self] in isCancelled })
    defer { samplesDone = loss.evaluations * state.sampleCount }
    do {
      if let outcome = try begin() ?? ended { return outcome }
      var minimiser: LBFGS
      if let stored = state.fullBatch {
        guard stored.position.count == loss.packed.count else {
          throw TrainingError.foreignState("it trains other parameters")
        }
        minimiser = LBFGS(resuming: stored, settings: constants)
      } else {
        minimiser = try LBFGS(
          at: loss.packed, settings: constants, loss.evaluate)
        state.fullBatch = minimiser.state
      }
      guard minimiser.isFinite else {
        return .diverged(
          epoch: state.epoch, step: 0,
          cause: minimiser.state.loss.isFinite
            ? .gradient : .loss(terms: divergedTerms(loss.value)))
      }
      while true {
        // An iteration may be done whose epoch is not: validation may have been interrupted.
        if state.batch == 0 {
          if isCancelled { return .cancelled }
          if let convergence = try iterate(&minimiser, loss) { return .converged(convergence) }
        }
        if let outcome = try endEpoch(steps: 1) { return outcome }
        if minimiser.hasStagnated { return .converged(.loss) }
        samplesDone = loss.evaluations * state.sampleCount
        try callHooks { _ in }
      }
    } catch is Interruption {
      return .cancelled
    }
  }

  /// One iteration; a reason where there is nothing left to gain, and the parameters are as before.
  private mutating func iterate(
    _ minimiser: inout LBFGS, _ loss: FullBatchLoss<Objective>
  ) throws -> LBFGS.Convergence? {
    if minimiser.hasStagnated { return .loss }
    if let convergence = try minimiser.iterate(loss.evaluate), convergence != .loss {
      return convergence
    }
    let end = minimiser.state
    state.fullBatch = end
    loss.unpack(end.position, into: &state.parameters)
    state.step = end.iterations
    state.batch = 1
    state.sums.samples = state.sampleCount
    state.sums.loss.add(loss.value, weight: Double(state.sampleCount))
    state.sums.gradientNorm = end.gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
    state.sums.learningRate = end.stepLength
    return nil
  }
}
