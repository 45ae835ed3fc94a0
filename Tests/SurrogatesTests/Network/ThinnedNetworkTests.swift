import Foundation
import LinearAlgebra
import Statistics
import Surrogates
import Testing

@Suite("Thinned networks")
struct ThinnedNetworkTests {
  private static let shapes: [NetworkArchitecture] = [
    NetworkArchitecture(inputs: 2, hidden: [16, 12], dropout: 0.3),
    NetworkArchitecture(
      inputs: 2, hidden: [12, 12, 12], activation: .silu, isResidual: true, dropout: 0.3),
    NetworkArchitecture(
      inputs: 2, hidden: [13, 13], activation: .gelu, isResidual: true, normalisesLayers: true,
      dropout: 0.3, fourierFeatures: FourierFeatures(count: 6, bandwidth: 0.3), outputs: 2),
  ]

  @Test("A thinned network is the pass with the mask of row 0, at every point", arguments: shapes)
  func sameAsThePass(_ shape: NetworkArchitecture) {
    let network = Network<Double>(shape, generator: Philox(seed: 1, stream: 0))
    let dropout = Dropout(generator: Philox(seed: 5, stream: 3))
    let thinned = network.thinned(by: dropout)
    #expect(thinned.layout.trainableCount == network.layout.trainableCount)
    let points = (0..<40).map { [0.1 * Double($0) - 2, sin(Double($0))] }
    let all = thinned.outputsAndGradients(at: points.flatMap { $0 }, threads: 2)
    for (n, point) in points.enumerated() {
      // A point by itself has row 0.
      let one = network.outputsAndGradients(at: point, dropout: dropout)
      for o in 0..<shape.outputs {
        #expect(abs(all.outputs[n * shape.outputs + o] - one.outputs[o]) < 1e-12)
      }
      for k in 0..<2 { #expect(abs(all.gradients[2 * n + k] - one.gradients[k]) < 1e-12) }
    }
    #expect(all.outputs != network.outputs(at: points.flatMap { $0 }))
    // The gradient is that of the values, which it is not where each point has a mask of its own.
    let (x, h) = ([0.3, -0.7], 1e-5)
    let here = thinned.outputsAndGradients(at: x).gradients
    for k in 0..<2 {
      var (up, down) = (x, x)
      up[k] += h
      down[k] -= h
      let slope = (thinned.outputs(at: up)[0] - thinned.outputs(at: down)[0]) / (2 * h)
      #expect(abs(here[k] - slope) < 1e-7 * (1 + abs(slope)))
    }
  }

  @Test("Mean and variance over members are those of independent units")
  func moments() throws {
    // The output is linear in the only hidden layer: each term u of its sum contributes u² p/(1 − p).
    let shape = NetworkArchitecture(inputs: 1, hidden: [40], dropout: 0.25)
    let network = Network<Float>(shape, generator: Philox(seed: 1, stream: 0))
    let model = try SurrogateModel(
      coordinates: ["x"], architecture: shape,
      standardisation: Standardisation(mean: [0], deviation: [1], scale: 1),
      members: [network.parameters])
    let count = 1000
    let members = NeuralPotential(try model.thinned(count: count, seed: 7))
      .memberValues(at: Matrix(rows: [[0.7]])).map { $0[0] }
    let mean = members.reduce(0, +) / Double(count)
    let variance = members.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)
    let whole = NeuralPotential(model).value(at: [0.7])
    #expect(abs(mean - whole) < 5 * (variance / Double(count)).squareRoot())
    let layout = network.layout
    let p = network.parameters
    let expected = (0..<40).reduce(0.0) { sum, unit in
      let a =
        0.7 * p[layout.layers[0].weight.offset + unit] + p[layout.layers[0].bias.offset + unit]
      let term = Double(p[layout.outputWeight.offset + unit] * tanh(a))
      return sum + term * term / 3
    }
    // Four standard errors of the variance of near-normal numbers.
    #expect(abs(variance / expected - 1) < 5 * (2 / Double(count)).squareRoot())
  }

  @Test("Members are the networks in turn, and the networks come back")
  func ensemble() throws {
    let shape = Self.shapes[1]
    let model = try ModelFixtures.model(shape, members: 3)
    let thinned = try model.thinned(count: 8, seed: 2)
    #expect(thinned.members.count == 8 && thinned.header.architecture.isThinned)
    #expect(Set(thinned.members).count == 8)
    #expect(try thinned == model.thinned(count: 8, seed: 2))
    #expect(try thinned != model.thinned(count: 8, seed: 3))
    #expect(try thinned.unthinned == model && model.unthinned == model)
    #expect(try thinned.split.map(\.members) == thinned.members.map { [$0] })
    let potential = NeuralPotential(thinned)
    let points = ModelFixtures.points(300, dimension: 2)
    let matrix = Matrix(rows: points)
    #expect(
      potential.gradients(at: matrix, threads: 3) == potential.gradients(at: matrix, threads: 1))
    let reference = ReferenceNetwork(model: thinned)
    for (n, value) in potential.values(at: matrix).prefix(20).enumerated() {
      let expected = reference.value(at: points[n])
      #expect(abs(value - expected) < 2e-5 * max(1, abs(expected)))
    }
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: url) }
    try thinned.write(to: url)
    #expect(try SurrogateModel(contentsOf: url) == thinned)
    // Fewer members than networks, thinned twice, nothing to drop.
    #expect(throws: SurrogateModelError.self) { try model.thinned(count: 2, seed: 1) }
    #expect(throws: SurrogateModelError.self) { try thinned.thinned(count: 8, seed: 1) }
    #expect(throws: SurrogateModelError.self) {
      try ModelFixtures.model(NetworkArchitecture(inputs: 2, hidden: [4]))
        .thinned(count: 3, seed: 1)
    }
  }
}
