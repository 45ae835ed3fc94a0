import Foundation
import Macroscope
import Statistics

/// What is said of networks in words, in the report and in the closing table alike.
///
/// A difference counts where it is beyond two standard errors.
enum SurrogateText {
  /// The shape of a network: `2 → 64 → 64 → 1, SiLU, residual connections`.
  static func layers(_ architecture: Summary.Surrogate.Architecture) -> String {
    var parts = [
      ([architecture.inputs] + architecture.hidden + [architecture.outputs])
        .map { NumberFormat.integer($0) }.joined(separator: " → "),
      activation(architecture.activation),
    ]
    if architecture.residual { parts.append("residual connections") }
    if architecture.layerNorm { parts.append("layer normalisation") }
    if architecture.dropout > 0 {
      parts.append("dropout \(NumberFormat.number(100 * architecture.dropout))\u{A0}%")
    }
    return parts.joined(separator: ", ")
  }

  private static func activation(_ name: String) -> String {
    switch name {
    case "silu": "SiLU"
    case "gelu": "GELU"
    case "relu": "ReLU"
    default: name
    }
  }

  /// What a cross-validation holds out together.
  static func parts(_ kind: String) -> String {
    switch kind {
    case "walker": "whole walkers"
    case "time": "stretches of time"
    case "space": "regions of space"
    default: kind
    }
  }

  /// Where a difference lies.
  enum Sign {
    case above, within, below
  }

  /// Beyond two standard errors above zero, below it, or neither; nil where it is not known.
  static func sign(_ difference: Estimate) -> Sign? {
    guard difference.value.isFinite, difference.standardError.isFinite else { return nil }
    let bound = 2 * difference.standardError
    return difference.value > bound ? .above : difference.value < -bound ? .below : .within
  }

  /// What a random split would have shown in place of the cross-validation.
  static func optimism(_ validation: Summary.Surrogate.CrossValidation) -> String {
    let random = NumberFormat.unbroken(validation.randomLoss)
    let shown = "A split at random would have shown \(random)"
    let difference = NumberFormat.unbroken(validation.optimism)
    switch sign(validation.optimism) {
    case .above?: return "\(shown): it would have flattered by \(difference)."
    case .within?: return "\(shown), less by \(difference): no difference beyond errors."
    case .below?:
      return "\(shown), which is more by \(NumberFormat.unbroken(-1 * validation.optimism))."
    default: return "\(shown)."
    }
  }

  /// The baselines with their names, the best first.
  static func sorted(
    _ baselines: [String: Summary.Surrogate.Baseline]
  ) -> [Summary.Surrogate.Baseline] {
    // One that cannot be compared comes last; equal ones keep the order of names.
    func rank(_ lead: Double) -> Double { lead.isFinite ? -lead : .infinity }
    return baselines.sorted {
      (rank($0.value.difference.value), $0.key) < (rank($1.value.difference.value), $1.key)
    }.map(\.value)
  }

  /// Says plainly which baselines win, and by what.
  static func baselines(_ surrogate: Summary.Surrogate) -> [String] {
    let baselines = sorted(surrogate.baselines)
    guard !baselines.isEmpty else { return [] }
    let known = baselines.filter { sign($0.difference) != nil }
    guard !known.isEmpty else {
      return ["The baselines cannot be compared with the networks: a loss is not finite."]
    }
    let winners = known.filter { sign($0.difference) == .above }
    guard !winners.isEmpty else {
      let losers = known.filter { sign($0.difference) == .below }
      return ["No baseline is better than the networks beyond errors."]
        + losers.map {
          "\(capitalised(name($0))) is worse by \(NumberFormat.unbroken(-1 * $0.difference))."
        }
    }
    return winners.map { winner in
      var text =
        "\(capitalised(name(winner))) is better than the networks: its squared force error is smaller by "
        + " \(NumberFormat.unbroken(winner.difference))"
      if winner.isHeldOut, let own = winner.forceError,
        let networks = surrogate.crossValidation.forceError
      {
        text +=
          ", its relative force error \(NumberFormat.number(own, digits: 2)) against "
          + NumberFormat.number(networks, digits: 2)
      }
      if !winner.isHeldOut {
        text +=
          ". It has seen the samples that it is judged on, and so it is compared with the networks of the "
          + "random split, which have seen their neighbours"
      }
      return text + "."
    }
  }

