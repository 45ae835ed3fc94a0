import Foundation
import Macroscope
import Statistics

/// The key numbers of the networks, for the closing table.
enum ClosingSurrogate {
  /// One line each; empty without networks.
  static func keyNumbers(_ summary: Summary) -> [[String]] {
    guard let surrogate = summary.surrogate else { return [] }
    let validation = surrogate.crossValidation
    let count =
      surrogate.ensemble == 1
      ? "one network" : "\(NumberFormat.integer(surrogate.ensemble)) networks"
    let layers = SurrogateText.layers(surrogate.architecture)
      .replacingOccurrences(of: "\u{A0}", with: " ")
    let floor = surrogate.noiseFloor.map { ", noise floor \(NumberFormat.text($0))" } ?? ""
    var rows = [
      [
        "  Networks",
        "\(count), \(layers): "
          + "\(NumberFormat.number(surrogate.samplesPerSecond, digits: 2)) samples/s",
      ],
      [
        "  Loss, held out",
        NumberFormat.number(surrogate.validationLoss) + floor,
      ],
      [
        "  Cross-validation",
        "\(NumberFormat.text(validation.loss)) by \(SurrogateText.parts(validation.kind)); "
          + "at random \(NumberFormat.text(validation.randomLoss))",
      ],
    ]
    if let streamed = surrogate.streamed {
      rows.insert(
        [
          "  Samples",
          "\(NumberFormat.integer(surrogate.samples)), streamed within "
            + "\(NumberFormat.number(streamed.memory)) MiB; judged on "
            + NumberFormat.integer(streamed.judgedSamples),
        ], at: 1)
    }
    if surrogate.hasDiverged { rows.insert(["  Training", "✗ diverged"], at: 1) }
    if let best = SurrogateText.sorted(surrogate.baselines).first {
      rows.append(["  Best baseline", baseline(best)])
    }
    if let error = surrogate.forceError {
      rows.append([
        "  Relative force error", "\(NumberFormat.number(100 * error, digits: 2)) %",
      ])
    }
    if let coverage = surrogate.coverage {
      rows.append([
        "  \(NumberFormat.number(100 * coverage.level)) % intervals hold",
        "\(NumberFormat.text(100 * coverage.after)) %, "
          + "\(NumberFormat.text(100 * coverage.before)) % before recalibration",
      ])
    }
    if let transfer = surrogate.transfer {
      rows.append(["  Taken from \(transfer.source)", saving(transfer)])
    }
    return rows
  }

  private static func baseline(_ baseline: Summary.Surrogate.Baseline) -> String {
    let difference = Estimate(
      value: abs(baseline.difference.value), standardError: baseline.difference.standardError)
    let name = SurrogateText.name(baseline)
    switch SurrogateText.sign(baseline.difference) {
    case .above?: return "✗ \(name) is better by \(NumberFormat.text(difference))"
    case .within?: return "✓ \(name) differs by \(NumberFormat.text(difference)) only"
    case .below?: return "✓ \(name) is worse by \(NumberFormat.text(difference))"
    default: return "\(name): \(NumberFormat.text(baseline.loss))"
    }
  }

  private static func saving(_ transfer: Summary.Surrogate.Transfer) -> String {
    let difference = NumberFormat.text(transfer.lossDifference)
    let loss = "\(difference) of loss against random weights"
    guard let saved = transfer.savedFraction else {
      return transfer.matchingEpochs == nil ? "no epochs saved, \(loss)" : loss
    }
    return "\(NumberFormat.text(100 * saved)) % of the epochs saved, \(loss)"
  }
}
