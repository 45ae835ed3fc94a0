import Foundation
import Macroscope
import Reporting
import Statistics
import Testing

/// What the report and the closing table say of networks.
@Suite struct SurrogateReportTests {
  /// The text of the page with markup left out, and with ordinary spaces alone.
  private func text(_ change: (inout Summary.Surrogate) -> Void) throws -> String {
    var results = try Fixtures.networkDoubleWell()
    if var surrogate = results.summary.surrogate {
      change(&surrogate)
      results.summary.surrogate = surrogate
    }
    return try text(of: results)
  }

  private func text(of results: RunResults) throws -> String {
    var text = ""
    try withReport(of: results) { page, _ in
      let problem = PageChecker().check(page)
      #expect(problem == nil)
      text = page.replacingOccurrences(of: "<[^>]*>", with: " ", options: .regularExpression)
        .replacingOccurrences(of: "[ \n\u{A0}]+", with: " ", options: .regularExpression)
    }
    return text
  }

  @Test func aReportWithoutNetworksDoesNotMentionThem() throws {
    let page = try text(of: Fixtures.doubleWell())
    #expect(!page.contains("Neural networks"))
    #expect(!closingTable(Fixtures.doubleWell().summary).contains("Networks"))
  }

  @Test func architectureAndTraining() throws {
    let page = try text { _ in }
    #expect(
      page.contains("Layers 1 → 64 → 64 → 1, SiLU, residual connections, dropout 10 %"))
    #expect(page.contains("Random Fourier features 32 Their cycles per deviation 1.25"))
    #expect(page.contains("Parameters of each 4417 Samples 50\u{202F}000"))
    #expect(page.contains("Epochs 20 The best of them 17 – 20"))
    #expect(
      page.contains(
        "Loss, held out 15.55 Noise floor Tr G 15.535 ± 0.031 Samples per second 1.7·10⁶")
    )
    #expect(page.contains("The training ended: all epochs are done."))
    #expect(page.contains("Relative force error 0.67 %"))
    #expect(page.contains("90 % intervals hold 94.0 ± 2.1 % Recalibrated 91.0 ± 2.7 %"))
    #expect(page.contains("Of V on the grid 78 %"))
    #expect(page.contains("False alarms 0.110 ± 0.040 %"))
    #expect(page.contains("8 regions of space, on 256 components"))
  }

  @Test func crossValidationSaysHowMuchARandomSplitFlatters() throws {
    let page = try text { _ in }
    #expect(
      page.contains(
        "In 5 folds, each holding out regions of space: networks trained on the rest, in 5 epochs, "
          + "have a squared force error of 17.93 ± 0.92, 2.39 ± 0.92 above the noise floor. "
          + "Relative force error: 8.3 %. A split at random would have shown 15.571 ± 0.011: it "
          + "would have flattered by 2.36 ± 0.91."))
    // The floor has an error of 0.031 of its own: √(0.011² + 0.031²).
    #expect(page.contains("At random 15.571 ± 0.011 0.036 ± 0.033"))
    let even = try text {
      $0.crossValidation.kind = "walker"
      $0.crossValidation.optimism = Estimate(value: 0.02, standardError: 0.03)
    }
    #expect(even.contains("each holding out whole walkers"))
    #expect(even.contains("less by 0.020 ± 0.030: no difference beyond errors."))
    let harder = try text {
      $0.crossValidation.optimism = Estimate(value: -0.2, standardError: 0.03)
    }
    #expect(harder.contains("would have shown 15.571 ± 0.011, which is more by 0.200 ± 0.030."))
    #expect(!harder.contains("flattered by 0"))
  }

  @Test func aBaselineThatWinsIsNamedPlainly() throws {
    let page = try text {
      $0.baselines["polynomial"]?.loss = Estimate(value: 16.1, standardError: 0.4)
      $0.baselines["polynomial"]?.difference = Estimate(value: 1.83, standardError: 0.12)
      $0.baselines["polynomial"]?.forceError = 0.041
    }
    #expect(
      page.contains(
        "Ridge regression on polynomials of degree 12 is better than the networks: its squared force "
          + "error is smaller by 1.83 ± 0.12, its relative force error 0.041 against 0.083."))
    #expect(!page.contains("No baseline is better"))
    // The best stands first, after the networks.
    #expect(page.contains("Held out The networks 17.93 ± 0.92 8.3 % ✓ yes Ridge regression"))
    let informed = try text {
      $0.baselines["force_spline"]?.difference = Estimate(value: 1.1, standardError: 0.1)
    }
    #expect(
      informed.contains(
        "It has seen the samples that it is judged on, and so it is compared with the networks of the "
          + "random split, which have seen their neighbours."))
  }

  @Test func noBaselineWins() throws {
    let page = try text { _ in }
    #expect(
      page.contains(
        "No baseline is better than the networks beyond errors. Ridge regression on polynomials of "
          + "degree 12 is worse by 11.2 ± 1.9."))
    #expect(page.contains("The force regression, which has seen all forces of the run 17.6 ± 1.1"))
    let unknown = try text { surrogate in
      for name in surrogate.baselines.keys { surrogate.baselines[name]?.difference = .undefined }
    }
    #expect(unknown.contains("The baselines cannot be compared with the networks"))
    #expect(!unknown.contains("No baseline is better"))
    let none = try text { $0.baselines = [:] }
    #expect(!none.contains("Something simpler"))
  }

  @Test func aDivergenceIsTold() throws {
    let outcome = "the training loss is not finite in epoch 3, step 17"
    let page = try text {
      $0.hasDiverged = true
      $0.outcome = outcome
      $0.trainLoss = .nan
      $0.validationLoss = .infinity
    }
    #expect(
      page.contains(
        "The training diverged: \(outcome). What follows is about the networks of the best epochs "
          + "before."))
    #expect(page.contains("Loss, trained on — Loss, held out —"))
    #expect(!page.contains("The training ended"))
  }

  @Test func aSingleNetworkHasNoIntervals() throws {
    var results = try Fixtures.networkDoubleWell()
    results.surrogate = try Fixtures.networks(["x"], members: 1)
    results.summary.surrogate?.ensemble = 1
    results.summary.surrogate?.bestEpochs = [12]
    results.summary.surrogate?.coverage = nil
    let single = try text(of: results)
    #expect(single.contains("A single network has no intervals"))
    #expect(!single.contains("intervals hold") && single.contains("The best of them 12"))
    results.summary.surrogate?.ensemble = 3
    #expect(try text(of: results).contains("There are too few samples to judge the intervals by."))
  }

  @Test func withoutAFloorNothingIsAboveIt() throws {
    let page = try text {
      $0.noiseFloor = nil
      $0.crossValidation.excess = nil
    }
    #expect(!page.contains("noise floor Tr G") && !page.contains("Noise floor"))
    #expect(page.contains("have a squared force error of 17.93 ± 0.92. Relative"))
  }

  // MARK: - Transfer

  @Test func withoutTransferThereIsNoWordOfIt() throws {
    let page = try text { _ in }
    #expect(!page.contains("What was taken over"))
  }

  @Test func transferSaysWhatItSaved() throws {
    let page = try text { $0.transfer = Fixtures.transferSummary() }
    #expect(
      page.contains(
        "The networks start from the weights of warm; the first layer keeps its weights, 4225 numbers "
          + "are trained. Their loss on held-out samples is lower by 0.0310 ± 0.0080 than that of "
          + "networks from random weights, 15.590 ± 0.020. As good as those after 18.20 ± 0.70 epochs they "
          + "were after 5.10 ± 0.40: 72.0 ± 2.4 % of the epochs are saved."))
    #expect(
      page.contains(
        "the 50\u{202F}000 samples of that run are worth 8.12·10³ independent ones of this run’s law "
          + "(k̂ = 0.31, at most 0.7): they were trained on too."))
  }

  @Test func transferThatDoesHarmSaysSo() throws {
    var harmful = Fixtures.transferSummary()
    harmful.kind = "base"
    harmful.lossDifference = Estimate(value: 0.4, standardError: 0.05)
    harmful.matchingEpochs = nil
    harmful.savedFraction = nil
    harmful.importance?.isUsed = false
    harmful.importance?.tailShape = 0.95
    let page = try text { $0.transfer = harmful }
    #expect(
      page.contains(
        "The networks correct the V of warm. The transfer does harm: their loss on held-out samples is "
          + "higher by 0.400 ± 0.050"))
    #expect(page.contains("which took 18.20 ± 0.70 epochs: nothing is saved."))
    #expect(page.contains("(k̂ = 0.95, above the limit of 0.7): too little, so they were not used."))
    var even = Fixtures.transferSummary()
    even.lossDifference = Estimate(value: 0.001, standardError: 0.004)
    even.savedFraction = Estimate(value: 0.1, standardError: 0.09)
    let same = try text { $0.transfer = even }
    #expect(same.contains("In the end they are as good as networks from random weights"))
    #expect(same.contains("no saving beyond errors (10.0 ± 9.0 %)."))
  }

  // MARK: - Closing table

  @Test func closingTableHasTheNetworks() throws {
    var summary = try Fixtures.networkDoubleWell().summary
    summary.surrogate?.transfer = Fixtures.transferSummary()
    let text = closingTable(summary)
    let start = try #require(text.range(of: "\n  Networks"))
    let expected = """

        Networks              3 networks, 1 → 64 → 64 → 1, SiLU, residual connections, dropout 10 %: 1.7·10⁶ samples/s
        Loss, held out        15.55, noise floor 15.535 ± 0.031
        Cross-validation      17.93 ± 0.92 by regions of space; at random 15.571 ± 0.011
        Best baseline         ✓ the force regression differs by 0.33 ± 0.41 only
        Relative force error  0.67 %
        90 % intervals hold   91.0 ± 2.7 %, 94.0 ± 2.1 % before recalibration
        Taken from warm       72.0 ± 2.4 % of the epochs saved, −0.0310 ± 0.0080 of loss against random weights

      All checks passed.

      """
    #expect(String(text[start.lowerBound...]) == expected)
  }

  @Test func closingTableTellsOfDefeatAndDivergence() throws {
    var summary = try Fixtures.networkDoubleWell().summary
    summary.surrogate?.hasDiverged = true
    summary.surrogate?.coverage = nil
    summary.surrogate?.forceError = nil
    summary.surrogate?.baselines["force_spline"]?.difference = Estimate(
      value: 1.1, standardError: 0.1)
    let text = closingTable(summary)
    #expect(text.contains("✗ diverged"))
    #expect(text.contains("✗ the force regression is better by 1.10 ± 0.10"))
    #expect(!text.contains("intervals hold") && !text.contains("Relative force error"))
  }
}
