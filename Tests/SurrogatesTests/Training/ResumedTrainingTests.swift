import Dynamics
import Foundation
import Storage
import Surrogates
import Testing

@Suite("Interrupted trainings")
struct ResumedTrainingTests {
  /// Everything but the time.
  private func withoutSeconds(_ state: TrainerState) -> [String] {
    let curve = state.curve.points.map { point in
      var point = point
      point.seconds = 0
      // Text, since the start's training loss is NaN, which is unlike itself.
      return "\(point)"
    }
    return curve + [
      "\(state.parameters.map(\.bitPattern))", "\(state.best)", "\(state.step)", "\(state.epoch)",
      "\(state.batch)", "\(state.sums)", "\(state.rateFactor)", "\(state.plateau)",
      "\(state.stopping)", "\(state.moments.sorted { $0.key < $1.key })",
      "\(String(describing: state.fullBatch))",
    ]
  }

  private func trainer(
    _ optimiser: OptimiserChoice, isStreamed: Bool
  ) throws -> Trainer<Wrapped<LeastSquares>> {
    let set = try LinearLaw(count: 330, dimension: 3, noise: 0.5).set()
    let validation = try LinearLaw(count: 100, dimension: 3, noise: 0.5, seed: 2).set()
    let settings = TrainingSettings(
      optimiser: optimiser,
      schedule: .init(
        base: 0.05, warmUp: 3, decay: .cosine(final: 0.1),
        reduction: .init(patience: 1, minimumImprovement: 0.05)), epochs: 5, batchSize: 64,
      clippingNorm: 1, stopping: .init(patience: 4), seed: 5, windowRows: 100)
    // The third parameter is frozen.
    let objective = Wrapped(
      LeastSquares(dimension: 3, groups: [ParameterGroup(0..<2), ParameterGroup(3..<4)]))
    return try Trainer(
      objective, training: isStreamed ? Chunked(base: set, chunkRows: 30) : set,
      validation: validation, settings: settings)
  }

  static let optimisers: [OptimiserChoice] = [
    .adam(.init(weightDecay: 0.01)), .descent(.init(isNesterov: true)), .lbfgs(.init(memory: 2)),
  ]

  @Test("from every batch on, through a file", arguments: optimisers, [false, true])
  func everyCheckpoint(optimiser: OptimiserChoice, isStreamed: Bool) throws {
    let trainer = try trainer(optimiser, isStreamed: isStreamed)
    var states: [TrainerState] = []
    let whole = try trainer.train(
      from: [0.1, 0.2, 2.5, 0.4],
      hooks: .init(checkpointInterval: .zero, checkpoint: { states.append($0) }))
    let isFullBatch = whole.state.fullBatch != nil
    #expect(states.count >= (isFullBatch ? 3 : 5 * 6))
    #expect(isFullBatch || states.contains { $0.batch % 6 != 0 && $0.epoch == 3 })
    let expected = withoutSeconds(whole.state)
    try withTrainingFolder { folder in
      let url = folder.appendingPathComponent("state.h5")
      for state in states {
        try state.write(to: url)
        let read = try TrainerState(contentsOf: url)
        #expect(withoutSeconds(read) == withoutSeconds(state))
        #expect(read.seconds == state.seconds && read.settings == state.settings)
        let resumed = try trainer.resume(read)
        #expect(withoutSeconds(resumed.state) == expected)
        #expect(resumed.outcome == whole.outcome)
        #expect(resumed.parameters == whole.parameters)
      }
    }
  }

  @Test("cancelled within an epoch or an iteration", arguments: optimisers, [1, 8, 15, 21])
  func cancelled(optimiser: OptimiserChoice, evaluation: Int) throws {
    let whole = try trainer(optimiser, isStreamed: false).train(from: [0.1, 0.2, 2.5, 0.4])
    let trainer = try trainer(optimiser, isStreamed: false)
    let cancellation = Cancellation()
    trainer.objective.change = { n, _, _ in if n == evaluation { cancellation.cancel() } }
    var stored: TrainerState?
    let part = try trainer.train(
      from: [0.1, 0.2, 2.5, 0.4],
      hooks: .init(checkpointInterval: .seconds(1000), checkpoint: { stored = $0 }),
      cancellation: cancellation)
    #expect(part.outcome == .cancelled)
    #expect(trainer.objective.evaluations == evaluation)
    let state = try #require(stored)
    #expect(withoutSeconds(state) == withoutSeconds(part.state))
    let resumed = try trainer.resume(state)
    #expect(resumed.outcome == whole.outcome)
    #expect(withoutSeconds(resumed.state) == withoutSeconds(whole.state))
  }

