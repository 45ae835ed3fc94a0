import Statistics

extension Summary.Surrogate {
  /// What networks owe to results that were there before: the weights that they start from (a parent), or a V
  /// that they correct (a base). Networks that were trained in the same way from random weights, on the same
  /// samples, tell what that saved.
  public struct Transfer: Codable, Equatable, Sendable {
    /// `parent` or `base`.
    public var kind: String
    /// The name of the results folder.
    public var source: String
    /// Layers that keep the parent's weights, and the numbers of a network that are trained.
    public var frozenLayers: Int
    public var trainedParameters: Int
    /// The best loss on held-out samples, the mean over networks, from random weights; and what is added to it by
    /// the transfer, from the pairs of networks with the same samples: below zero where it helps.
    public var scratchLoss: Estimate
    public var lossDifference: Estimate
    /// Epochs that networks from random weights took to their best loss, and those that the transferred took to
    /// be as good; the latter is nil where fewer than half of them ever were.
    public var scratchEpochs: Estimate
    public var matchingEpochs: Estimate?
    /// 1 − the ratio of the two.
    public var savedFraction: Estimate?
    /// The samples of the parent's run that were trained on too; nil where they were not.
    public var importance: Importance?

    /// A value from its parts.
    public init(
      kind: String, source: String, frozenLayers: Int = 0, trainedParameters: Int,
      scratchLoss: Estimate, lossDifference: Estimate, scratchEpochs: Estimate,
      matchingEpochs: Estimate? = nil, savedFraction: Estimate? = nil, importance: Importance? = nil
    ) {
      self.kind = kind
      self.source = source
      self.frozenLayers = frozenLayers
      self.trainedParameters = trainedParameters
      self.scratchLoss = scratchLoss
      self.lossDifference = lossDifference
      self.scratchEpochs = scratchEpochs
      self.matchingEpochs = matchingEpochs
      self.savedFraction = savedFraction
      self.importance = importance
    }

    private enum CodingKeys: String, CodingKey {
      case kind, source
      case frozenLayers = "frozen_layers"
      case trainedParameters = "trained_parameters"
      case scratchLoss = "scratch_loss"
      case lossDifference = "loss_difference"
      case scratchEpochs = "scratch_epochs"
      case matchingEpochs = "matching_epochs"
      case savedFraction = "saved_fraction"
      case importance
    }
  }

  /// Samples of another law that stand for this run's by weights (docs/surrogate-validation.md).
  public struct Importance: Codable, Equatable, Sendable {
    /// The samples, and how many independent ones of this run's law they are worth (Kish).
    public var samples: Int
    public var effectiveSamples: Double
    /// k̂ of the weights' tail, and the largest at which weighted means can be trusted.
    public var tailShape: Double
    public var tailShapeLimit: Double
    /// Whether they were used: not where they are worth too little.
    public var isUsed: Bool

    /// A value from its parts.
    public init(
      samples: Int, effectiveSamples: Double, tailShape: Double, tailShapeLimit: Double,
      isUsed: Bool
    ) {
      self.samples = samples
      self.effectiveSamples = effectiveSamples
      self.tailShape = tailShape
      self.tailShapeLimit = tailShapeLimit
      self.isUsed = isUsed
    }

    private enum CodingKeys: String, CodingKey {
      case samples
      case effectiveSamples = "effective_samples"
      case tailShape = "tail_shape"
      case tailShapeLimit = "tail_shape_limit"
      case isUsed = "is_used"
    }
  }
}
