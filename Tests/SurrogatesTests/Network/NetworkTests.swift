import Foundation
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

  @Test("outputs and gradients of many points", arguments: [1, 2, 5])
  func outputs(_ threads: Int) {
    let network = Shape.all.network(.tanh)
    let oracle = NetworkOracle(network: network)
    let inputs = randomInputs(2 * 300)
    let outputs = network.outputs(at: inputs, threads: threads)
    let both = network.outputsAndGradients(at: inputs, threads: threads)
    #expect(outputs == both.outputs)
    #expect(outputs.count == 600 && both.gradients.count == 600)
    for n in [0, 127, 128, 299] {
      let x = Array(inputs[(2 * n)..<(2 * n + 2)])
      let exact = oracle.value(x)
      for o in 0..<2 { #expect(abs(outputs[2 * n + o] - exact[o]) < 1e-12 * (1 + abs(exact[o]))) }
      for k in 0..<2 {
        func along(_ t: Double) -> Double {
          oracle.value(zip(x, [0, 1]).map { $0 + ($1 == k ? t : 0) })[0]
        }
        let slope = (along(1e-5) - along(-1e-5)) / 2e-5
        #expect(abs(both.gradients[2 * n + k] - slope) < 1e-7 * (1 + abs(slope)))
      }
    }
    #expect(network.outputs(at: []).isEmpty)
  }

  @Test("dropout keeps the mean of what it drops from within five standard errors")
  func dropout() {
    // The output is linear in the only hidden layer.
    let architecture = NetworkArchitecture(inputs: 1, hidden: [40], dropout: 0.25)
    let network = Network<Double>(architecture, generator: Philox(seed: 1, stream: 0))
    let inputs = [Double](repeating: 0.7, count: 4000)
    let exact = network.outputs(at: [0.7])[0]
    let member = Dropout(generator: Philox(seed: 3, stream: 0))
    let dropped = network.outputs(at: inputs, threads: 2, dropout: member)
    #expect(dropped == network.outputs(at: inputs, dropout: member))
    let mean = dropped.reduce(0, +) / 4000
    let variance = dropped.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3999
    #expect(abs(mean - exact) < 5 * (variance / 4000).squareRoot())
    // Each term u of the sum contributes u² p/(1 − p); the sample variance of 4000 near-normal numbers has
    // a relative standard error of √(2/4000).
    let layout = network.layout
    var expected = 0.0
    for unit in 0..<40 {
      let a =
        network.parameters[layout.layers[0].weight.offset + unit] * 0.7
        + network.parameters[layout.layers[0].bias.offset + unit]
      let term = network.parameters[layout.outputWeight.offset + unit] * tanh(a)
      expected += term * term / 3
    }
    #expect(abs(variance / expected - 1) < 5 * (2.0 / 4000).squareRoot())
    let other = Dropout(generator: Philox(seed: 3, stream: 1))
    #expect(network.outputs(at: inputs, dropout: other) != dropped)
  }
}
