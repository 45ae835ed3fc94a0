/// Where each tensor of a network lies in the one array that holds all its parameters.
///
/// Tensors follow each other without gaps, in the order in which the network uses them. A weight of a layer with
/// n inputs and m outputs has shape [m, n] and is stored row by row: the layout of PyTorch's `Linear`, and of
/// safetensors. The Fourier frequencies come last, and after them the factors of the units of a thinned network; both
/// are kept with the parameters but never trained.
public struct ParameterLayout: Equatable, Sendable {
  /// One tensor.
  public struct Tensor: Equatable, Sendable {
    /// Its name in model files, such as `layers.0.weight`.
    public let name: String
    /// Its extents, the slowest first.
    public let shape: [Int]
    /// The offset of its first element.
    public let offset: Int

    /// The number of its elements.
    public var count: Int { shape.reduce(1, *) }
    /// Its elements.
    public var range: Range<Int> { offset..<(offset + count) }
  }

  /// One hidden layer; the normalisation is nil where there is none.
  public struct Layer: Equatable, Sendable {
    public let weight: Tensor
    public let bias: Tensor
    public let normalisation: Normalisation?
    /// Whether the layer's input is added to its output.
    public let isResidual: Bool

    /// The affine part of a layer normalisation.
    public struct Normalisation: Equatable, Sendable {
      public let scale: Tensor
      public let shift: Tensor
    }

    /// The widths before and after the layer.
    public var inputs: Int { weight.shape[1] }
    public var outputs: Int { weight.shape[0] }
  }

  /// The hidden layers, the first one first.
  public let layers: [Layer]
  /// The linear output: weight [outputs, width] and bias.
  public let outputWeight: Tensor
  public let outputBias: Tensor
  /// B of the Fourier features [count, inputs], or nil.
  public let frequencies: Tensor?
  /// The factors of the units of each hidden layer, [units]; empty unless the network is thinned.
  public let masks: [Tensor]
  /// Parameters that are trained: the first ones of the array.
  public let trainableCount: Int
  /// All numbers of the array.
  public let count: Int

  /// The layout of a network.
  public init(_ architecture: NetworkArchitecture) {
    var offset = 0
    func next(_ name: String, _ shape: [Int]) -> Tensor {
      let tensor = Tensor(name: name, shape: shape, offset: offset)
      offset += tensor.count
      return tensor
    }
    var layers: [Layer] = []
    var width = architecture.features
    for (n, units) in architecture.hidden.enumerated() {
      let weight = next("layers.\(n).weight", [units, width])
      let bias = next("layers.\(n).bias", [units])
      let normalisation =
        architecture.normalisesLayers
        ? Layer.Normalisation(
          scale: next("layers.\(n).norm.weight", [units]),
          shift: next("layers.\(n).norm.bias", [units])) : nil
      layers.append(
        Layer(
          weight: weight, bias: bias, normalisation: normalisation,
          isResidual: architecture.isResidual && units == width))
      width = units
    }
    self.layers = layers
    outputWeight = next("output.weight", [architecture.outputs, width])
    outputBias = next("output.bias", [architecture.outputs])
    trainableCount = offset
    frequencies = architecture.fourierFeatures.map {
      next("fourier.frequencies", [$0.count, architecture.inputs])
    }
    masks =
      architecture.isThinned
      ? architecture.hidden.enumerated().map { next("layers.\($0.offset).mask", [$0.element]) } : []
    count = offset
  }

  /// Where the parameters begin that are trained while the first hidden layers are frozen; they end at
  /// ``trainableCount``.
  public func firstTrained(frozenLayers: Int) -> Int {
    frozenLayers < layers.count ? layers[max(frozenLayers, 0)].weight.offset : outputWeight.offset
  }

  /// The weight matrices, which decay; biases and normalisations do not.
  public var weights: [Tensor] { layers.map(\.weight) + [outputWeight] }

  /// All tensors in the order of their offsets.
  public var tensors: [Tensor] {
    layers.flatMap { layer in
      [layer.weight, layer.bias]
        + (layer.normalisation.map { [$0.scale, $0.shift] } ?? [])
    } + [outputWeight, outputBias] + (frequencies.map { [$0] } ?? []) + masks
  }
}
