import Macroscope
import Statistics
import Testing

/// Each verdict on networks with inputs on both sides of its limit.
@Suite struct TrainingVerdictsTests {
  /// Networks whose held-out loss is 1 above a noise floor of 10, beside one baseline.
  private func networks(
    trainLoss: Double = 10.9, heldOut: Double = 11, isDiverged: Bool = false,
    difference: Estimate = Estimate(value: 0, standardError: 0.1),
    coverage: Estimate = Estimate(value: 0.9, standardError: 0.01)
  ) -> Summary.Surrogate {
    let loss = Estimate(value: heldOut, standardError: 0.05)
    return Summary.Surrogate(
      architecture: .init(
        inputs: 1, hidden: [8], activation: "silu", residual: false, layerNorm: false, dropout: 0,
        fourierFeatures: 0, outputs: 1),
      parameters: 25, ensemble: 3, samples: 1000, epochs: 20, bestEpochs: [20, 20, 20],
      trainLoss: trainLoss, validationLoss: heldOut,
      noiseFloor: Estimate(value: 10, standardError: 0.1),
      crossValidation: .init(
        kind: "walker", folds: 3, epochs: 20, loss: loss, randomLoss: loss,
        optimism: Estimate(value: 0, standardError: 0.05)),
      coverage: .init(
        level: 0.9, before: coverage, after: coverage,
        factor: Estimate(value: 1, standardError: 0.1), targets: 128, blocks: 8),
      samplesPerSecond: 1e6, outcome: "all epochs are done", hasDiverged: isDiverged,
      baselines: [
        "polynomial": .init(
          description: "ridge regression", loss: loss, isHeldOut: true, difference: difference)
      ])
  }

  private func verdict(_ check: String, _ networks: Summary.Surrogate) throws -> Summary.Verdict {
    var verdicts = Verdicts()
    // One per cent of the mean of |∇V|² is 0.2.
    verdicts.judge(networks, forceWeight: 1, forceSquare: 20)
    return try #require(verdicts.list.first { $0.check == check }, "no verdict \(check)")
  }

  /// Mean losses over an epoch that are far above the one at its end: steps that overshoot.
  @Test(arguments: [(10.9, true), (100, true), (120, false), (.infinity, false)])
  func stability(trainLoss: Double, passes: Bool) throws {
    let verdict = try verdict("mlp_training", networks(trainLoss: trainLoss))
    #expect(verdict.passed == passes)
    #expect(verdict.message.contains("overshoot") == !passes)
    #expect(verdict.message.contains("learning_rate") == !passes)
  }

  @Test func lossesThatCanBeNegativeDoNotTellOfStability() throws {
    // Below the floor of 10 by any measure: that is what fails.
    let verdict = try verdict("mlp_training", networks(trainLoss: 3, heldOut: -5))
    #expect(!verdict.message.contains("overshoot"))
  }

  @Test func divergenceFails() throws {
    let verdict = try verdict("mlp_training", networks(isDiverged: true))
    #expect(!verdict.passed && verdict.message.contains("learning_rate"))
  }

  /// A baseline that is better must be so by more than the limit and significantly; where the error leaves it open
  /// whether networks are as good, nothing shows that they are.
  @Test(arguments: [
    (-1, 0.01, true, "is worse"), (0.1, 0.3, true, "as good within errors"),
    (0.1, 0.01, true, "is better"), (0.3, 0.01, false, "is better"),
    (0.3, 0.18, true, "as good within errors"), (0.3, 0.25, false, "may be better"),
    (5000, 4000, false, "may be better"),
  ])
  func baseline(value: Double, error: Double, passes: Bool, relation: String) throws {
    let verdict = try verdict(
      "mlp_baseline", networks(difference: Estimate(value: value, standardError: error)))
    #expect(verdict.passed == passes)
    #expect(verdict.message.contains(relation), "\(verdict.message)")
  }

  @Test(arguments: [
    (0.9, 0.01, true), (0.83, 0.015, true), (0.8, 0.01, false), (0.99, 0.01, false),
  ])
  func coverage(value: Double, error: Double, passes: Bool) throws {
    let verdict = try verdict(
      "mlp_coverage", networks(coverage: Estimate(value: value, standardError: error)))
    #expect(verdict.passed == passes)
  }
}
