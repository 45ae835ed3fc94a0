import Foundation
import Storage
import Surrogates
import Testing

/// What a training does epoch by epoch, and tells of it.
@Suite("Course of a training")
struct TrainingCourseTests {
  @Test("the curve has what happened")
  func curve() throws {
    let law = LinearLaw(count: 100, dimension: 1, noise: 0.1)
    let validation = try LinearLaw(count: 50, dimension: 1, noise: 0.1, seed: 2).set()
    let settings = TrainingSettings(
      optimiser: .descent(.init(momentum: 0)), schedule: .init(base: 0.1), epochs: 4,
      batchSize: 30, clippingNorm: 0.5)
    let result = try Trainer(
      LeastSquares(dimension: 1), training: law.set(), validation: validation, settings: settings
    ).train(from: [0, 0])
    let points = result.curve.points
    #expect(points.map(\.epoch) == [0, 1, 2, 3, 4])
    #expect(points.map(\.step) == [0, 4, 8, 12, 16])
    #expect(points[0].training.total.isNaN)
    #expect(points.dropFirst().allSatisfy { $0.learningRate == 0.1 })
    #expect(points.allSatisfy { $0.validation?.total == $0.validation?.terms[0] })
    #expect(points[1].clippedFraction > 0 && points[1].clippedFraction <= 1)
    #expect(points[1].gradientNorm > 0.5)
    #expect(zip(points, points.dropFirst()).allSatisfy { $0.seconds <= $1.seconds })
    #expect(result.best.loss == points.compactMap { $0.validation?.total }.min())
    // By hand: the loss of a = b = 0 is half the mean square of the values.
    let values = LinearLaw(count: 50, dimension: 1, noise: 0.1, seed: 2).values
    let start = values.reduce(0) { $0 + 0.5 * $1 * $1 } / 50
    #expect(abs((points[0].validation?.total ?? 0) / start - 1) < 1e-6)
    let table = result.curve.table
    #expect(
      table.columns.map(\.name) == [
        "epoch", "step", "learning_rate", "training_loss", "training_value", "validation_loss",
        "validation_value", "gradient_norm", "clipped_fraction", "seconds",
      ])
    try withTrainingFolder { folder in
      let url = folder.appendingPathComponent("curve.csv")
      try table.write(to: url)
      let read = try CSVTable(contentsOf: url)
      #expect(read["validation_loss"] == points.map { $0.validation?.total ?? .nan })
      #expect(read["training_loss"]?.first?.isNaN == true)
    }
  }

  @Test("the mean gradient norm and the mean loss are those of the batches")
  func curveMeans() throws {
    let objective = Wrapped(LeastSquares(dimension: 1))
    var losses: [Double] = []
    var norms: [Double] = []
    objective.change = { _, loss, gradient in
      losses.append(loss.total)
      norms.append(gradient.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot())
    }
    let settings = TrainingSettings(epochs: 1, batchSize: 40)
    let result = try Trainer(
      objective, training: LinearLaw(count: 100, dimension: 1, noise: 0.1).set(),
      settings: settings
    ).train(from: [0, 0])
    #expect(losses.count == 3)
    let mean = (40 * losses[0] + 40 * losses[1] + 20 * losses[2]) / 100
    #expect(abs(result.curve.points[0].training.total - mean) < 1e-12)
    #expect(abs(result.curve.points[0].gradientNorm - norms.reduce(0, +) / 3) < 1e-12)
  }

  @Test("a schedule reaches the optimiser step by step, and plateaus reduce it")
  func schedule() throws {
    let objective = Wrapped(LeastSquares(dimension: 1))
    // A gradient of one and plain descent: parameters show the rates.
    objective.change = { _, _, gradient in gradient[0] = 1 }
    objective.changeValidation = { n, loss in loss.total = n <= 3 ? 10 - Double(n) : 7 }
    let data = try LinearLaw(count: 20, dimension: 1, noise: 0).set()
    let settings = TrainingSettings(
      optimiser: .descent(.init(momentum: 0)),
      schedule: .init(
        base: 0.5, warmUp: 2, reduction: .init(factor: 0.5, patience: 2, minimum: 0.2)),
      epochs: 12, batchSize: 20)
    let result = try Trainer(
      objective, training: data, validation: data, settings: settings
    ).train(from: [0, 0])
    // Epoch 0 is not counted; epochs 1 and 2 improve; two epochs without make a reduction.
    let rates = result.curve.points.dropFirst().map(\.learningRate)
    #expect(
      rates == [0.25, 0.5, 0.5, 0.5, 0.25, 0.25, 0.125, 0.125, 0.1, 0.1, 0.1, 0.1])
    #expect(abs(Double(result.state.parameters[0]) + rates.reduce(0, +)) < 1e-6)
  }

  @Test("early stopping ends, and gives the best epoch's parameters back")
  func earlyStopping() throws {
    let objective = Wrapped(LeastSquares(dimension: 1))
    let losses = [9.0, 8, 5, 6, 5.5, 7, 8, 1]
    objective.changeValidation = { n, loss in loss.total = losses[n - 1] }
    let data = try LinearLaw(count: 20, dimension: 1, noise: 0).set()
    var parameters: [[Float]] = []
    let settings = TrainingSettings(
      schedule: .init(base: 0.1), epochs: 7, batchSize: 20, stopping: .init(patience: 3))
    let trainer = try Trainer(objective, training: data, validation: data, settings: settings)
    let hooks = TrainingHooks(
      checkpointInterval: .zero, checkpoint: { parameters.append($0.parameters) })
    let result = try trainer.train(from: [0, 0], hooks: hooks)
    #expect(result.outcome == .stoppedEarly(epoch: 5))
    #expect(result.best.epoch == 2 && result.best.loss == 5)
    #expect(result.parameters == parameters[1])
    #expect(result.parameters != result.state.parameters)
    // Taken up again it has still ended.
    let again = try trainer.resume(result.state)
    #expect(again.outcome == result.outcome && again.state.step == result.state.step)
  }

  @Test("progress is limited in rate, and told at the end")
  func progress() throws {
    let data = try LinearLaw(count: 100, dimension: 1, noise: 0.1).set()
    let trainer = try Trainer(
      LeastSquares(dimension: 1), training: data, settings: .init(epochs: 5, batchSize: 10))
    var all: [TrainingProgress] = []
    _ = try trainer.train(
      from: [0, 0], hooks: .init(progressInterval: .zero, progress: { all.append($0) }))
    #expect(all.count == 51)
    #expect(zip(all, all.dropFirst()).allSatisfy { $0.fraction <= $1.fraction })
    #expect(abs(all[24].fraction - 0.5) < 1e-12 && all[24].epoch == 3)
    #expect(all.last?.fraction == 1 && all.last?.bestLoss != nil)
    #expect(all.allSatisfy { $0.samplesPerSecond > 0 && $0.trainingLoss.isFinite })
    var few = 0
    _ = try trainer.train(
      from: [0, 0], hooks: .init(progressInterval: .seconds(1000), progress: { _ in few += 1 }))
    #expect(few == 1)
  }

  @Test("settings that make no sense are refused")
  func settings() throws {
    let data = try LinearLaw(count: 10, dimension: 1, noise: 0).set()
    func check(_ text: String, _ change: (inout TrainingSettings) -> Void) {
      var settings = TrainingSettings()
      change(&settings)
      let error = #expect(throws: TrainingError.self) {
        try Trainer(LeastSquares(dimension: 1), training: data, settings: settings)
      }
      #expect(error?.description.contains(text) == true)
    }
    check("learning rate") { $0.schedule.base = -1 }
    check("learning rate") { $0.schedule.base = .nan }
    check("warm-up") { $0.schedule.warmUp = -1 }
    check("final") { $0.schedule.decay = .cosine(final: 2) }
    check("reduction factor") { $0.schedule.reduction = .init(factor: 1) }
    check("epoch") { $0.epochs = 0 }
    check("batch") { $0.batchSize = 0 }
    check("window") { $0.windowRows = 0 }
    check("clipping") { $0.clippingNorm = 0 }
    check("patience") { $0.stopping = .init(patience: 0) }
    check("Adam") { $0.optimiser = .adam(.init(firstDecay: 1)) }
    check("momentum") { $0.optimiser = .descent(.init(momentum: -0.1)) }
    check("decay") { $0.optimiser = .adam(.init(weightDecay: -1)) }
    check("memory") { $0.optimiser = .lbfgs(.init(memory: 0)) }
    let trainer = try Trainer(
      LeastSquares(dimension: 1), training: data, settings: TrainingSettings())
    #expect(throws: TrainingError.self) { try trainer.train(from: [0, 0, 0]) }
    #expect(throws: TrainingError.self) {
      try Trainer(
        LeastSquares(dimension: 1, groups: [ParameterGroup(1..<2), ParameterGroup(0..<1)]),
        training: data, settings: TrainingSettings())
    }
  }
}
