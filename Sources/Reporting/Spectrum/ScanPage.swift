import Foundation
import Macroscope
import Statistics
import Storage

/// The report of a scan.
struct ScanPage: PageParts {
  let summary: ScanSummary
  let entries: [PlotCollection.Entry]

  private var spectrum: Summary.ScaleSpectrum { summary.scaleSpectrum }
  private var symbol: String { spectrum.stepSymbol }

  /// The whole text of the file.
  var html: String {
    let title = summary.scenario.title.isEmpty ? "Untitled scenario" : summary.scenario.title
    let facts = [
      spectrum.friction.map { "γ = \(NumberFormat.number($0))" } ?? "gradient descent",
      "\(NumberFormat.integer(spectrum.points.count)) steps",
      "\(NumberFormat.integer(spectrum.gradientEvaluations)) gradients",
      "seed \(summary.scenario.seed)",
    ]
    let failed = entries.failed
    let header = element(
      "header", [:],
      element("p", ["class": "kind"], "Scale spectrum of a multiscale function"),
      element("h1", [:], Markup(text: title)),
      element("p", ["class": "lead"], Markup(text: facts.joined(separator: " · "))),
      verdictSection(summary.verdicts),
      missingPlots(failed, drawn: entries.count - failed.count))
    return document(
      title: title, header: header, sections: [picture, scales, points],
      program: summary.program)
  }

  private var picture: Markup {
    section(
      "Scale spectrum",
      [element("p", [:], Markup(text: spectrum.finding + ".")), figures(entries)])
  }

  private var scales: Markup {
    let plateaus = spectrum.plateaus.map {
      [
        "\(NumberFormat.number($0.stepMin, digits: 3)) – \(NumberFormat.number($0.stepMax, digits: 3))",
        NumberFormat.text($0.strength), NumberFormat.number($0.recommendedStep, digits: 3),
      ]
        + ($0.eigenvalues.count > 1
          ? [$0.eigenvalues.map(NumberFormat.text).joined(separator: ", ")] : [])
    }
    guard !plateaus.isEmpty || !spectrum.scales.isEmpty else { return .empty }
    let hasEigenvalues = plateaus.contains { $0.count > 3 }
    let tables = [
      plateaus.isEmpty
        ? nil
        : table(
          "Plateaus",
          header: ["Steps \(symbol)", "Strength Tr G", "Recommended step"]
            + (hasEigenvalues ? ["Eigenvalues of G"] : []),
          rows: plateaus),
      table(
        "Micro scales",
        header: ["Strength ½A²|k|²", "ε/|k|", "Resolved below \(symbol)", "Jump of the staircase"]
          + (hasMatrices ? ["Matrix ½A²kkᵀ"] : []),
        rows: spectrum.scales.map(row)),
    ]
    return section(
      "Plateaus and scales",
      [
        row(tables.compactMap { $0 }),
        element(
          "p", [:],
          "Strength and ε/|k| are those of the gradient’s variogram, which needs no stepping. A scale "
            + "without a jump was not resolved by any step; its step is predicted, and walkers "
            + "may be caught in minima of finer scales before they get there."),
      ])
  }

  private var hasMatrices: Bool {
    (2...3).contains(summary.scenario.coordinates.count)
      && spectrum.scales.contains { $0.covariance != nil }
  }

  private func row(_ scale: Summary.ScaleSpectrum.Scale) -> [String] {
    let names = summary.scenario.coordinates
    let matrix = scale.covariance.map { rows in
      rows.indices.flatMap { i in
        (0...i).map { "\(names[i])\(names[$0]) \(NumberFormat.text(rows[i][$0]))" }
      }.joined(separator: ", ")
    }
    return [
      NumberFormat.text(scale.strength),
      scale.epsilon.map(NumberFormat.text)
        ?? scale.epsilonBound.map { "below \(NumberFormat.number($0, digits: 2))" }
        ?? NumberFormat.absent,
      scale.step.map { NumberFormat.text($0) + (scale.predicted ? " (predicted)" : "") }
        ?? "none seen",
      scale.jump.map {
        "\(NumberFormat.text($0.strength)), ε/|k| = \(NumberFormat.text($0.epsilon))"
      } ?? "none seen",
    ] + (hasMatrices ? [matrix ?? NumberFormat.absent] : [])
  }

