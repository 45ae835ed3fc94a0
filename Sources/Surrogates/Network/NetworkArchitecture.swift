/// The shape of a fully connected network: everything but the values of its parameters.
///
/// With z₀ the standardised inputs, or their Fourier features, layer l computes
///
///     zₗ₊₁ = σ(N(Wₗ zₗ + bₗ)) (+ zₗ)
///
/// with N the layer normalisation and the sum with zₗ where they are asked for, and the output is linear.
/// Dropout multiplies zₗ₊₁ before the sum. docs/neural-network.md describes the parts.
public struct NetworkArchitecture: Codable, Hashable, Sendable {
  /// Components of the input.
  public var inputs: Int
  /// Widths of the hidden layers.
  public var hidden: [Int]
  /// The nonlinearity σ.
  public var activation: Activation
  /// Whether a layer's input is added to its output where both have the same width (He et al., 2016).
  public var isResidual: Bool
  /// Whether hidden layers are normalised before the nonlinearity (Ba, Kiros & Hinton, 2016).
  public var normalisesLayers: Bool
  /// The probability with which a hidden unit is dropped in training, in 0..<1 (Srivastava et al., 2014).
  public var dropout: Double
  /// Random Fourier features of the inputs; nil: the inputs themselves.
  public var fourierFeatures: FourierFeatures?
  /// 1: V alone; 2: V and the logarithm of the variance of what it is fitted to.
  public var outputs: Int
  /// Whether the hidden units have fixed factors among the parameters: 0 or 1/(1 − p) in one member of a Monte
  /// Carlo ensemble (Gal & Ghahramani, 2016), which thus is a function like any other.
  public var isThinned = false

  /// A shape from its parts.
  public init(
    inputs: Int, hidden: [Int], activation: Activation = .tanh, isResidual: Bool = false,
    normalisesLayers: Bool = false, dropout: Double = 0, fourierFeatures: FourierFeatures? = nil,
    outputs: Int = 1
  ) {
    self.inputs = inputs
    self.hidden = hidden
    self.activation = activation
    self.isResidual = isResidual
    self.normalisesLayers = normalisesLayers
    self.dropout = dropout
    self.fourierFeatures = fourierFeatures
    self.outputs = outputs
  }

  /// Components of what the first layer sees: the inputs, or a cosine and a sine for each frequency.
  public var features: Int { fourierFeatures.map { 2 * $0.count } ?? inputs }

  /// A shape from a model file; networks are whole where it does not say that they are thinned.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    inputs = try container.decode(Int.self, forKey: .inputs)
    hidden = try container.decode([Int].self, forKey: .hidden)
    activation = try container.decode(Activation.self, forKey: .activation)
    isResidual = try container.decode(Bool.self, forKey: .isResidual)
    normalisesLayers = try container.decode(Bool.self, forKey: .normalisesLayers)
    dropout = try container.decode(Double.self, forKey: .dropout)
    fourierFeatures = try container.decodeIfPresent(FourierFeatures.self, forKey: .fourierFeatures)
    outputs = try container.decode(Int.self, forKey: .outputs)
    isThinned = try container.decodeIfPresent(Bool.self, forKey: .isThinned) ?? false
  }
}

/// The features cos(2πBz), sin(2πBz) of the standardised inputs z, with fixed B drawn from a normal law
/// (Rahimi & Recht, 2007; Tancik et al., 2020): networks learn low frequencies first, and these bring high
/// ones within reach.
public struct FourierFeatures: Codable, Hashable, Sendable {
  /// The number of frequencies, rows of B.
  public var count: Int
  /// The standard deviation of the entries of B, in cycles per unit of the standardised inputs.
  public var bandwidth: Double

  /// Features from their parts.
  public init(count: Int, bandwidth: Double) {
    self.count = count
    self.bandwidth = bandwidth
  }
}