  /// A baseline in few words: what it has seen, if anything, is told elsewhere.
  static func name(_ baseline: Summary.Surrogate.Baseline) -> String {
    String(baseline.description.prefix { $0 != "," })
  }

  /// What was taken over, and what that saved.
  static func transfer(_ transfer: Summary.Surrogate.Transfer) -> [String] {
    var sentences: [String] = []
    if transfer.kind == "base" {
      sentences.append("The networks correct the V of \(transfer.source).")
    } else {
      let frozen =
        transfer.frozenLayers == 0
        ? "all weights are trained further"
        : (transfer.frozenLayers == 1
          ? "the first layer keeps its weights"
          : "the first \(transfer.frozenLayers) layers keep their weights")
          + ", \(NumberFormat.integer(transfer.trainedParameters)) numbers are trained"
      sentences.append(
        "The networks start from the weights of \(transfer.source); \(frozen).")
    }
    let scratch = NumberFormat.unbroken(transfer.scratchLoss)
    let difference = transfer.lossDifference
    let size = NumberFormat.unbroken(
      Estimate(value: abs(difference.value), standardError: difference.standardError))
    switch sign(difference) {
    case .below?:
      sentences.append(
        "Their loss on held-out samples is lower by \(size) than that of networks from random weights, "
          + "\(scratch).")
    case .above?:
      sentences.append(
        "The transfer does harm: their loss on held-out samples is higher by \(size) than that of "
          + "networks from random weights, \(scratch).")
    case .within?:
      sentences.append(
        "In the end they are as good as networks from random weights, \(scratch), within errors "
          + "(\(NumberFormat.unbroken(difference))).")
    default:
      sentences.append("Networks from random weights reach \(scratch).")
    }
    return sentences + [saving(transfer)]
  }

  /// Epochs that the transfer saved.
  static func saving(_ transfer: Summary.Surrogate.Transfer) -> String {
    let scratch = NumberFormat.unbroken(transfer.scratchEpochs)
    guard let matching = transfer.matchingEpochs else {
      return
        "Fewer than half of them were ever as good as networks from random weights, which took "
        + "\(scratch) epochs: nothing is saved."
    }
    let epochs = NumberFormat.unbroken(matching)
    guard let saved = transfer.savedFraction else {
      return "As good as those after \(scratch) epochs they were after \(epochs)."
    }
    let percent = NumberFormat.unbroken(100 * saved) + "\u{A0}%"
    switch sign(saved) {
    case .above?:
      return
        "As good as those after \(scratch) epochs they were after \(epochs): \(percent) of the "
        + "epochs are saved."
    case .below?:
      return
        "As good as those after \(scratch) epochs they were after \(epochs): nothing is saved, "
        + "it takes longer (\(percent) saved)."
    default:
      return "As good as those after \(scratch) epochs they were after \(epochs): no saving beyond "
        + "errors (\(percent))."
    }
  }

  /// What samples of another law were worth.
  static func importance(_ importance: Summary.Surrogate.Importance) -> String {
    let samples = NumberFormat.integer(importance.samples)
    let worth = NumberFormat.number(importance.effectiveSamples, digits: 3)
    let shape = NumberFormat.number(importance.tailShape, digits: 2)
    let limit = NumberFormat.number(importance.tailShapeLimit, digits: 2)
    let trust =
      importance.tailShape <= importance.tailShapeLimit
      ? "k̂ = \(shape), at most \(limit)" : "k̂ = \(shape), above the limit of \(limit)"
    return
      "By importance weights the \(samples) samples of that run are worth \(worth) independent "
      + "ones of this run’s law (\(trust)): "
      + (importance.isUsed ? "they were trained on too." : "too little, so they were not used.")
  }

  /// The first letter as a capital.
  static func capitalised(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }
}
