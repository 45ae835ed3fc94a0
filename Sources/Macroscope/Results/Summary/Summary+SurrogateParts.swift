import Statistics

extension Summary.Surrogate {
  /// The shape of a network, in the words of the scenario.
  public struct Architecture: Codable, Equatable, Sendable {
    public var inputs: Int
    public var hidden: [Int]
    public var activation: String
    public var residual: Bool
    public var layerNorm: Bool
    public var dropout: Double
    public var fourierFeatures: Int
    /// Cycles per standard deviation of a coordinate; nil without such features.
    public var fourierBandwidth: Double?
    public var outputs: Int

    /// A value from its parts.
    public init(
      inputs: Int, hidden: [Int], activation: String, residual: Bool, layerNorm: Bool,
      dropout: Double, fourierFeatures: Int, fourierBandwidth: Double? = nil, outputs: Int
    ) {
      self.inputs = inputs
      self.hidden = hidden
      self.activation = activation
      self.residual = residual
      self.layerNorm = layerNorm
      self.dropout = dropout
      self.fourierFeatures = fourierFeatures
      self.fourierBandwidth = fourierBandwidth
      self.outputs = outputs
    }

    private enum CodingKeys: String, CodingKey {
      case inputs, hidden, activation, residual
      case layerNorm = "layer_norm"
      case dropout
      case fourierFeatures = "fourier_features"
      case fourierBandwidth = "fourier_bandwidth"
      case outputs
    }
  }

  /// Squared force errors |∇V_θ − ∇f|² of samples, each by a network that was trained without its block, in
  /// fewer epochs than the ensemble's.
  public struct CrossValidation: Codable, Equatable, Sendable {
    /// What is held out together: `walker`, `time` or `space`.
    public var kind: String
    public var folds: Int
    public var epochs: Int
    /// The mean, its error from the blocks, and that above the noise floor.
    public var loss: Estimate
    public var excess: Estimate?
    /// The same with samples held out one by one, and how much that flatters: loss − random loss.
    public var randomLoss: Estimate
    public var optimism: Estimate
    /// ‖∇V_θ − ∇V‖/‖∇V‖ on the held-out samples; nil without a reference.
    public var forceError: Double?

    /// A value from its parts.
    public init(
      kind: String, folds: Int, epochs: Int, loss: Estimate, excess: Estimate? = nil,
      randomLoss: Estimate, optimism: Estimate, forceError: Double? = nil
    ) {
      self.kind = kind
      self.folds = folds
      self.epochs = epochs
      self.loss = loss
      self.excess = excess
      self.randomLoss = randomLoss
      self.optimism = optimism
      self.forceError = forceError
    }

    private enum CodingKeys: String, CodingKey {
      case kind, folds, epochs, loss, excess
      case randomLoss = "random_loss"
      case optimism
      case forceError = "force_error"
    }
  }

  /// A simpler model on the same samples.
  public struct Baseline: Codable, Equatable, Sendable {
    /// What it is.
    public var description: String
    /// Its mean squared force error; held out as in the cross-validation where `isHeldOut`, else of a fit
    /// that has seen the samples among many more.
    public var loss: Estimate
    public var isHeldOut: Bool
    /// The networks' loss less this one, of the same samples: positive where the baseline is better. The networks are
    /// those of the cross-validation where `isHeldOut`, else those of the random split, which have seen the neighbours
    /// of what they are judged on as the baseline has.
    public var difference: Estimate
    /// ‖∇V_b − ∇V‖/‖∇V‖; nil without a reference.
    public var forceError: Double?

    /// A value from its parts.
    public init(
      description: String, loss: Estimate, isHeldOut: Bool, difference: Estimate,
      forceError: Double? = nil
    ) {
      self.description = description
      self.loss = loss
      self.isHeldOut = isHeldOut
      self.difference = difference
      self.forceError = forceError
    }

    private enum CodingKeys: String, CodingKey {
      case description, loss
      case isHeldOut = "is_held_out"
      case difference
      case forceError = "force_error"
    }
  }

  /// The coverage of central intervals of an ensemble that was trained without some regions of space: of the
  /// mean force over small cells of these.
  public struct Coverage: Codable, Equatable, Sendable {
    /// The level of the intervals.
    public var level: Double
    /// The fraction that holds its target, as predicted and after recalibration by the other blocks.
    public var before: Estimate
    public var after: Estimate
    /// What the ensemble's standard deviations are multiplied by.
    public var factor: Estimate
    /// Targets, and the blocks they are in.
    public var targets: Int
    public var blocks: Int
    /// The fraction of the grid within 4T of the minimum where the recalibrated interval of V holds the
    /// reference; nil without a reference, and above two dimensions.
    public var reference: Double?

    /// A value from its parts.
    public init(
      level: Double, before: Estimate, after: Estimate, factor: Estimate, targets: Int, blocks: Int,
      reference: Double? = nil
    ) {
      self.level = level
      self.before = before
      self.after = after
      self.factor = factor
      self.targets = targets
      self.blocks = blocks
      self.reference = reference
    }
  }
}
