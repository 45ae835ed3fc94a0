import Statistics

/// The losses of a model on samples that it was not trained on, over the folds of a split.
///
/// Standard errors come from the scatter of the blocks. They know about the correlation of samples
/// within a block, but not about the training samples that folds share; no unbiased estimate of that
/// part exists (Bengio & Grandvalet, JMLR 5, 1089 (2004)).
public struct CrossValidation: Equatable, Sendable {
  /// One fold.
  public struct Fold: Equatable, Sendable {
    /// Samples trained on, held out, and dropped as buffer.
    public let training: Int
    public let heldOut: Int
    public let dropped: Int
    /// The mean loss of the held-out samples.
    public let loss: Double
  }

  /// What the blocks of the split are.
  public let kind: BlockSplit.Kind
  /// The blocks that errors come from.
  public let blocks: SampleBlocks
  /// The loss of every sample in the fold that held it out.
  public let losses: [Double]
  /// The folds.
  public let folds: [Fold]

  /// From one loss per sample (a squared error, say), by the fold that held it out.
  public init(losses: [Double], split: BlockSplit) throws(ValidationError) {
    try requireFinite(losses, count: split.sampleCount, "losses")
    kind = split.kind
    blocks = split.blocks
    self.losses = losses
    var sums = [Double](repeating: 0, count: split.foldCount)
    var counts = [Int](repeating: 0, count: split.foldCount)
    for (sample, loss) in losses.enumerated() {
      sums[split.fold(of: sample)] += loss
      counts[split.fold(of: sample)] += 1
    }
    folds = sums.indices.map { k in
      let dropped = split.dropped[k].count
      return Fold(
        training: losses.count - counts[k] - dropped, heldOut: counts[k], dropped: dropped,
        loss: sums[k] / Double(counts[k]))
    }
  }

  /// Fits and judges a model in every fold, folds in parallel.
  ///
  /// - Parameters:
  ///   - split: the folds.
  ///   - threads: folds at the same time.
  ///   - fit: a model from the samples to train on.
  ///   - losses: the model's loss for each of the held-out samples, in their order.
  /// - Throws: what the closures throw, or a `ValidationError`.
  public init<Model>(
    _ split: BlockSplit, threads: Int, fit: @Sendable (_ training: [Int]) throws -> Model,
    losses: @Sendable (_ model: Model, _ heldOut: [Int]) throws -> [Double]
  ) throws {
    let all = try split.outOfFold(threads: threads) { _, training, heldOut in
      try losses(try fit(training), heldOut)
    }
    try self.init(losses: all, split: split)
  }

  /// The mean loss over all samples.
  ///
  /// For a random split each sample is its own block, and the standard error is the usual, too small
  /// one of independent samples.
  public var mean: Estimate { blocks.mean(of: losses) }

  /// The square root of the mean loss, its error to first order: the rms error of squared losses.
  public var rootMean: Estimate {
    let mean = mean
    let root = mean.value.squareRoot()
    return Estimate(value: root, standardError: mean.standardError / (2 * root))
  }

  /// The mean over the folds, weighted with their held-out samples, its error from their scatter: the
  /// only one to be had when each fold is one block.
  public var foldMean: Estimate {
    Statistics.mean(
      ofIndependent: folds.map(\.loss), weights: folds.map { Double($0.heldOut) })
  }
}
