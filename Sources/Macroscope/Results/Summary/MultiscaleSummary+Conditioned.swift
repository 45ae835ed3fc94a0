import Statistics

extension MultiscaleSummary {
  /// One ensemble of networks for all scales, g_θ(A_s (q − c)), beside the networks that each scale was trained
  /// with alone.
  public struct Conditioned: Codable, Equatable, Sendable {
    /// The shape of a network; it has two inputs for each coordinate.
    public var architecture: Summary.Surrogate.Architecture
    /// Trained numbers of one network.
    public var parameters: Int
    /// The number of networks, and of thinned ones where dropout tells the error of V.
    public var ensemble: Int
    public var dropoutSamples: Int?
    /// Samples of all scales, and passes over them.
    public var samples: Int
    public var epochs: Int
    public var bestEpochs: [Int]
    /// The mean losses of the networks at their best epochs; the samples of a scale have its weight.
    public var trainLoss: Double
    public var validationLoss: Double
    public var samplesPerSecond: Double
    /// How the training ended: that of the first network that diverged, else of the first.
    public var outcome: String
    public var hasDiverged: Bool
    /// The coarsest first.
    public var scales: [Scale]

    /// V of one scale by the networks of all, and by its own.
    public struct Scale: Codable, Equatable, Sendable {
      public var step: Double
      /// ω_s.
      public var parameter: Double
      /// The weight of its samples in the loss, 1 on average.
      public var weight: Double
      /// T of its samples, and Tr G.
      public var temperature: Double
      public var noiseFloor: Estimate?
      /// The mean squared force error on walkers that a network was not trained on: of the networks of all
      /// scales, of its own, and the first less the second, from the same samples: below zero where sharing helps.
      public var loss: Estimate
      public var aloneLoss: Estimate
      public var difference: Estimate
      /// The mean of |∇V|² over samples.
      public var forceSquare: Double
      /// ‖∇V_θ − ∇V‖/‖∇V‖ at the ends of steps; nil without a reference.
      public var forceError: Double?
      public var aloneForceError: Double?
      /// Of V against the reference within 4T, the best constant removed.
      public var rmse: Estimate?
      public var aloneRmse: Estimate?

      /// A value from its parts.
      public init(
        step: Double, parameter: Double, weight: Double, temperature: Double,
        noiseFloor: Estimate? = nil, loss: Estimate, aloneLoss: Estimate, difference: Estimate,
        forceSquare: Double, forceError: Double? = nil, aloneForceError: Double? = nil,
        rmse: Estimate? = nil, aloneRmse: Estimate? = nil
      ) {
        self.step = step
        self.parameter = parameter
        self.weight = weight
        self.temperature = temperature
        self.noiseFloor = noiseFloor
        self.loss = loss
        self.aloneLoss = aloneLoss
        self.difference = difference
        self.forceSquare = forceSquare
        self.forceError = forceError
        self.aloneForceError = aloneForceError
        self.rmse = rmse
        self.aloneRmse = aloneRmse
      }

      private enum CodingKeys: String, CodingKey {
        case step, parameter, weight, temperature
        case noiseFloor = "noise_floor"
        case loss
        case aloneLoss = "alone_loss"
        case difference
        case forceSquare = "force_square"
        case forceError = "force_error"
        case aloneForceError = "alone_force_error"
        case rmse
        case aloneRmse = "alone_rmse"
      }
    }

    /// A value from its parts.
    public init(
      architecture: Summary.Surrogate.Architecture, parameters: Int, ensemble: Int,
      dropoutSamples: Int? = nil, samples: Int, epochs: Int, bestEpochs: [Int], trainLoss: Double,
      validationLoss: Double, samplesPerSecond: Double, outcome: String, hasDiverged: Bool,
      scales: [Scale]
    ) {
      self.architecture = architecture
      self.parameters = parameters
      self.ensemble = ensemble
      self.dropoutSamples = dropoutSamples
      self.samples = samples
      self.epochs = epochs
      self.bestEpochs = bestEpochs
      self.trainLoss = trainLoss
      self.validationLoss = validationLoss
      self.samplesPerSecond = samplesPerSecond
      self.outcome = outcome
      self.hasDiverged = hasDiverged
      self.scales = scales
    }

    private enum CodingKeys: String, CodingKey {
      case architecture, parameters, ensemble
      case dropoutSamples = "dropout_samples"
      case samples, epochs
      case bestEpochs = "best_epochs"
      case trainLoss = "train_loss"
      case validationLoss = "validation_loss"
      case samplesPerSecond = "samples_per_second"
      case outcome
      case hasDiverged = "has_diverged"
      case scales
    }
  }
}
