/// Which optimiser trains, with its constants.
public enum OptimiserChoice: Codable, Hashable, Sendable {
  /// Adam, or AdamW where its decay is decoupled.
  case adam(Adam.Settings)
  /// Gradient descent with momentum.
  case descent(StochasticGradientDescent.Settings)
  /// L-BFGS on all samples; schedules and clipping do not apply.
  case lbfgs(LBFGS.Settings)

  /// The optimiser of mini-batches, which has made no step; nil for L-BFGS.
  func firstOrder(count: Int) -> (any FirstOrderOptimiser)? {
    switch self {
    case .adam(let settings): Adam(count: count, settings: settings)
    case .descent(let settings): StochasticGradientDescent(count: count, settings: settings)
    case .lbfgs: nil
    }
  }

  /// Says what is wrong with the constants.
  func check() throws(TrainingError) {
    func require(_ condition: Bool, _ text: String) throws(TrainingError) {
      guard condition else { throw .invalidSettings(text) }
    }
    func decayIsValid(_ decay: Double) -> Bool { decay >= 0 && decay.isFinite }
    switch self {
    case .adam(let s):
      try require(
        (0..<1).contains(s.firstDecay) && (0..<1).contains(s.secondDecay),
        "the decay factors of Adam must lie in 0 ..< 1")
      try require(s.epsilon > 0 && s.epsilon.isFinite, "Adam's ε must be positive")
      try require(decayIsValid(s.weightDecay), "the weight decay must not be negative")
    case .descent(let s):
      try require((0..<1).contains(s.momentum), "the momentum must lie in 0 ..< 1")
      try require(decayIsValid(s.weightDecay), "the weight decay must not be negative")
    case .lbfgs(let s):
      try require(s.memory > 0, "L-BFGS needs a memory of at least one step")
      try require(s.maximumEvaluations > 1, "a line search needs at least two evaluations")
      try require(
        [s.gradientTolerance, s.lossTolerance, s.lossNoise].allSatisfy { $0 >= 0 && $0.isFinite },
        "the tolerances of L-BFGS must not be negative")
    }
  }
}
