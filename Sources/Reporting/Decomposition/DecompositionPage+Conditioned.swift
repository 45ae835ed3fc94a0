import Macroscope
import Statistics

/// One ensemble of networks for all scales, beside the networks of each scale alone.
extension DecompositionPage {
  var conditionedNetworks: Markup {
    guard let conditioned = results.summary.conditioned else { return .empty }
    let layers = SurrogateText.layers(conditioned.architecture)
    let words =
      "\(conditioned.ensemble == 1 ? "One network serves" : "\(NumberFormat.integer(conditioned.ensemble)) networks serve") "
      + "all scales (\(layers); \(NumberFormat.integer(conditioned.parameters)) parameters each), trained on the "
      + "\(NumberFormat.integer(conditioned.samples)) samples of all of them. The errors below are squared force errors "
      + "on walkers that neither these networks nor those of the scale alone were trained on. "
      + (conditioned.hasDiverged ? "The training diverged: \(conditioned.outcome). " : "")
      + conditioned.scales.enumerated().map { ConditionedText.sentence($0, $1) }
      .joined(separator: " ")
    return section(
      "One network for all scales",
      [
        element("p", [:], Markup(text: words)), figures(conditionedPlots),
        table(
          "Each scale by the networks of all scales (“shared”) and by its own (“alone”)",
          header: [
            "Potential", "Step h", "Weight", "Noise, Tr G", "Loss, shared", "Loss, alone",
            "Shared less alone", "Error of V, shared", "Error of V, alone",
          ],
          rows: conditioned.scales.enumerated().map { index, scale in
            [
              PlotStyle.potential(index), NumberFormat.number(scale.step),
              NumberFormat.number(scale.weight, digits: 3),
              scale.noiseFloor.map(NumberFormat.compact) ?? NumberFormat.absent,
              NumberFormat.compact(scale.loss), NumberFormat.compact(scale.aloneLoss),
              NumberFormat.compact(scale.difference),
              scale.rmse.map(NumberFormat.compact) ?? NumberFormat.absent,
              scale.aloneRmse.map(NumberFormat.compact) ?? NumberFormat.absent,
            ]
          }),
      ])
  }
}

/// What is said of shared networks in words.
enum ConditionedText {
  /// Whether a scale gained by sharing, and whether that is worth anything.
  static func sentence(_ index: Int, _ scale: MultiscaleSummary.Conditioned.Scale) -> String {
    guard let floor = scale.noiseFloor,
      (floor - scale.loss).value > 3 * (floor - scale.loss).standardError
    else { return comparison(index, scale) }
    return comparison(index, scale)
      + " Its loss lies \(NumberFormat.unbroken(floor - scale.loss)) below Tr G, "
      + "which nothing that fits V alone can reach: what the step leaps over is fitted in part, and a smaller "
      + "loss is no better V."
  }

  /// A difference counts beyond two standard errors.
  private static func comparison(
    _ index: Int, _ scale: MultiscaleSummary.Conditioned.Scale
  ) -> String {
    let name = PlotStyle.potential(index)
    let difference = NumberFormat.unbroken(scale.difference)
    switch SurrogateText.sign(scale.difference) {
    case .above?: return "\(name) is worse off by \(difference)."
    case .below?:
      return "\(name) is better off by \(NumberFormat.unbroken(-1 * scale.difference))."
    case .within?: return "\(name) is as good either way (\(difference))."
    default: return "Of \(name) nothing can be said."
    }
  }

  /// The lines of the closing table.
  static func keyNumbers(_ conditioned: MultiscaleSummary.Conditioned) -> [String] {
    let count =
      conditioned.ensemble == 1
      ? "one network" : "\(NumberFormat.integer(conditioned.ensemble)) networks"
    var lines = [
      "  All scales  \(count), "
        + SurrogateText.layers(conditioned.architecture).replacingOccurrences(
          of: "\u{A0}", with: " ")
    ]
    for (index, scale) in conditioned.scales.enumerated() {
      var parts = [
        "  \(PlotStyle.potential(index))  loss \(NumberFormat.text(scale.loss))",
        "alone \(NumberFormat.text(scale.aloneLoss))",
        "difference \(NumberFormat.text(scale.difference))",
      ]
      if let floor = scale.noiseFloor { parts.append("Tr G = \(NumberFormat.text(floor))") }
      if let rmse = scale.rmse { parts.append("error \(NumberFormat.text(rmse))") }
      if let rmse = scale.aloneRmse { parts.append("alone \(NumberFormat.text(rmse))") }
      lines.append(parts.joined(separator: "  "))
    }
    return lines
  }
}
