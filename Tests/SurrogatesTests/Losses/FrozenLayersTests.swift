import Foundation
import Statistics
import Surrogates
import Testing

/// Layers that keep the weights they start with.
@Suite("Frozen layers")
struct FrozenLayersTests {
  private static let shape = NetworkArchitecture(
    inputs: 2, hidden: [12, 12, 10], activation: .silu, isResidual: true, normalisesLayers: true,
    fourierFeatures: FourierFeatures(count: 5, bandwidth: 0.3), outputs: 2)

  private static func start(_ shape: NetworkArchitecture) -> [Float] {
    Network<Float>(shape, generator: Philox(seed: 3, stream: 1)).parameters
  }

  @Test(
    "the gradient of what is trained is the same to the bit, that of the rest zero",
    arguments: [
      Loss(value: 1), Loss(value: 1, gradient: 0.5, decay: 0.01), Loss(gradient: 1),
      Loss(score: 1), Loss(gradient: 1, isGaussian: true),
    ])
  func gradient(_ loss: Loss) throws {
    let samples = Samples<Float>(300, dimension: 2)
    let parameters = Self.start(Self.shape)
    let whole = try LossEvaluation<Float>(Self.shape, loss: loss, seed: 5)
    let (value, gradient) = try whole.result(samples, parameters)
    for frozen in 0...3 {
      let part = try LossEvaluation<Float>(Self.shape, loss: loss, seed: 5, frozenLayers: frozen)
      let (other, rest) = try part.result(samples, parameters)
      #expect(other.terms[0] == value.terms[0] && other.terms[1] == value.terms[1])
      let first = part.layout.firstTrained(frozenLayers: frozen)
      #expect(Array(rest[first...]) == Array(gradient[first...]))
      #expect(rest[..<first].allSatisfy { $0 == 0 })
      #expect(part.parameterGroups.first?.range.lowerBound == first)
      #expect(part.parameterGroups.last?.range.upperBound == part.layout.trainableCount)
      if loss.decay > 0, frozen > 0 { #expect(other.terms[3] < value.terms[3]) }
    }
  }

  @Test(
    "no optimiser moves them by a bit, with decay and clipping, and all move the others",
    arguments: [
      OptimiserChoice.adam(.init()), .adam(.init(weightDecay: 0.1, isDecoupled: true)),
      .descent(.init(isNesterov: true)), .lbfgs(.init()),
    ])
  func training(_ optimiser: OptimiserChoice) throws {
    var shape = Self.shape
    shape.outputs = 1
    let random = Philox(seed: 8, stream: 0)
    let x = (0..<1000).map { random.normals(UInt64($0), 0).0 }
    let data = try TrainingSet(
      dimension: 2, positions: x, values: (0..<500).map { sin(x[2 * $0]) },
      gradients: (0..<500).flatMap { [cos(x[2 * $0]), 0] })
    let start = Self.start(shape)
    for frozen in [1, 2, 3] {
      let evaluation = try LossEvaluation<Float>(
        shape, loss: Loss(value: 1, gradient: 1, decay: 0.05), frozenLayers: frozen)
      let isFullBatch = optimiser == .lbfgs(.init())
      let result = try Trainer(
        evaluation, training: data,
        settings: TrainingSettings(
          optimiser: optimiser, schedule: LearningRateSchedule(base: 1e-3), epochs: 5,
          batchSize: 128, clippingNorm: isFullBatch ? nil : 1)
      ).train(from: start)
      let first = evaluation.layout.firstTrained(frozenLayers: frozen)
      let end = result.state.parameters
      #expect(Array(end[..<first]) == Array(start[..<first]))
      #expect(
        evaluation.layout.tensors.filter { $0.offset >= first && $0.name != "fourier.frequencies" }
          .allSatisfy { tensor in tensor.range.contains { end[$0] != start[$0] } })
      #expect(result.best.loss < (result.curve.points.first?.training.total ?? 0))
    }
  }
}
