import Statistics
import Surrogates
import Testing

@Suite("Networks")
struct NetworkTests {
  private func network(_ activation: Activation) -> Network<Float> {
    Network(
      NetworkArchitecture(
        inputs: 3, hidden: [200, 300], activation: activation, normalisesLayers: true,
        fourierFeatures: FourierFeatures(count: 50, bandwidth: 2), outputs: 2),
      generator: Philox(seed: 4, stream: 1))
  }

  /// The variance of the parameters of a tensor.
  private func variance(_ network: Network<Float>, _ tensor: ParameterLayout.Tensor?) -> Double {
    let values = network.parameters[tensor?.range ?? 0..<1].map(Double.init)
    return values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
  }

  @Test("initial weights have the variances of their schemes", arguments: Activation.allCases)
  func variances(_ activation: Activation) {
    let network = network(activation)
    let layout = network.layout
    // First layer: 100 features, 200 units; second: 200, 300. A variance of uniform numbers has a relative
    // standard error of √(0.8/n) = 0.006 for the smaller matrix: five of them.
    let expected: (Double, Double) =
      switch activation {
      case .tanh: (2.0 / 300, 2.0 / 500)
      case .sine: (30.0 * 30 / 1e4 / 3, 2.0 / 200)
      default: (2.0 / 100, 2.0 / 200)
      }
    let first = variance(network, layout.layers[0].weight) / expected.0
    let second = variance(network, layout.layers[1].weight) / expected.1
    #expect(abs(first - 1) < 0.032)
    #expect(abs(second - 1) < 0.032)
    // Normal numbers: √(2/150).
    #expect(abs(variance(network, layout.frequencies) / 4 - 1) < 5 * 0.115)
    for layer in layout.layers {
      #expect(variance(network, layer.bias) > 0)
      guard let normalisation = layer.normalisation else { continue }
      #expect(network.parameters[normalisation.scale.range].allSatisfy { $0 == 1 })
      #expect(network.parameters[normalisation.shift.range].allSatisfy { $0 == 0 })
    }
    // The log variance starts as zero.
    let output = layout.outputWeight
    #expect(
      network.parameters[(output.offset + 300)..<(output.offset + 600)].allSatisfy { $0 == 0 })
    #expect(network.parameters[layout.outputBias.range].allSatisfy { $0 == 0 })
  }

  @Test("a network is a function of its generator")
  func repeatable() {
    #expect(network(.tanh) == network(.tanh))
    let other = Network<Float>(network(.tanh).architecture, generator: Philox(seed: 5, stream: 1))
    #expect(other != network(.tanh))
  }

  @Test("double and float start from the same numbers")
  func types() {
    let double = Network<Double>(
      network(.tanh).architecture, generator: Philox(seed: 4, stream: 1))
    #expect(double.parameters.map { Float($0) } == network(.tanh).parameters)
  }
}
