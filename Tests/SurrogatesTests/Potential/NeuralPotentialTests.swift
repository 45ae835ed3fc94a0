import CKernels
import CoarseGraining
import Dynamics
import Foundation
import LinearAlgebra
import Potentials
import Statistics
import Surrogates
import Testing

@Suite("Neural potential")
struct NeuralPotentialTests {
  /// Single precision through three layers: some hundred roundings of 6e-8.
  private static let tolerance = 2e-5

  private static func close(_ a: Double, _ b: Double, _ tolerance: Double = tolerance) -> Bool {
    abs(a - b) <= tolerance * max(1, abs(b))
  }

  @Test("Value and gradient are those of the plain formulas", arguments: Activation.allCases)
  func matchesReference(_ activation: Activation) throws {
    for (name, architecture) in ModelFixtures.variants(activation) {
      let model = try ModelFixtures.model(architecture, members: 3)
      let potential = NeuralPotential(model)
      let reference = ReferenceNetwork(model: model)
      let points = ModelFixtures.points(40, dimension: model.dimension)
      let values = potential.values(at: points)
      let gradients = potential.gradients(at: points)
      for (n, q) in points.enumerated() {
        #expect(Self.close(values[n], reference.value(at: q)), "\(name)")
        for (a, b) in zip(gradients[n], reference.gradient(at: q)) {
          #expect(Self.close(a, b, 1e-4), "\(name)")
        }
      }
    }
  }

  @Test("Each scale has its map, and inputs may be fewer than coordinates")
  func scales() throws {
    let architecture = NetworkArchitecture(inputs: 2, hidden: [16, 12], activation: .silu)
    let model = try ModelFixtures.model(architecture, members: 2, dimension: 3, scales: 2)
    let reference = ReferenceNetwork(model: model)
    for scale in 0..<2 {
      let potential = NeuralPotential(model, scale: scale)
      let alone = NeuralPotential(try model.atScale(scale))
      let point = [0.1, -0.4, 0.6]
      #expect(alone.gradient(at: point) == potential.gradient(at: point))
      for q in ModelFixtures.points(20, dimension: 3) {
        #expect(Self.close(potential.value(at: q), reference.value(at: q, scale: scale)))
        for (a, b) in zip(potential.gradient(at: q), reference.gradient(at: q, scale: scale)) {
          #expect(Self.close(a, b, 1e-4))
        }
      }
    }
  }

  @Test("The Hessian is the derivative of the gradient", arguments: [2, 3, 17])
  func hessian(_ dimension: Int) throws {
    // 17 coordinates have 153 directions, more than a block.
    let architecture = NetworkArchitecture(
      inputs: dimension, hidden: [16, 12], activation: .tanh, isResidual: true)
    let model = try ModelFixtures.model(architecture, members: 2)
    let potential = NeuralPotential(model)
    let reference = ReferenceNetwork(model: model)
    for q in ModelFixtures.points(4, dimension: dimension) {
      let hessian = potential.hessian(at: q)
      for i in 0..<dimension {
        var (up, down) = (q, q)
        up[i] += 1e-5
        down[i] -= 1e-5
        let (a, b) = (reference.gradient(at: up), reference.gradient(at: down))
        for j in 0..<dimension {
          #expect(Self.close(hessian[i, j], (a[j] - b[j]) / 2e-5, 2e-4))
          #expect(hessian[i, j] == hessian[j, i])
        }
      }
    }
  }

