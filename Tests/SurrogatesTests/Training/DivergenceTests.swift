import Foundation
import Surrogates
import Testing

@Suite("Trainings that diverge")
struct DivergenceTests {
  private func run(
    _ optimiser: OptimiserChoice = .adam(.init()), epochs: Int = 5, withValidation: Bool = true,
    _ prepare: (Wrapped<LeastSquares>) -> Void
  ) throws -> (TrainingResult, Trainer<Wrapped<LeastSquares>>) {
    let objective = Wrapped(LeastSquares(dimension: 2))
    prepare(objective)
    let data = try LinearLaw(count: 100, dimension: 2, noise: 0.1).set()
    let trainer = try Trainer(
      objective, training: data, validation: withValidation ? data : nil,
      settings: .init(
        optimiser: optimiser, schedule: .init(base: 0.05), epochs: epochs, batchSize: 25))
    return (try trainer.train(from: [0, 0, 0]), trainer)
  }

  @Test(
    "a NaN loss stops, says where and which term, and keeps the best",
    arguments: [.nan, Double.infinity])
  func loss(value: Double) throws {
    let (result, trainer) = try run { objective in
      objective.change = { n, loss, _ in
        if n >= 11 { loss = LossValue(total: value, terms: SIMD8(repeating: value)) }
      }
    }
    #expect(result.outcome == .diverged(epoch: 3, step: 11, cause: .loss(terms: ["value"])))
    #expect(result.best.epoch == 2)
    let (two, _) = try run(epochs: 2) { _ in }
    #expect(result.parameters == two.parameters)
    #expect(result.parameters.allSatisfy { $0.isFinite })
    #expect(
      result.outcome.description.hasPrefix(
        "the training loss (value) is not finite in epoch 3, step 11; the best parameters"))
    // Its state diverges again, at the same step.
    #expect(try trainer.resume(result.state).outcome == result.outcome)
  }

  @Test("a gradient that is not finite", arguments: [Float.nan, .infinity])
  func gradient(value: Float) throws {
    let (result, _) = try run { objective in
      objective.change = { n, _, gradient in if n == 6 { gradient[1] = value } }
    }
    #expect(result.outcome == .diverged(epoch: 2, step: 6, cause: .gradient))
    #expect(result.best.epoch == 1 && result.state.parameters.allSatisfy { $0.isFinite })
  }

  @Test("a validation loss that is not finite")
  func validation() throws {
    let (result, trainer) = try run { objective in
      // Four batches each; the third validation is that of epoch 2.
      objective.changeValidation = { n, loss in if n > 8 { loss.total = .nan } }
    }
    #expect(result.outcome == .diverged(epoch: 2, step: 8, cause: .validationLoss(terms: [])))
    #expect(result.best.epoch == 1)
    #expect(try trainer.resume(result.state).outcome == result.outcome)
  }

  @Test("in the first epoch the start is kept", arguments: [true, false])
  func atOnce(withValidation: Bool) throws {
    let (result, _) = try run(withValidation: withValidation) { objective in
      objective.change = { n, loss, _ in if n == 2 { loss.total = .nan } }
    }
    #expect(result.outcome == .diverged(epoch: 1, step: 2, cause: .loss(terms: [])))
    #expect(result.parameters == [0, 0, 0] && result.best.epoch == 0)
  }

  @Test("a start that cannot be validated")
  func start() throws {
    let (result, _) = try run { objective in
      objective.changeValidation = { _, loss in loss.total = .infinity }
    }
    #expect(result.outcome == .diverged(epoch: 0, step: 0, cause: .validationLoss(terms: [])))
  }

  @Test("L-BFGS cuts a step that leads there, and stops where it starts there")
  func fullBatch() throws {
    let (cut, _) = try run(.lbfgs(.init()), epochs: 50) { objective in
      // The second evaluation of all four batches is the first trial step.
      objective.change = { n, loss, _ in if (5...8).contains(n) { loss.total = .nan } }
    }
    guard case .converged = cut.outcome else {
      Issue.record("\(cut.outcome)")
      return
    }
    for (a, b) in zip(cut.parameters, [1, 2, 0.3]) { #expect(abs(Double(a) - b) < 0.1) }
    let (start, _) = try run(.lbfgs(.init()), withValidation: false) { objective in
      objective.change = { _, loss, _ in loss.total = .nan }
    }
    #expect(start.outcome == .diverged(epoch: 1, step: 0, cause: .loss(terms: [])))
    #expect(start.parameters == [0, 0, 0])
  }

  @Test("a rate that is too large diverges by itself")
  func largeRate() throws {
    let data = try LinearLaw(count: 100, dimension: 2, noise: 0.1).set()
    let result = try Trainer(
      LeastSquares(dimension: 2), training: data, validation: data,
      settings: .init(
        optimiser: .descent(.init()), schedule: .init(base: 50), epochs: 200, batchSize: 25)
    ).train(from: [0, 0, 0])
    guard case .diverged = result.outcome else {
      Issue.record("\(result.outcome)")
      return
    }
    #expect(result.parameters.allSatisfy { $0.isFinite } && result.best.loss.isFinite)
  }
}
