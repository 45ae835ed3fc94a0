import Dynamics
import Foundation
import Storage
import Surrogates
import Testing

@Suite("Trainer")
struct TrainerTests {
  static let optimisers: [OptimiserChoice] = [
    .adam(.init()), .adam(.init(isDecoupled: false)), .descent(.init()),
    .descent(.init(momentum: 0)), .descent(.init(isNesterov: true)), .lbfgs(.init()),
  ]

  @Test("all optimisers solve the normal equations", arguments: optimisers)
  func leastSquares(optimiser: OptimiserChoice) throws {
    let law = LinearLaw(count: 400, dimension: 3, noise: 0.5)
    let solution = try law.solution()
    // One batch of everything: the loss is one function, and its minimum is exact.
    let settings = TrainingSettings(
      optimiser: optimiser, schedule: .init(base: 0.1, warmUp: 5, decay: .cosine(final: 0)),
      epochs: 400, batchSize: 400)
    let result = try Trainer(LeastSquares(dimension: 3), training: law.set(), settings: settings)
      .train(from: [0, 0, 0, 0])
    for (a, b) in zip(result.parameters, solution) { #expect(abs(Double(a) - b) < 2e-5) }
    if case .lbfgs = optimiser {
      guard case .converged = result.outcome else {
        Issue.record("L-BFGS: \(result.outcome)")
        return
      }
      #expect(result.curve.points.count < 30)
    } else {
      #expect(result.outcome == .epochsDone)
    }
  }

  @Test("mini-batches of a law without noise find it exactly", arguments: optimisers.dropLast())
  func miniBatches(optimiser: OptimiserChoice) throws {
    let law = LinearLaw(count: 1000, dimension: 3, noise: 0)
    let settings = TrainingSettings(
      optimiser: optimiser, schedule: .init(base: 0.05, decay: .cosine(final: 0)), epochs: 60,
      batchSize: 32)
    let result = try Trainer(LeastSquares(dimension: 3), training: law.set(), settings: settings)
      .train(from: [0, 0, 0, 0])
    for (a, b) in zip(result.parameters, [1, 2, 3, 0.3]) { #expect(abs(Double(a) - b) < 1e-4) }
    #expect(result.state.step == 60 * 32)
  }

  @Test("weights of samples weigh", arguments: [optimisers[0], optimisers[5]])
  func weights(optimiser: OptimiserChoice) throws {
    var law = LinearLaw(count: 300, dimension: 2, noise: 0.3)
    let weights = (0..<300).map { Double($0 % 4) }
    let data = try law.set(weights: weights)
    // A sample of weight w counts as one whose row is multiplied by √w; the constant's column, too.
    let weighted = try LeastSquares.solution(
      zip(law.positions, weights).flatMap { q, w in [[Double]](repeating: q, count: Int(w)) },
      zip(law.values, weights).flatMap { v, w in [Double](repeating: v, count: Int(w)) })
    let plain = try law.solution()
    law.values = []
    #expect(zip(weighted, plain).contains { abs($0 - $1) > 1e-3 })
    let settings = TrainingSettings(
      optimiser: optimiser, schedule: .init(base: 0.1, decay: .cosine(final: 0)), epochs: 400,
      batchSize: 300)
    let result = try Trainer(LeastSquares(dimension: 2), training: data, settings: settings)
      .train(from: [0, 0, 0])
    for (a, b) in zip(result.parameters, weighted) { #expect(abs(Double(a) - b) < 2e-5) }
  }

  @Test("L-BFGS goes down Rosenbrock's valley in single precision")
  func rosenbrock() throws {
    let law = LinearLaw(count: 3, dimension: 1, noise: 0)
    let settings = TrainingSettings(optimiser: .lbfgs(.init()), epochs: 200)
    let result = try Trainer(Rosenbrock(), training: law.set(), settings: settings)
      .train(from: [-1.2, 1])
    guard case .converged = result.outcome else {
      Issue.record("\(result.outcome)")
      return
    }
    for x in result.parameters { #expect(abs(x - 1) < 1e-5) }
    #expect(result.state.step < 60)
  }

  @Test("logistic regression", arguments: optimisers)
  func logistic(optimiser: OptimiserChoice) throws {
    let data = try TrainingSet(
      dimension: 1, positions: [-2, -1.5, -1, -0.5, 0.1, 0.7, 1.1, 1.9],
      values: [0, 0, 1, 0, 1, 0, 1, 1])
    let settings = TrainingSettings(
      optimiser: optimiser, schedule: .init(base: 0.3, decay: .cosine(final: 0)), epochs: 600,
      batchSize: 8)
    let result = try Trainer(LogisticRegression(), training: data, settings: settings)
      .train(from: [0, 0])
    // Newton's method in double precision (NumPy).
    for (a, b) in zip(result.parameters, [1.0623364904636308, 0.1747318759168689]) {
      #expect(abs(Double(a) - b) < 1e-4)
    }
    #expect(abs(result.best.loss - 0.5334060171069763) < 1e-7)
  }

  @Test("parameters outside of all groups stay", arguments: optimisers)
  func frozen(optimiser: OptimiserChoice) throws {
    let law = LinearLaw(count: 200, dimension: 2, noise: 0.1)
    let objective = LeastSquares(
      dimension: 2, groups: [ParameterGroup(0..<1), ParameterGroup(2..<3, decays: false)])
    let settings = TrainingSettings(
      optimiser: optimiser, schedule: .init(base: 0.1, decay: .cosine(final: 0)), epochs: 400,
      batchSize: 200)
    let result = try Trainer(objective, training: law.set(), settings: settings)
      .train(from: [0, 1.75, 0])
    #expect(result.parameters[1] == 1.75)
    // The best of the others, given 1.75.
    let rest = try LeastSquares.solution(
      law.positions.map { [$0[0]] }, zip(law.values, law.positions).map { $0 - 1.75 * $1[1] })
    #expect(abs(Double(result.parameters[0]) - rest[0]) < 2e-5)
    #expect(abs(Double(result.parameters[2]) - rest[1]) < 2e-5)
  }

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