  private var points: Markup {
    let rows = spectrum.points.map { point in
      [
        NumberFormat.number(point.step, digits: 3), NumberFormat.text(point.temperature),
        NumberFormat.text(point.strength),
        point.kurtosis.map(NumberFormat.text).joined(separator: ", "),
        NumberFormat.text(point.lagOneCorrelation),
        "\(NumberFormat.number(100 * point.trappedFraction.value, digits: 2)) %",
        NumberFormat.text(point.lyapunovExponent), point.eligible ? "✓ yes" : "no",
      ]
    }
    return section(
      "Steps",
      [
        table(
          "Every step of the scan",
          header: [
            "Step \(symbol)", "Temperature", "Tr G",
            "Kurtosis of \(spectrum.hasMomenta ? "p" : "∇f")", "Lag-1 correlation", "Trapped",
            "Lyapunov λ", "Plateau?",
          ], rows: rows)
      ])
  }
}

/// Builds the report of a scan.
func writeReport(
  of summary: ScanSummary, into folder: URL, gnuplot: Gnuplot
) throws -> ReportOutcome {
  var entries = SpectrumPlot.plots(summary.scaleSpectrum).map { PlotCollection.Entry(plot: $0) }
  return try StagedFolder.write(into: folder) { staging in
    let staged = ResultsFolder(staging)
    try AtomicFile.createFolder(staged.plotsURL)
    var program = gnuplot
    try entries.draw(in: staged.plotsURL, with: &program)
    let page = ScanPage(summary: summary, entries: entries)
    try AtomicFile.write(page.html, to: staged.reportURL)
    return ReportOutcome(
      reportURL: ResultsFolder(folder).reportURL,
      drawnPlots: entries.count { $0.picture != nil },
      failedPlots: entries.failed)
  }
}

/// The table that a scan prints when it is done.
public func closingTable(_ summary: ScanSummary) -> String {
  let spectrum = summary.scaleSpectrum
  let symbol = spectrum.stepSymbol
  var lines = [summary.scenario.title.isEmpty ? "Untitled scenario" : summary.scenario.title, ""]
  for verdict in summary.verdicts {
    lines.append("  \(verdict.passed ? "✓" : "✗")  \(verdict.check)  \(verdict.message)")
  }
  lines.append("")
  for plateau in spectrum.plateaus {
    lines.append(
      "  plateau  Tr G = \(NumberFormat.text(plateau.strength))  \(symbol) from "
        + "\(NumberFormat.number(plateau.stepMin, digits: 3)) to "
        + "\(NumberFormat.number(plateau.stepMax, digits: 3)), best "
        + NumberFormat.number(plateau.recommendedStep, digits: 3))
  }
  for scale in spectrum.scales {
    let place: String
    if let step = scale.step, let epsilon = scale.epsilon {
      let kind = scale.predicted ? "resolved, by prediction, below" : "jump at"
      place =
        "\(kind) \(symbol) = \(NumberFormat.text(step)), ε/|k| = \(NumberFormat.text(epsilon))"
    } else {
      let bound = NumberFormat.number(scale.epsilonBound ?? .nan, digits: 2)
      place = "never resolved, ε/|k| below \(bound)"
    }
    lines.append("  scale    ½A²|k|² = \(NumberFormat.text(scale.strength))  \(place)")
  }
  lines.append(
    "  time     \(NumberFormat.duration(summary.timing.total)), "
      + "\(NumberFormat.integer(spectrum.gradientEvaluations)) gradients")
  return lines.joined(separator: "\n") + "\n"
}
