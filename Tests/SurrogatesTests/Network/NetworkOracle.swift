import Foundation
import Statistics
import Surrogates

/// A network evaluated with plain loops, one sample at a time, from the definition.
struct NetworkOracle {
  let network: Network<Double>

  func value(_ input: [Double]) -> [Double] {
    let layout = network.layout
    var z = input
    if let tensor = layout.frequencies {
      let phases = apply(tensor, nil, z).map { 2 * Double.pi * $0 }
      z = phases.map(cos) + phases.map(sin)
    }
    for layer in layout.layers {
      var a = apply(layer.weight, layer.bias, z)
      if let normalisation = layer.normalisation {
        let mean = a.reduce(0, +) / Double(a.count)
        let variance = a.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(a.count)
        let deviation = (variance + 1e-5).squareRoot()
        for i in a.indices {
          a[i] =
            parameter(normalisation.scale, i) * (a[i] - mean) / deviation
            + parameter(normalisation.shift, i)
        }
      }
      let out = a.map(activate)
      z = layer.isResidual ? zip(out, z).map { $0 + $1 } : out
    }
    return apply(layout.outputWeight, layout.outputBias, z)
  }

  private func parameter(_ tensor: ParameterLayout.Tensor, _ n: Int) -> Double {
    network.parameters[tensor.offset + n]
  }

  private func apply(
    _ weight: ParameterLayout.Tensor, _ bias: ParameterLayout.Tensor?, _ z: [Double]
  ) -> [Double] {
    (0..<weight.shape[0]).map { i in
      var sum = bias.map { parameter($0, i) } ?? 0
      for k in z.indices { sum += parameter(weight, i * z.count + k) * z[k] }
      return sum
    }
  }

  private func activate(_ x: Double) -> Double {
    switch network.architecture.activation {
    case .tanh: tanh(x)
    case .silu: x / (1 + exp(-x))
    case .gelu: x * erfc(-x / 2.0.squareRoot()) / 2
    case .softplus: log(1 + exp(x))
    case .sine: sin(x)
    case .relu: max(x, 0)
    }
  }
}

/// Shapes that use every part of a network.
enum Shape: CaseIterable {
  case plain, residual, normalised, fourier, twoOutputs, all

  func architecture(_ activation: Activation) -> NetworkArchitecture {
    var shape = NetworkArchitecture(inputs: 2, hidden: [7, 5], activation: activation)
    if self == .residual || self == .all {
      shape.hidden = [6, 6, 6]
      shape.isResidual = true
    }
    if self == .normalised || self == .all { shape.normalisesLayers = true }
    if self == .fourier || self == .all {
      shape.fourierFeatures = FourierFeatures(count: 3, bandwidth: 0.2)
    }
    if self == .twoOutputs || self == .all { shape.outputs = 2 }
    return shape
  }

  /// A network of this shape whose signals stay moderate: SIREN's frequencies are taken back.
  func network(_ activation: Activation, seed: UInt64 = 5) -> Network<Double> {
    var network = Network<Double>(
      architecture(activation), generator: Philox(seed: seed, stream: 0))
    let layout = network.layout
    if activation == .sine, let first = layout.layers.first {
      for n in first.weight.range { network.parameters[n] /= 15 }
    }
    // Biases and normalisations that are not zeros and ones.
    let random = Philox(seed: seed, stream: 1)
    for tensor in layout.tensors where tensor.shape.count == 1 {
      for n in tensor.range { network.parameters[n] += 0.2 * random.normals(UInt64(n), 0).0 }
    }
    for n in layout.outputWeight.range {
      network.parameters[n] += 0.2 * random.normals(UInt64(n), 0).0
    }
    return network
  }
}

/// Repeatable inputs.
func randomInputs(_ count: Int, seed: UInt64 = 9, stream: UInt64 = 0) -> [Double] {
  let random = Philox(seed: seed, stream: stream)
  return (0..<count).map { random.normals(UInt64($0), 0).0 }
}
