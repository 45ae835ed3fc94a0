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
}
