import Macroscope
import Statistics

/// How networks do on samples that they were not trained on, and beside something simpler.
extension ReportPage {
  func crossValidation(_ surrogate: Summary.Surrogate) -> Markup {
    let validation = surrogate.crossValidation
    let parts = SurrogateText.parts(validation.kind)
    var rows = [
      [
        SurrogateText.capitalised(parts), NumberFormat.text(validation.loss),
        validation.excess.map(NumberFormat.text) ?? NumberFormat.absent,
      ],
      [
        "At random", NumberFormat.text(validation.randomLoss),
        surrogate.noiseFloor == nil && validation.excess == nil
          ? NumberFormat.absent
          : NumberFormat.text(
            // Their noise floor is the same.
            randomExcess(validation)),
      ],
    ]
    rows.append(["Flattered by", NumberFormat.text(validation.optimism), ""])
    let error =
      validation.forceError.map {
        " Relative force error: \(NumberFormat.number(100 * $0, digits: 3))\u{A0}%."
      } ?? ""
    return Markup([
      element("h3", [:], "Cross-validation"),
      paragraph([
        "In \(validation.folds) folds, each holding out \(parts): networks trained on the rest, in "
          + "\(NumberFormat.integer(validation.epochs)) "
          + (validation.epochs == 1 ? "epoch" : "epochs")
          + ", have a squared force error of \(NumberFormat.unbroken(validation.loss))"
          + excess(validation) + "." + error, SurrogateText.optimism(validation),
      ]),
      table(
        "Squared force error of held-out samples, by what is held out together",
        header: ["Held out", "Mean", "Above the noise floor"], rows: rows),
    ])
  }

  private func excess(_ validation: Summary.Surrogate.CrossValidation) -> String {
    validation.excess.map { ", \(NumberFormat.unbroken($0)) above the noise floor" } ?? ""
  }

  private func randomExcess(_ validation: Summary.Surrogate.CrossValidation) -> Estimate {
    guard let excess = validation.excess else { return .undefined }
    // The floor is loss − excess; its error is what both do not share.
    let floor = validation.loss.value - excess.value
    let variance =
      excess.standardError * excess.standardError
      - validation.loss.standardError * validation.loss.standardError
    return validation.randomLoss
      - Estimate(value: floor, standardError: max(variance, 0).squareRoot())
  }

  func baselines(_ surrogate: Summary.Surrogate) -> Markup {
    let baselines = SurrogateText.sorted(surrogate.baselines)
    guard !baselines.isEmpty else { return .empty }
    let validation = surrogate.crossValidation
    let hasErrors =
      validation.forceError != nil || baselines.contains { $0.forceError != nil }
    func error(_ value: Double?) -> [String] {
      guard hasErrors else { return [] }
      return [
        value.map { "\(NumberFormat.number(100 * $0, digits: 3))\u{A0}%" } ?? NumberFormat.absent
      ]
    }
    let networks =
      ["The networks", NumberFormat.text(validation.loss), ""] + error(validation.forceError)
      + ["✓ yes"]
    let rows = baselines.map { baseline in
      [
        SurrogateText.capitalised(baseline.description), NumberFormat.text(baseline.loss),
        NumberFormat.text(baseline.difference),
      ] + error(baseline.forceError) + [baseline.isHeldOut ? "✓ yes" : "no"]
    }
    let isBeaten = surrogate.baselines.contains {
      SurrogateText.sign($0.value.difference) == .above
    }
    return Markup([
      element("h3", [:], "Something simpler"),
      paragraph(SurrogateText.baselines(surrogate), style: isBeaten ? "note" : nil),
      table(
        "Models on the same samples; networks less model: above zero the model is better. A model that is not "
          + "held out is compared with the networks of the random split",
        header: ["Model", "Squared force error", "Networks less model"]
          + (hasErrors ? ["Relative force error"] : []) + ["Held out"],
        rows: [networks] + rows),
    ])
  }

  func transfer(_ surrogate: Summary.Surrogate) -> Markup {
    guard let transfer = surrogate.transfer else { return .empty }
    var rows = [
      ["Loss from random weights", NumberFormat.text(transfer.scratchLoss)],
      ["Added to it by the transfer", NumberFormat.text(transfer.lossDifference)],
      ["Epochs from random weights", NumberFormat.text(transfer.scratchEpochs)],
      [
        "Epochs to be as good",
        transfer.matchingEpochs.map(NumberFormat.text) ?? "never, most of them",
      ],
    ]
    if let saved = transfer.savedFraction {
      rows.append(["Epochs saved", NumberFormat.text(100 * saved) + "\u{A0}%"])
    }
    if let importance = transfer.importance {
      rows += [
        ["Samples of the other run", NumberFormat.integer(importance.samples)],
        ["Effective samples", NumberFormat.number(importance.effectiveSamples, digits: 3)],
        [
          "k̂ of the weights, limit",
          "\(NumberFormat.number(importance.tailShape, digits: 2)), "
            + NumberFormat.number(importance.tailShapeLimit, digits: 2),
        ],
        ["Trained on too", importance.isUsed ? "✓ yes" : "no"],
      ]
    }
    return Markup([
      element("h3", [:], "What was taken over"),
      paragraph(
        SurrogateText.transfer(transfer)
          + (transfer.importance.map { [SurrogateText.importance($0)] } ?? [])),
      row(
        [
          figures(.transfer),
          table("With and without the transfer", rows: rows, style: "facts"),
        ], style: "beside"),
    ])
  }
}
