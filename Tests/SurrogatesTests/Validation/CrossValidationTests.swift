import Statistics
import Surrogates
import Testing

@Suite("Cross-validation")
struct CrossValidationTests {
  /// Each walker has an offset of its own, of variance one; samples scatter about it with deviation ½.
  private struct OffsetData {
    let walkers: [Int]
    let targets: [Double]

    init(walkers count: Int, samples: Int, seed: UInt64, offset: Double = 1) {
      let offsets = ValidationSamples.normals(count, seed: seed, stream: 10)
      let noise = ValidationSamples.normals(count * samples, seed: seed, stream: 11)
      let walkers = (0..<(count * samples)).map { $0 % count }
      self.walkers = walkers
      targets = noise.indices.map { offset * offsets[walkers[$0]] + 0.5 * noise[$0] }
    }

    /// Predicts a sample by the mean of its walker's training samples, or of all where there are none.
    func crossValidate(_ split: BlockSplit, threads: Int = 2) throws -> CrossValidation {
      try CrossValidation(split, threads: threads) { training in
        let groups = Dictionary(grouping: training) { walkers[$0] }
          .mapValues { samples in mean(samples) }
        return (groups, mean(training))
      } losses: { model, heldOut in
        heldOut.map { sample in
          let error = targets[sample] - (model.0[walkers[sample]] ?? model.1)
          return error * error
        }
      }
    }

    private func mean(_ samples: [Int]) -> Double {
      samples.reduce(0) { $0 + targets[$1] } / Double(samples.count)
    }
  }

  @Test("a random split flatters a model that remembers walkers, by the right amount")
  func optimism() throws {
    let data = OffsetData(walkers: 400, samples: 20, seed: 7)
    let honest = try data.crossValidate(.byWalker(data.walkers, folds: 5, seed: 1))
    let random = try data.crossValidate(.random(8000, folds: 5, seed: 1))
    // Unknown walker: offset and noise, and the error of the mean of 320 walkers. Known one: noise, and
    // its error in the mean of about 16 samples. Within 5 standard errors.
    let (unknown, known) = (1.25 + (1 + 0.25 / 20) / 320, 0.25 * (1 + 1 / 16.0))
    #expect(ValidationSamples.agrees(honest.mean, with: unknown, within: 5))
    #expect(ValidationSamples.agrees(random.mean, with: known, within: 5))
    let optimism = try honest.optimism(of: random)
    #expect(ValidationSamples.agrees(optimism.difference, with: unknown - known, within: 5))
    #expect(ValidationSamples.agrees(optimism.excess, with: unknown / known - 1, within: 5))
    #expect(optimism.difference.deviation(from: 0) > 10)
    // 400 walkers of variance 2(1 + 1/320)²+…: errors of one walker's loss are about √2.
    #expect(optimism.difference.standardError > 0.05 && optimism.difference.standardError < 0.09)
  }

  @Test("where samples are independent no split flatters")
  func noOptimism() throws {
    let data = OffsetData(walkers: 100, samples: 40, seed: 9, offset: 0)
    let constant = { (split: BlockSplit) in
      try CrossValidation(split, threads: 2) { training in
        training.reduce(0) { $0 + data.targets[$1] } / Double(training.count)
      } losses: { model, heldOut in
        heldOut.map { (data.targets[$0] - model) * (data.targets[$0] - model) }
      }
    }
    let optimism = try constant(.byWalker(data.walkers, folds: 5, seed: 1))
      .optimism(of: constant(.random(4000, folds: 5, seed: 1)))
    // Within 5 standard errors; pairing makes them far smaller than those of the losses.
    #expect(ValidationSamples.agrees(optimism.difference, with: 0, within: 5))
    #expect(optimism.difference.standardError < 0.1 * optimism.first.standardError)
  }

  @Test("standard errors are those of blocks")
  func honestErrors() throws {
    // 200 repetitions: the deviations in standard errors have variance one, within 4 · √(2/200).
    let deviations = try (0..<200).map { seed in
      let data = OffsetData(walkers: 40, samples: 10, seed: 100 + UInt64(seed))
      let losses = data.targets.map { 3 + $0 }
      let split = try BlockSplit.byWalker(data.walkers, folds: 4, seed: 1)
      return try CrossValidation(losses: losses, split: split).mean.deviation(from: 3)
    }
    let square = deviations.reduce(0) { $0 + $1 * $1 } / 200
    #expect(abs(square - 1) < 0.4)
  }

  @Test("folds, losses and their order")
  func folds() throws {
    let data = OffsetData(walkers: 10, samples: 9, seed: 3)
    let split = try BlockSplit.byWalker(data.walkers, folds: 4, seed: 2)
    let one = try data.crossValidate(split, threads: 1)
    #expect(try data.crossValidate(split, threads: 2) == one)
    for (k, fold) in one.folds.enumerated() {
      let heldOut = split.heldOut(k)
      #expect(fold.heldOut == heldOut.count && fold.training == split.training(k).count)
      let loss = heldOut.reduce(0) { $0 + one.losses[$1] } / Double(heldOut.count)
      #expect(abs(fold.loss - loss) < 1e-12)
    }
    #expect(abs(one.foldMean.value - one.mean.value) < 1e-12)
    #expect(abs(one.rootMean.value * one.rootMean.value - one.mean.value) < 1e-12)
    let order = try split.outOfFold(threads: 2) { _, _, heldOut in heldOut }
    #expect(order == Array(0..<90))
  }

  @Test("a wrong number of predictions and errors of the fit are reported")
  func failures() throws {
    let split = try BlockSplit.random(10, folds: 2, seed: 1)
    #expect(
      throws: ValidationError.mismatch(what: "predictions in fold 1", expected: 5, found: 0)
    ) {
      try split.outOfFold(threads: 1) { _, _, _ in [Double]() }
    }
    #expect(throws: ValidationError.notFinite("losses")) {
      try CrossValidation(losses: [Double](repeating: .nan, count: 10), split: split)
    }
    #expect(throws: ValidationError.notConverged(iterations: 3)) {
      try CrossValidation(split, threads: 2) { _ in
        throw ValidationError.notConverged(iterations: 3)
      } losses: { (_: Int, heldOut) in
        heldOut.map(Double.init)
      }
    }
  }
}
