/// How a training is carried out. With the data, the objective and the first parameters it fixes
/// the result to the bit.
public struct TrainingSettings: Codable, Hashable, Sendable {
  public var optimiser: OptimiserChoice
  public var schedule: LearningRateSchedule
  /// Passes over the data; for L-BFGS iterations.
  public var epochs: Int
  /// Samples of a batch; the last batch of an epoch has what is left.
  public var batchSize: Int
  /// Gradients longer than this are scaled down to it; nil: never.
  public var clippingNorm: Double?
  /// Nil: all epochs are done.
  public var stopping: EarlyStopping?
  /// Fixes the order of the samples.
  public var seed: UInt64
  /// Rows that are held and shuffled together where data are streamed; see ``BatchStream``.
  public var windowRows: Int

  /// Settings from their values.
  public init(
    optimiser: OptimiserChoice = .adam(Adam.Settings()),
    schedule: LearningRateSchedule = LearningRateSchedule(base: 1e-3), epochs: Int = 100,
    batchSize: Int = 1024, clippingNorm: Double? = nil, stopping: EarlyStopping? = nil,
    seed: UInt64 = 1, windowRows: Int = 1 << 20
  ) {
    self.optimiser = optimiser
    self.schedule = schedule
    self.epochs = epochs
    self.batchSize = batchSize
    self.clippingNorm = clippingNorm
    self.stopping = stopping
    self.seed = seed
    self.windowRows = windowRows
  }

  /// Says what is wrong.
  func check() throws(TrainingError) {
    func require(_ condition: Bool, _ text: String) throws(TrainingError) {
      guard condition else { throw .invalidSettings(text) }
    }
    try optimiser.check()
    try require(
      schedule.base > 0 && schedule.base.isFinite,
      "the learning rate must be positive and finite, not \(schedule.base)")
    try require(schedule.warmUp >= 0, "the warm-up cannot have \(schedule.warmUp) steps")
    if case .cosine(let final) = schedule.decay {
      try require(
        (0...1).contains(final), "the final learning rate must lie in 0 ... 1 of the base")
    }
    if let reduction = schedule.reduction {
      try require(
        reduction.factor > 0 && reduction.factor < 1, "the reduction factor must lie within 0 and 1"
      )
      try require(reduction.patience > 0, "the patience before a reduction must be positive")
      try require(
        (0..<1).contains(reduction.minimum) && reduction.minimumImprovement >= 0,
        "the least learning rate must lie in 0 ..< 1 of the base, and improvements be positive")
    }
    try require(epochs > 0, "at least one epoch is needed")
    try require(batchSize > 0, "a batch needs at least one sample")
    try require(windowRows > 0, "the shuffled window needs at least one row")
    if let norm = clippingNorm {
      try require(norm > 0 && norm.isFinite, "the clipping norm must be positive and finite")
    }
    if let stopping {
      try require(
        stopping.patience > 0 && stopping.minimumImprovement >= 0,
        "early stopping needs a positive patience and an improvement that is not negative")
    }
  }
}
