import Statistics

extension Summary {
  /// The networks that learned V: what they are, how they were trained, and how far they can be trusted.
  ///
  /// Losses are in the user's units: mean squares of ∇V_θ − ∇f over all coordinates where forces alone are
  /// fitted.
  public struct Surrogate: Codable, Equatable, Sendable {
    /// The shape of a network.
    public var architecture: Architecture
    /// Trained numbers of one network.
    public var parameters: Int
    /// The number of networks.
    public var ensemble: Int
    /// Samples that they were trained on, the held-out part of each included.
    public var samples: Int
    /// Passes over the data that were asked for, and the best one of each network.
    public var epochs: Int
    public var bestEpochs: [Int]
    /// The mean losses of the networks at their best epochs, on the samples trained on and on those held out.
    public var trainLoss: Double
    public var validationLoss: Double
    /// Tr G, what of a force loss no V can remove; nil where the loss has other terms or G is not known.
    public var noiseFloor: Estimate?
    /// How the networks do on samples that they were not trained on.
    public var crossValidation: CrossValidation
    /// How often the networks' intervals hold what they should; nil for a single network.
    public var coverage: Coverage?
    /// ‖∇V_θ − ∇V‖/‖∇V‖ over equilibrium samples, V the reference; nil without one.
    public var forceError: Double?
    /// The fraction of samples of the same law that would count as outside of the data.
    public var falseAlarms: Estimate?
    /// Samples trained on per second, of the networks of the ensemble.
    public var samplesPerSecond: Double
    /// How the training ended: that of the first network that diverged, else of the first.
    public var outcome: String
    /// Whether a network diverged.
    public var hasDiverged: Bool
    /// Simpler models beside the networks, by name.
    public var baselines: [String: Baseline]

    private enum CodingKeys: String, CodingKey {
      case architecture, parameters, ensemble, samples, epochs
      case bestEpochs = "best_epochs"
      case trainLoss = "train_loss"
      case validationLoss = "validation_loss"
      case noiseFloor = "noise_floor"
      case crossValidation = "cross_validation"
      case coverage
      case forceError = "force_error"
      case falseAlarms = "false_alarms"
      case samplesPerSecond = "samples_per_second"
      case outcome
      case hasDiverged = "has_diverged"
      case baselines
    }
  }
}

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
    /// The networks' loss less this one, of the same samples: positive where the baseline is better.
    public var difference: Estimate
    /// ‖∇V_b − ∇V‖/‖∇V‖; nil without a reference.
    public var forceError: Double?

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
  }
}

extension Summary.Surrogate.Coverage {
  private enum CodingKeys: String, CodingKey {
    case level, before, after, factor, targets, blocks, reference
  }
}
