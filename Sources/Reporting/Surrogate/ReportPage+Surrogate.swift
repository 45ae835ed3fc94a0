import Macroscope
import Statistics

/// The section on the networks that learned V.
extension ReportPage {
  var surrogateSection: Markup {
    guard let surrogate = summary.surrogate else { return .empty }
    return section(
      "Neural networks",
      [
        outcome(surrogate), surrogateIntroduction(surrogate),
        row([
          table("Networks", rows: networks(surrogate), style: "facts"),
          table("Training", rows: training(surrogate), style: "facts"),
          table("Trust", rows: trust(surrogate), style: "facts"),
        ]), figures(.training), coverageRemark(surrogate), cuts(surrogate),
        crossValidation(surrogate), baselines(surrogate), transfer(surrogate),
      ])
  }

  private func outcome(_ surrogate: Summary.Surrogate) -> Markup {
    guard surrogate.hasDiverged else { return .empty }
    return paragraph(
      [
        "The training diverged: \(surrogate.outcome).",
        "What follows is about the networks of the best epochs before.",
      ], style: "note")
  }

  private func surrogateIntroduction(_ surrogate: Summary.Surrogate) -> Markup {
    let ending =
      surrogate.hasDiverged ? "" : "The training ended: \(surrogate.outcome)."
    guard let floor = surrogate.noiseFloor else { return paragraph([ending]) }
    return paragraph([
      "A sampled gradient is ∇V plus noise of covariance G, so the mean square of ∇V\u{A0}−\u{A0}∇f "
        + "does not fall below the noise floor Tr G = \(NumberFormat.unbroken(floor)), however good "
        + "V is. What counts is how little the loss of samples that were not trained on stays above it.",
      ending,
    ])
  }

  // MARK: - Facts

  private func networks(_ surrogate: Summary.Surrogate) -> [[String]] {
    let architecture = surrogate.architecture
    var rows = [
      ["Networks", NumberFormat.integer(surrogate.ensemble)],
      ["Layers", SurrogateText.layers(architecture)],
    ]
    if architecture.fourierFeatures > 0 {
      rows.append(["Random Fourier features", NumberFormat.integer(architecture.fourierFeatures)])
      if let bandwidth = architecture.fourierBandwidth {
        rows.append(["Their cycles per deviation", NumberFormat.number(bandwidth, digits: 3)])
      }
    }
    rows += [
      ["Parameters of each", NumberFormat.integer(surrogate.parameters)],
      ["Samples", NumberFormat.integer(surrogate.samples)],
    ]
    if let streamed = surrogate.streamed {
      rows += [
        ["Streamed from the file, in windows of", NumberFormat.integer(streamed.windowRows)],
        ["Samples judged by", NumberFormat.integer(streamed.judgedSamples)],
      ]
    }
    return rows
  }

  private func training(_ surrogate: Summary.Surrogate) -> [[String]] {
    let best = surrogate.bestEpochs.sorted()
    let epochs =
      best.first == best.last
      ? best.first.map { "\($0)" } ?? NumberFormat.absent
      : "\(best.first ?? 0) – \(best.last ?? 0)"
    var rows = [
      ["Epochs", NumberFormat.integer(surrogate.epochs)], ["The best of them", epochs],
      ["Loss, trained on", NumberFormat.number(surrogate.trainLoss)],
      ["Loss, held out", NumberFormat.number(surrogate.validationLoss)],
    ]
    if let floor = surrogate.noiseFloor {
      rows.append(["Noise floor Tr G", NumberFormat.text(floor)])
    }
    rows.append([
      "Samples per second", NumberFormat.number(surrogate.samplesPerSecond, digits: 3),
    ])
    return rows
  }

  private func trust(_ surrogate: Summary.Surrogate) -> [[String]] {
    var rows: [[String]] = []
    if let error = surrogate.forceError {
      rows.append(["Relative force error", percent(error)])
    }
    if let coverage = surrogate.coverage {
      let level = "\(NumberFormat.number(100 * coverage.level))\u{A0}% intervals"
      rows += [
        ["\(level) hold", percent(coverage.before)],
        ["Recalibrated", percent(coverage.after)],
        ["Factor of their width", NumberFormat.text(coverage.factor)],
      ]
      if let reference = coverage.reference {
        rows.append(["Of V on the grid", percent(reference)])
      }
    }
    if let support = results.surrogate?.support {
      rows.append(["Outside: score above", NumberFormat.number(support.threshold)])
    }
    if let alarms = surrogate.falseAlarms {
      rows.append(["False alarms", percent(alarms)])
    }
    return rows
  }

  private func percent(_ fraction: Double) -> String {
    "\(NumberFormat.number(100 * fraction, digits: 3))\u{A0}%"
  }

  private func percent(_ fraction: Estimate) -> String {
    NumberFormat.text(100 * fraction) + "\u{A0}%"
  }

  /// What the coverage is that of, or why there is none.
  private func coverageRemark(_ surrogate: Summary.Surrogate) -> Markup {
    guard let coverage = surrogate.coverage else {
      let reason =
        surrogate.ensemble > 1
        ? "There are too few samples to judge the intervals by."
        : "A single network has no intervals: nothing tells how far V can be wrong. An ensemble "
          + "would."
      return paragraph([reason], style: "remark")
    }
    return paragraph(
      [
        "Coverage is judged by an ensemble that was trained without "
          + "\(NumberFormat.integer(coverage.blocks)) regions of space, on "
          + "\(NumberFormat.integer(coverage.targets)) components of mean forces over cells of these; "
          + "what noise is left in a mean is allowed for. “Recalibrated” in the table judges each region by "
          + "the factor that the others give, so it is what to expect of new regions."
      ], style: "remark")
  }

  // MARK: - Above two dimensions

  private func cuts(_ surrogate: Summary.Surrogate) -> Markup {
    let pictures = figures(.cuts)
    guard !pictures.html.isEmpty else { return .empty }
    let bands = surrogate.ensemble > 1 ? " with their 95\u{A0}% bands" : ""
    let drawn = plots.sections[.cuts]?.count ?? 0
    let dimension = summary.scenario.coordinates.count
    let count =
      drawn < dimension ? "the first \(drawn) of \(dimension) coordinates" : "each coordinate"
    return Markup([
      element("h3", [:], "V along the coordinates"),
      paragraph([
        "Cuts of V\(bands) along \(count), the others where V has a minimum; blank where V rests on no "
          + "data. Dashed: the reference, where there is one. Both are zero at the minimum."
      ]), pictures,
    ])
  }
}
