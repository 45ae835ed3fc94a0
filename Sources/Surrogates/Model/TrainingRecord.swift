/// How a model was trained: what its file tells about where it comes from. All of it is optional,
/// and none of it changes what the model computes.
public struct TrainingRecord: Codable, Equatable, Sendable {
  /// The program and version that trained it.
  public var program: String?
  /// SHA-256 of the scenario file.
  public var scenarioSHA256: String?
  /// SHA-256 of the training data.
  public var dataSHA256: String?
  /// The model that training started from.
  public var parent: String?
  /// T of the samples, as an energy.
  public var temperature: Double?
  /// The seed of initialisation and shuffling.
  public var seed: UInt64?
  /// The number of training samples.
  public var samples: Int?
  /// Passes over the samples until the best weights.
  public var epochs: Int?
  /// The optimiser, such as `adam`.
  public var optimiser: String?
  /// The losses of the best weights by name of the term, `total` among them.
  public var trainingLoss: [String: Double]
  public var validationLoss: [String: Double]
  /// What of the loss no model can remove.
  public var noiseFloor: Double?

  /// A record from its parts.
  public init(
    program: String? = nil, scenarioSHA256: String? = nil, dataSHA256: String? = nil,
    parent: String? = nil, temperature: Double? = nil, seed: UInt64? = nil, samples: Int? = nil,
    epochs: Int? = nil, optimiser: String? = nil, trainingLoss: [String: Double] = [:],
    validationLoss: [String: Double] = [:], noiseFloor: Double? = nil
  ) {
    self.program = program
    self.scenarioSHA256 = scenarioSHA256
    self.dataSHA256 = dataSHA256
    self.parent = parent
    self.temperature = temperature
    self.seed = seed
    self.samples = samples
    self.epochs = epochs
    self.optimiser = optimiser
    self.trainingLoss = trainingLoss
    self.validationLoss = validationLoss
    self.noiseFloor = noiseFloor
  }

  // The coders of model files make snake case of these and back, which needs words of one capital.
  private enum CodingKeys: String, CodingKey {
    case program, parent, temperature, seed, samples, epochs, optimiser
    case trainingLoss, validationLoss, noiseFloor
    case scenarioSHA256 = "scenarioSha256"
    case dataSHA256 = "dataSha256"
  }
}
