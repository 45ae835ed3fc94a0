import Foundation
import Statistics
import Surrogates
import Testing

@Suite("Network passes")
struct NetworkPassTests {
  /// Outputs' jets along v and the first output's input gradient, for one sample in each lane used.
  private func run<Scalar: NetworkScalar>(
    _ network: Network<Scalar>, at inputs: [[Scalar]], along directions: [[Scalar]]
  ) -> (jets: [[[Scalar]]], gradients: [[Scalar]]) {
    let pass = NetworkPass<Scalar>(network.architecture)
    pass.begin(samples: inputs.count)
    for s in 0..<NetworkPass<Scalar>.lanes(inputs.count) {
      for i in 0..<network.architecture.inputs {
        pass.inputs[i * pass.stride + s] = inputs[min(s, inputs.count - 1)][i]
        pass.directions[i * pass.stride + s] = directions[min(s, inputs.count - 1)][i]
      }
    }
    pass.forward(network.parameters, derivatives: 2)
    pass.push(network.parameters, order: 2)
    let jets = (0...2).map { order in
      inputs.indices.map { s in
        (0..<network.architecture.outputs).map { pass.outputs(order)[$0 * pass.stride + s] }
      }
    }
    pass.inputGradient(network.parameters)
    let gradients = inputs.indices.map { s in
      (0..<network.architecture.inputs).map { pass.gradient[$0 * pass.stride + s] }
    }
    return (jets, gradients)
  }

  private let inputs = (0..<21).map { n in
    [randomInputs(21)[n], randomInputs(21, stream: 1)[n]]
  }
  private let directions = (0..<21).map { n in
    [randomInputs(21, stream: 2)[n], randomInputs(21, stream: 3)[n]]
  }

  @Test(
    "values, derivatives along a direction and input gradients agree with differences of a plain evaluation",
    arguments: Activation.allCases, Shape.allCases)
  func jets(_ activation: Activation, _ shape: Shape) {
    let network = shape.network(activation)
    let oracle = NetworkOracle(network: network)
    let (jets, gradients) = run(network, at: inputs, along: directions)
    for (s, x) in inputs.enumerated() {
      let v = directions[s]
      func along(_ t: Double) -> [Double] { oracle.value(zip(x, v).map { $0 + t * $1 }) }
      let exact = oracle.value(x)
      // Kinks spoil differences of higher order; between them a small step is exact.
      let h = activation == .relu ? 1e-6 : 1e-2
      for o in exact.indices {
        #expect(abs(jets[0][s][o] - exact[o]) < 1e-12 * (1 + abs(exact[o])))
        let first = richardson(h) { (along($0)[o] - along(-$0)[o]) / (2 * $0) }
        #expect(abs(jets[1][s][o] - first.value) < first.error + 1e-8 * (1 + abs(first.value)))
        if activation == .relu {
          if shape != .fourier && shape != .all && shape != .normalised {
            #expect(jets[2][s][o] == 0)
          }
        } else {
          let second = richardson(h) {
            (along($0)[o] - 2 * exact[o] + along(-$0)[o]) / ($0 * $0)
          }
          #expect(abs(jets[2][s][o] - second.value) < second.error + 1e-7 * (1 + abs(second.value)))
        }
      }
      // D_v is v·∇ of the same network.
      let product = zip(gradients[s], v).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(product - jets[1][s][0]) < 1e-12 * (1 + abs(product)))
    }
  }

  @Test(
    "float agrees with double", arguments: Activation.allCases, Shape.allCases)
  func precision(_ activation: Activation, _ shape: Shape) {
    let exact = shape.network(activation)
    let rounded = Network<Float>(exact.architecture, parameters: exact.parameters.map(Float.init))
    let network = Network<Double>(
      exact.architecture, parameters: rounded.parameters.map(Double.init))
    let x = inputs.map { $0.map { Float($0) } }
    let v = directions.map { $0.map { Float($0) } }
    let float = run(rounded, at: x, along: v)
    let double = run(
      network, at: x.map { $0.map(Double.init) }, along: v.map { $0.map(Double.init) })
    for order in 0...2 {
      let size = double.jets[order].joined().map(abs).max() ?? 0
      for (a, b) in zip(float.jets[order].joined(), double.jets[order].joined()) {
        // Second derivatives lose some hundred units of single precision, where layers are normalised.
        #expect(abs(Double(a) - b) < 8e-5 * (size + 1e-3))
      }
    }
    let size = double.gradients.joined().map(abs).max() ?? 0
    for (a, b) in zip(float.gradients.joined(), double.gradients.joined()) {
      #expect(abs(Double(a) - b) < 1e-5 * (size + 1e-3))
    }
  }

  @Test("a network without hidden layers is linear")
  func linear() {
    let network = Network<Double>(
      NetworkArchitecture(inputs: 2, hidden: []), parameters: [3, -2, 0.5])
    let (jets, gradients) = run(network, at: [[1, 2]], along: [[1, 1]])
    #expect(jets == [[[-0.5]], [[1]], [[0]]])
    #expect(gradients == [[3, -2]])
  }

  @Test("a sample's results do not depend on the others, nor on their number")
  func independence() {
    let network = Shape.all.network(.gelu)
    let whole = run(network, at: inputs, along: directions)
    for s in [0, 15, 16, 20] {
      let single = run(network, at: [inputs[s]], along: [directions[s]])
      for order in 0...2 {
        #expect(
          zip(single.jets[order][0], whole.jets[order][s]).allSatisfy { abs($0 - $1) < 1e-13 })
      }
    }
  }

  /// Central differences of three steps, combined so that the two leading errors cancel, and how much the first two steps
  /// are off without the third: more than what is left where the function is smooth over a step, and large where it is not.
  private func richardson(
    _ h: Double, _ difference: (Double) -> Double
  ) -> (value: Double, error: Double) {
    let (a, b, c) = (difference(h), difference(h / 2), difference(h / 4))
    let (ab, bc) = ((4 * b - a) / 3, (4 * c - b) / 3)
    return ((16 * bc - ab) / 15, abs(ab - bc))
  }
}
