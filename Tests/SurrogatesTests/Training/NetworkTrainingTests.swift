import Dynamics
import Foundation
import Statistics
import Surrogates
import Testing

/// The trainer and the network together.
@Suite("Training of a network")
struct NetworkTrainingTests {
  /// V = cos 2x on [−2, 2], its gradient with noise of this deviation.
  private func samples(_ count: Int, noise: Double, seed: UInt64) throws -> TrainingSet {
    let draws = Philox(seed: seed, stream: 0)
    let x = (0..<count).map { 4 * draws.uniform(UInt64($0), 0) - 2 }
    return try TrainingSet(
      dimension: 1, positions: x, values: x.map { cos(2 * $0) },
      gradients: x.enumerated().map {
        -2 * sin(2 * $0.element) + noise * draws.normals(UInt64($0.offset), 1).0
      })
  }

  private let architecture = NetworkArchitecture(inputs: 1, hidden: [16, 16], dropout: 0)

  private func trainer(
    _ loss: Loss, _ optimiser: OptimiserChoice, dropout: Double = 0, epochs: Int, threads: Int = 1
  ) throws -> (Trainer<LossEvaluation<Float>>, [Float]) {
    var shape = architecture
    shape.dropout = dropout
    let network = Network<Float>(shape, generator: Philox(seed: 4, stream: 0))
    let trainer = try Trainer(
      LossEvaluation<Float>(shape, loss: loss, threads: threads, seed: 4),
      training: samples(4000, noise: 0.5, seed: 1), validation: samples(1000, noise: 0, seed: 2),
      settings: .init(
        optimiser: optimiser, schedule: .init(base: 0.01, warmUp: 20, decay: .cosine(final: 0)),
        epochs: epochs, batchSize: 512))
    return (trainer, network.parameters)
  }

  /// Variances of what is learned, for x uniform on [−2, 2]; all but a hundredth is to be explained.
  private let valueVariance = 0.5 + sin(8) / 16 - pow(sin(4) / 4, 2)
  private let gradientVariance = 4 * (0.5 - sin(8) / 16)

  @Test("value and force losses find the potential")
  func learns() throws {
    let (values, start) = try trainer(Loss(value: 1), .adam(.init()), epochs: 100)
    let byValue = try values.train(from: start)
    #expect(byValue.outcome == .epochsDone)
    #expect(byValue.best.loss < 0.01 * valueVariance)
    let (forces, _) = try trainer(Loss(gradient: 1), .adam(.init()), epochs: 100)
    let byForce = try forces.train(from: start)
    // The training loss ends at the noise, 0.25; the validation, without noise, far below.
    #expect(abs((byForce.curve.points.last?.training.total ?? 0) - 0.25) < 0.05)
    #expect(byForce.best.loss < 0.01 * gradientVariance)
    let (full, _) = try trainer(Loss(value: 1), .lbfgs(.init()), epochs: 150)
    let byBatch = try full.train(from: start)
    #expect(byBatch.best.loss < 0.01 * valueVariance)
  }

  @Test("the same weights to the bit on one and two threads, with dropout and Sobolev loss")
  func threads() throws {
    let results = try [1, 2].map { threads in
      let (trainer, start) = try trainer(
        Loss(value: 1, gradient: 0.1), .adam(.init(weightDecay: 0.01)), dropout: 0.1, epochs: 3,
        threads: threads)
      return try trainer.train(from: start)
    }
    #expect(results[0].parameters == results[1].parameters)
    #expect(results[0].state.parameters == results[1].state.parameters)
    #expect(results[0].curve.points.last?.training == results[1].curve.points.last?.training)
  }

  @Test(
    "interrupted anywhere and resumed: the same weights to the bit",
    arguments: [
      OptimiserChoice.adam(.init()), .lbfgs(.init()),
    ])
  func resumed(optimiser: OptimiserChoice) throws {
    let (trainer, start) = try trainer(
      Loss(value: 1, gradient: 0.1), optimiser, dropout: 0.1, epochs: 3)
    var states: [TrainerState] = []
    let whole = try trainer.train(
      from: start, hooks: .init(checkpointInterval: .zero, checkpoint: { states.append($0) }))
    #expect(states.count > 1)
    try withTrainingFolder { folder in
      let url = folder.appendingPathComponent("state.h5")
      for state in states {
        try state.write(to: url)
        let resumed = try trainer.resume(TrainerState(contentsOf: url))
        #expect(resumed.parameters == whole.parameters)
        #expect(resumed.state.parameters == whole.state.parameters)
      }
    }
  }
}