  @Test("cancelled within a validation", arguments: optimisers, [1, 2, 3, 4, 6])
  func cancelledInValidation(optimiser: OptimiserChoice, validation: Int) throws {
    let whole = try trainer(optimiser, isStreamed: false).train(from: [0.1, 0.2, 2.5, 0.4])
    let trainer = try trainer(optimiser, isStreamed: false)
    let cancellation = Cancellation()
    trainer.objective.changeValidation = { n, _ in if n == validation { cancellation.cancel() } }
    let part = try trainer.train(from: [0.1, 0.2, 2.5, 0.4], cancellation: cancellation)
    #expect(part.outcome == .cancelled)
    let resumed = try trainer.resume(part.state)
    #expect(withoutSeconds(resumed.state) == withoutSeconds(whole.state))
  }

  @Test("streamed equals in memory where the window holds everything", arguments: optimisers)
  func streamed(optimiser: OptimiserChoice) throws {
    try withTrainingFolder { folder in
      let law = LinearLaw(count: 40_000, dimension: 2, noise: 0.1)
      let url = folder.appendingPathComponent("samples.h5")
      try HDF5File.create(at: url) { file in
        try file.write(law.positions.flatMap { $0 }, shape: [40_000, 2], at: "/q")
        try file.write(law.values, at: "/v")
      }
      let stored = try StoredTrainingData(
        url, locations: .init(positions: "/q", values: "/v", gradients: nil))
      #expect(stored.chunkRows < 40_000)
      let settings = TrainingSettings(optimiser: optimiser, epochs: 2, windowRows: 40_000)
      let objective = LeastSquares(dimension: 2)
      let a = try Trainer(objective, training: law.set(), validation: law.set(), settings: settings)
        .train(from: [0, 0, 0])
      let b = try Trainer(objective, training: stored, validation: stored, settings: settings)
        .train(from: [0, 0, 0])
      #expect(withoutSeconds(a.state) == withoutSeconds(b.state))
      // With small windows the order differs.
      var small = settings
      small.windowRows = 1
      let c = try Trainer(objective, training: stored, settings: small).train(from: [0, 0, 0])
      if a.state.fullBatch == nil { #expect(c.state.parameters != a.state.parameters) }
    }
  }

  @Test("another training's state is refused")
  func foreign() throws {
    let trainer = try trainer(Self.optimisers[0], isStreamed: false)
    let result = try trainer.train(from: [0, 0, 0, 0])
    let law = LinearLaw(count: 330, dimension: 3, noise: 0.5)
    let other = try Trainer(
      trainer.objective, training: law.set(), settings: TrainingSettings())
    let settings = #expect(throws: TrainingError.self) { try other.resume(result.state) }
    #expect(settings?.description.contains("its settings differ") == true)
    let fewer = try Trainer(
      trainer.objective, training: LinearLaw(count: 200, dimension: 3, noise: 0).set(),
      settings: trainer.settings)
    let samples = #expect(throws: TrainingError.self) { try fewer.resume(result.state) }
    #expect(samples?.description.contains("330 samples, not 200") == true)
    let smaller = try Trainer(
      Wrapped(LeastSquares(dimension: 2)), training: law.set(), settings: trainer.settings)
    #expect(throws: TrainingError.self) { try smaller.resume(result.state) }
  }

  @Test(
    "files that are not a state are refused", arguments: ["counters", "curve", "best_parameters"])
  func damaged(name: String) throws {
    try withTrainingFolder { folder in
      let trainer = try trainer(Self.optimisers[0], isStreamed: false)
      let state = try trainer.train(from: [0, 0, 0, 0]).state
      var archive = try state.archive
      if name == "counters" {
        archive.put([1, 2], as: name)
      } else {
        archive.put([1.0, 2.0], as: name)
      }
      let damaged = folder.appendingPathComponent("damaged.h5")
      try HDF5File.create(at: damaged) { [archive] in try archive.write(to: $0, at: "/trainer") }
      let error = #expect(throws: StorageError.self) { try TrainerState(contentsOf: damaged) }
      #expect(error?.kind == .damaged)
      #expect(error?.path == damaged.path)
    }
  }
}
