import Foundation
import Macroscope
import Statistics
import Storage

/// Builds the report of a run at several steps; those of its scales are in their folders.
func writeReport(
  of results: MultiscaleResults, into folder: URL, gnuplot: Gnuplot
) throws -> ReportOutcome {
  var pieces = DecompositionPlots.plots(results).map { PlotCollection.Entry(plot: $0) }
  var conditioned = ConditionedPlots.plots(results).map { PlotCollection.Entry(plot: $0) }
  var spectrum = (results.summary.scaleSpectrum.map(SpectrumPlot.plots) ?? [])
    .map { PlotCollection.Entry(plot: $0) }
  return try StagedFolder.write(into: folder) { staging in
    let staged = ResultsFolder(staging)
    try AtomicFile.createFolder(staged.plotsURL)
    var program = gnuplot
    try pieces.draw(in: staged.plotsURL, with: &program)
    try conditioned.draw(in: staged.plotsURL, with: &program)
    try spectrum.draw(in: staged.plotsURL, with: &program)
    let page = DecompositionPage(
      results: results, pieces: pieces, conditionedPlots: conditioned, spectrum: spectrum)
    try AtomicFile.write(page.html, to: staged.reportURL)
    let all = pieces + conditioned + spectrum
    return ReportOutcome(
      reportURL: ResultsFolder(folder).reportURL, drawnPlots: all.count { $0.picture != nil },
      failedPlots: all.failed)
  }
}

/// The table that a run at several steps prints when it is done.
public func closingTable(_ summary: MultiscaleSummary) -> String {
  let failed = summary.verdicts.filter { !$0.passed }
  var lines = [summary.scenario.title.isEmpty ? "Untitled scenario" : summary.scenario.title, ""]
  lines += failed.map { "  ✗  \($0.check)  \($0.message)" }
  lines.append("  ✓  \(summary.verdicts.count - failed.count) checks passed")
  lines.append("")
  for (index, scale) in summary.scales.enumerated() {
    var parts = [
      "  \(PlotStyle.potential(index))  step \(NumberFormat.number(scale.step))",
      "T = \(NumberFormat.text(scale.temperature))",
    ]
    if let strength = scale.strength { parts.append("Tr G = \(NumberFormat.text(strength))") }
    parts += errors(scale.effectivePotential.mapValues(\.rmse))
    lines.append(parts.joined(separator: "  "))
  }
  for component in summary.decomposition ?? [] {
    var parts = ["  \(PlotStyle.piece(component.index))"]
    if let strength = component.strength {
      parts.append("½A²|k|² = \(NumberFormat.text(strength))")
    }
    let fit = component.methods["force"] ?? component.methods.values.first
    if let fit { parts.append("rms \(NumberFormat.text(fit.amplitude))") }
    parts += errors(component.methods.mapValues(\.rmse))
    lines.append(parts.joined(separator: "  "))
  }
  if let conditioned = summary.conditioned { lines += ConditionedText.keyNumbers(conditioned) }
  if summary.decomposition == nil {
    lines.append("  Above two dimensions potentials of all coordinates cannot be subtracted.")
  }
  lines += [
    "  Time  \(NumberFormat.duration(summary.timing.total))", "",
    failed.isEmpty
      ? "All checks passed."
      : "Do not trust this result: \(failed.count) of \(summary.verdicts.count) checks failed.",
  ]
  return lines.joined(separator: "\n") + "\n"
}

private func errors(_ errors: [String: Estimate?]) -> [String] {
  errors.sorted { $0.key > $1.key }.compactMap { method, error in
    error.map { "error \(NumberFormat.text($0)) (\(method))" }
  }
}
