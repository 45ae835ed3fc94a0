import Foundation
import Statistics

/// A fully connected network: its shape and its parameters.
///
/// Inputs and outputs are standardised numbers; ``Standardisation`` has the maps to those of the user.
public struct Network<Scalar: NetworkScalar>: Equatable, Sendable {
  /// The shape.
  public let architecture: NetworkArchitecture
  /// Where the parameters lie.
  public let layout: ParameterLayout
  /// All parameters, in the order of ``layout``.
  public var parameters: [Scalar]

  /// A network from its parameters, as many as its layout has.
  public init(_ architecture: NetworkArchitecture, parameters: [Scalar]) {
    self.architecture = architecture
    layout = ParameterLayout(architecture)
    precondition(parameters.count == layout.count, "\(layout.count) parameters are needed")
    self.parameters = parameters
  }

  /// A network with random parameters, a function of the generator alone.
  ///
  /// Weights are uniform with the variance that keeps signals and gradients of constant size through the
  /// layers: 2/(n + m) for tanh (Glorot & Bengio, 2010), 2/n for the activations that pass half of their
  /// argument on (He et al., 2015), and those of Sitzmann et al. (2020) for the sine, whose frequency factor
  /// ω₀ = 30 is folded into the weights of the first layer; n and m are the numbers of inputs and outputs.
  /// Hidden biases are uniform in ±1/√n, so that units differ near the origin too; for the sine they are ω₀
  /// times that, which makes phases uniform. A second output starts as zero: unit variance. Fourier
  /// frequencies are normal.
  public init(_ architecture: NetworkArchitecture, generator: Philox) {
    let layout = ParameterLayout(architecture)
    var parameters = [Scalar](repeating: 0, count: layout.count)
    func fill(_ range: Range<Int>, bound: Double) {
      for n in range { parameters[n] = Scalar(bound * (2 * generator.uniform(UInt64(n), 0) - 1)) }
    }
    for (index, layer) in layout.layers.enumerated() {
      let (n, m) = (Double(layer.inputs), Double(layer.outputs))
      let isSine = architecture.activation == .sine
      let weight =
        switch architecture.activation {
        case .tanh: (6 / (n + m)).squareRoot()
        case .sine: index == 0 ? Self.sineFrequency / n : (6 / n).squareRoot()
        default: (6 / n).squareRoot()
        }
      fill(layer.weight.range, bound: weight)
      fill(layer.bias.range, bound: (isSine ? Self.sineFrequency : 1) / n.squareRoot())
      if let normalisation = layer.normalisation {
        for n in normalisation.scale.range { parameters[n] = 1 }
      }
    }
    let width = layout.outputWeight.shape[1]
    let first = layout.outputWeight.offset..<(layout.outputWeight.offset + width)
    fill(first, bound: (6 / Double(width + 1)).squareRoot())
    if let frequencies = layout.frequencies, let features = architecture.fourierFeatures {
      for n in frequencies.range {
        parameters[n] = Scalar(features.bandwidth * generator.normals(UInt64(n), 0).0)
      }
    }
    for mask in layout.masks {
      for n in mask.range { parameters[n] = 1 }
    }
    self.init(architecture, parameters: parameters)
  }

  /// ω₀ of Sitzmann et al.
  private static var sineFrequency: Double { 30 }
}
