import Foundation
import Macroscope
import Testing

/// Results that nothing can be taken over from, and what is said then.
@Suite("Refused transfers")
struct TransferRefusalTests {
  private func refusal(_ scenario: Scenario, _ shelf: ResultsShelf) throws -> ScenarioError? {
    #expect(throws: ScenarioError.self) {
      try Run(scenario, options: shelf.options("child")).execute()
    }
  }

  @Test("missing results, other coordinates, shapes, steps, potentials and the same samples")
  func refusals() throws {
    let shelf = ResultsShelf()
    let scenario = try transferScenario(surrogate: "parent = \"parent\"")
    let missing = try #require(try refusal(scenario, shelf))
    #expect(missing.message.hasPrefix("there are no results 'parent' in "))
    #expect(missing.hint?.hasPrefix("run it first: macroscope run ") == true)
    #expect(missing.sourceLine == "parent = \"parent\"" && missing.column == 10)
    #expect(throws: ScenarioError.self) { try Run(scenario).execute() }

    let parent = try transferScenario(
      samples: 1000, surrogate: "folds = 2", rest: "[report]\nsamples = false")
    let results = try shelf.run(parent, "parent")
    try shelf.folder("plain").write(results.removingSurrogate())
    let cases: [(Scenario, String)] = [
      (
        try transferScenario(samples: 1000, surrogate: "parent = \"parent\""),
        "'parent' was trained on the very samples of this run"
      ),
      (
        try transferScenario(seed: 2, coordinate: "z", surrogate: "parent = \"parent\""),
        "the networks of 'parent' have other coordinates: x in the place of z"
      ),
      (
        try transferScenario(seed: 2, hidden: "[16, 8]", surrogate: "parent = \"parent\""),
        "the networks of 'parent' have another shape: hidden = [16, 16] in the place of [16, 8]"
      ),
      (
        try transferScenario(
          seed: 2, surrogate: "parent = \"parent\"\nactivation = \"tanh\""),
        "the networks of 'parent' have another shape: activation = \"silu\" in the place of \"tanh\""
      ),
      (
        try transferScenario(seed: 2, surrogate: "base = \"plain\""),
        "the results 'plain' have no networks"
      ),
      (
        try transferScenario(
          tilt: 0.1, seed: 2, surrogate: "parent = \"parent\"\nparent_samples = true"),
        "the samples of 'parent' are of another potential"
      ),
      (
        try transferScenario(
          seed: 2, step: 0.16, surrogate: "parent = \"parent\"\nparent_samples = true"),
        "the samples of 'parent' were taken with step 0.15"
      ),
      (
        try transferScenario(seed: 2, surrogate: "parent = \"parent\"\nparent_samples = true"),
        "the results 'parent' hold no samples"
      ),
    ]
    for (scenario, message) in cases {
      let error = try #require(try refusal(scenario, shelf))
      #expect(error.message.hasPrefix(message), "\(error.message)")
      #expect(error.hint != nil)
    }
  }

  @Test("what was saved, from curves whose answer is known")
  func savings() {
    func curve(_ losses: [Double]) -> TrainingCurve {
      let numbers = losses.indices.map(Double.init)
      return TrainingCurve(
        epoch: numbers, learningRate: numbers, trainingLoss: losses, validationLoss: losses,
        gradientNorm: numbers, seconds: numbers)
    }
    let savings = TransferSavings(
      transferred: [curve([5, 4, 2, 1]), curve([5, 3, 2.5, 2.5]), curve([9, 9, 9, 9])],
      scratch: [curve([9, 8, 4, 6]), curve([9, 8, 7, 3]), curve([9, 7, 6, 5])])
    #expect(savings.scratchLoss.value == 4)
    // −3, −0.5 and +4.
    #expect(abs(savings.lossDifference.value - 0.5 / 3) < 1e-12)
    #expect(abs(savings.scratchEpochs.value - 8.0 / 3) < 1e-12)
    // Two of three were as good, after one epoch each, of 2 and 3.
    #expect(savings.matchingEpochs?.value == 1)
    #expect(savings.savedFraction?.value == 1 - 1 / 2.5)
    // Residuals ±0.2/2.5·…: (1 − 0.4·2, 1 − 0.4·3)/2.5 = ±0.08, SE of their mean 0.08.
    #expect(abs((savings.savedFraction?.standardError ?? 0) - 0.08) < 1e-12)
    let never = TransferSavings(transferred: [curve([9, 9])], scratch: [curve([8, 7])])
    #expect(never.matchingEpochs == nil && never.savedFraction == nil)
    #expect(never.lossDifference.standardError.isNaN)
  }

  @Test("a transfer that hurts fails its verdict, one that cannot be told from none does not")
  func verdicts() throws {
    func verdict(_ difference: Double, _ error: Double) throws -> Summary.Verdict {
      var verdicts = Verdicts()
      verdicts.judge(
        Summary.Surrogate.Transfer(
          kind: "parent", source: "other", trainedParameters: 1, scratchLoss: .exact(1),
          lossDifference: .init(value: difference, standardError: error),
          scratchEpochs: .exact(10)), warnings: [])
      return try #require(verdicts.list.first)
    }
    let hurt = try verdict(0.4, 0.1)
    #expect(!hurt.passed && hurt.message.contains("the transfer hurt"))
    #expect(hurt.message.contains("remove surrogate.parent"))
    let none = try verdict(0.1, 0.1)
    #expect(none.passed && none.message.contains("no loss was saved"))
    let helped = try verdict(-0.4, 0.1)
    #expect(helped.passed && helped.message.contains("is lower by"))
    #expect(helped.message.contains("never as good"))
    #expect(try verdict(0.4, .nan).passed)
  }

  @Test("samples that are not used are said not to be, and why")
  func unused() throws {
    var transfer = Summary.Surrogate.Transfer(
      kind: "parent", source: "other", trainedParameters: 1, scratchLoss: .exact(1),
      lossDifference: .exact(0), scratchEpochs: .exact(10))
    transfer.importance = Summary.Surrogate.Importance(
      samples: 1000, effectiveSamples: 12, tailShape: 0.3, tailShapeLimit: 0.67, isUsed: false)
    var verdicts = Verdicts()
    verdicts.judge(transfer, warnings: ["too few"])
    let verdict = try #require(verdicts.list.last)
    #expect(verdict.check == "mlp_parent_samples" && verdict.passed)
    #expect(verdict.message.hasSuffix("and were not used: too few"))
  }
}