  @Test("Blocks give the gradients of their points", arguments: [1, 5, 16, 127, 128])
  func blocks(_ lanes: Int) throws {
    let architecture = NetworkArchitecture(inputs: 3, hidden: [16, 16], activation: .gelu)
    let potential = NeuralPotential(try ModelFixtures.model(architecture, members: 2))
    let block = try #require(potential.blockGradient)
    let size = Int(CK_BLOCK)
    let points = ModelFixtures.points(lanes, dimension: 3)
    var positions = [Double](repeating: 0, count: 3 * size)
    for (lane, q) in points.enumerated() {
      for i in 0..<3 { positions[i * size + lane] = q[i] }
    }
    var gradients = [Double](repeating: 7, count: 3 * size)
    block.evaluate(positions, into: &gradients, lanes: lanes)
    for (lane, q) in points.enumerated() {
      let alone = potential.gradient(at: q)
      for i in 0..<3 { #expect(Self.close(gradients[i * size + lane], alone[i])) }
    }
    for lane in lanes..<size { #expect(gradients[lane] == 7) }
  }

  @Test("The kernels run on it: Verlet conserves the energy")
  func dynamics() throws {
    let architecture = NetworkArchitecture(inputs: 2, hidden: [16], activation: .tanh)
    let potential = NeuralPotential(try ModelFixtures.model(architecture))
    let field = GradientField(potential)
    #expect(field.dimension == 2)
    var (q, p) = ([0.1, -0.2], [0.3, 0.4])
    func energy() -> Double { potential.value(at: q) + 0.5 * (p[0] * p[0] + p[1] * p[1]) }
    let start = energy()
    let h = 0.01
    for _ in 0..<2000 {
      for i in 0..<2 { q[i] += h / 2 * p[i] }
      let g = potential.gradient(at: q)
      for i in 0..<2 { p[i] -= h * g[i] }
      for i in 0..<2 { q[i] += h / 2 * p[i] }
    }
    // Of second order in h, with curvatures of order 10.
    #expect(abs(energy() - start) < 5e-3)
  }

  @Test("The number of threads changes nothing, and members average to the ensemble")
  func members() throws {
    let architecture = NetworkArchitecture(inputs: 2, hidden: [16, 12], activation: .silu)
    let potential = NeuralPotential(try ModelFixtures.model(architecture, members: 4))
    let points = ModelFixtures.points(1000, dimension: 2)
    let positions = Matrix(rows: 1000, columns: 2, elements: points.flatMap { $0 })
    let gradients = potential.gradients(at: positions, threads: 3)
    #expect(gradients == potential.gradients(at: positions, threads: 1))
    let members = potential.memberGradients(at: positions, threads: 2)
    for n in stride(from: 0, to: 2000, by: 37) {
      let mean = members.reduce(0) { $0 + $1[n] } / 4
      #expect(Self.close(mean, gradients.elements[n], 1e-9))
    }
    let gauge = try potential.gauge(reference: positions)
    let prediction = try potential.predictValues(at: positions, gauge: gauge)
    for member in prediction.members {
      #expect(abs(mean(ofIndependent: member).value) < 1e-9)
    }
    #expect(prediction.epistemicVariance.allSatisfy { $0 > 0 })
    let forces = try potential.predictGradients(at: positions)
    #expect(forces.mean.count == 2000)
  }

  @Test("Support is that of the training positions, or the box of the wall")
  func support() throws {
    let architecture = NetworkArchitecture(inputs: 2, hidden: [8], activation: .tanh)
    let model = try ModelFixtures.model(architecture)
    let boxed = NeuralPotential(model)
    #expect(boxed.isSupported([0, 0]))
    #expect(!boxed.isSupported([1.5, 0]))
    let generator = Philox(seed: 5, stream: 1)
    func normals(_ stream: UInt64) -> Matrix {
      Matrix(
        rows: 2000, columns: 2,
        elements: (0..<4000).map { 0.1 * generator.normals(UInt64($0), stream).0 })
    }
    let score = try OutOfDistributionScore(training: normals(1), heldOut: normals(2), seed: 1)
    let scored = NeuralPotential(model, support: score)
    #expect(scored.isSupported([0, 0.05]))
    #expect(!scored.isSupported([1, 0]))
    #expect(!scored.isSupported([.nan, 0]))
  }
}
