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
    /// Networks thinned at random whose mean is V and whose scatter its error; nil where the networks themselves
    /// are these.
    public var dropoutSamples: Int?
    /// Samples that they were trained on, the held-out part of each included.
    public var samples: Int
    /// How they were read where they were not to be in memory; nil where they were.
    public var streamed: Streamed?
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
    /// What was taken over from other results; nil for networks from random weights.
    public var transfer: Transfer?

    /// A value from its parts.
    public init(
      architecture: Architecture, parameters: Int, ensemble: Int, dropoutSamples: Int? = nil,
      samples: Int, streamed: Streamed? = nil, epochs: Int,
      bestEpochs: [Int], trainLoss: Double, validationLoss: Double, noiseFloor: Estimate? = nil,
      crossValidation: CrossValidation, coverage: Coverage? = nil, forceError: Double? = nil,
      falseAlarms: Estimate? = nil, samplesPerSecond: Double, outcome: String, hasDiverged: Bool,
      baselines: [String: Baseline], transfer: Transfer? = nil
    ) {
      self.architecture = architecture
      self.parameters = parameters
      self.ensemble = ensemble
      self.dropoutSamples = dropoutSamples
      self.samples = samples
      self.streamed = streamed
      self.epochs = epochs
      self.bestEpochs = bestEpochs
      self.trainLoss = trainLoss
      self.validationLoss = validationLoss
      self.noiseFloor = noiseFloor
      self.crossValidation = crossValidation
      self.coverage = coverage
      self.forceError = forceError
      self.falseAlarms = falseAlarms
      self.samplesPerSecond = samplesPerSecond
      self.outcome = outcome
      self.hasDiverged = hasDiverged
      self.baselines = baselines
      self.transfer = transfer
    }

    private enum CodingKeys: String, CodingKey {
      case architecture, parameters, ensemble
      case dropoutSamples = "dropout_samples"
      case samples, streamed, epochs
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
      case baselines, transfer
    }

    /// Training on samples that stayed in the file.
    public struct Streamed: Codable, Equatable, Sendable {
      /// What the samples might take, in MiB.
      public var memory: Double
      /// Neighbouring samples that were shuffled together.
      public var windowRows: Int
      /// Samples that were in memory, those of every k-th time: what networks are judged on and calibrated with, and
      /// what those that are trained to be judged are trained on.
      public var judgedSamples: Int

      /// A value from its parts.
      public init(memory: Double, windowRows: Int, judgedSamples: Int) {
        self.memory = memory
        self.windowRows = windowRows
        self.judgedSamples = judgedSamples
      }

      private enum CodingKeys: String, CodingKey {
        case memory
        case windowRows = "window_rows"
        case judgedSamples = "judged_samples"
      }
    }
  }
}
