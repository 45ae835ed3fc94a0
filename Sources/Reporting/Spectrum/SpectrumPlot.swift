import Macroscope
import Statistics

/// The staircase of a scale spectrum with its plateaus, and below it what marks them: the kurtosis of
/// the momenta, or the correlation of a descent's noise.
enum SpectrumPlot {
  static func plots(_ spectrum: Summary.ScaleSpectrum) -> [Plot] {
    [staircase(spectrum), VariogramPlot.plot(spectrum), dynamics(spectrum)].compactMap { $0 }
  }

  private static func staircase(_ spectrum: Summary.ScaleSpectrum) -> Plot? {
    let points = spectrum.points
    guard let first = points.last?.step, let last = points.first?.step, first < last else {
      return nil
    }
    let (left, right) = (first / 1.15, last * 1.15)
    let top = 1.12 * (points.map { $0.strength.value + $0.strength.standardError }.max() ?? 1)
    let marker = Marker(spectrum)
    let (low, high) = marker.range
    let file = "scale-spectrum.dat"
    let (noise, peak) = (PlotStyle.colours[0], PlotStyle.colours[1])
    // In one dimension the trace is the only eigenvalue.
    let d = points.first?.eigenvalues.count ?? 1
    let ranks = Array((d > 1 ? 0..<d : 0..<0).suffix(4))
    let eigenvalues = ranks.flatMap { k in
      [
        points.map { $0.eigenvalues[k].value }, points.map { $0.eigenvalues[k].standardError },
      ]
    }
    return Plot(
      name: "scale-spectrum", size: .panels,
      caption:
        "Above: the strength of the noise, Tr G_eff, that a step makes of the scales it "
        + "leaps over, with one standard error\(ranks.isEmpty ? "" : ", and its eigenvalues"). "
        + "Shaded: plateaus; dashed: recommended steps. "
        + "Below: \(marker.caption).",
      alternative: "Graph of noise strength and \(marker.name) against the step, logarithmic.",
      commands: [
        "set multiplot", "set samples 2", "set lmargin at screen 0.19",
        "set rmargin at screen 0.97", "set logscale x",
        PlotStyle.range("x", left, right), PlotStyle.logTics("x", left, right),
        shades(spectrum), "set tmargin at screen 0.97", "set bmargin at screen 0.44",
        "unset key", "set format x ''", "set ylabel 'noise Tr G'",
        PlotStyle.range("y", 0, top), PlotStyle.tics("y", 0, top),
        emptyTics(left, right),
        PlotStyle.plot(
          PlotStyle.bars(file, value: "2", error: "3", colour: noise)
            + ranks.indices.flatMap { n in
              PlotStyle.bars(
                file, value: "\(6 + 2 * n)", error: "\(7 + 2 * n)",
                colour: PlotStyle.colours[2 + n])
            }),
        "set tmargin at screen 0.4", "set bmargin at screen 0.135",
        PlotStyle.logTics("x", left, right), "set xlabel 'step \(spectrum.stepSymbol)'",
        "set ylabel '\(marker.name)'",
        PlotStyle.range("y", low, high), PlotStyle.tics("y", low, high, most: 4),
        PlotStyle.plot(
          [
            "\(marker.ideal) with lines dashtype 2 linewidth 1 linecolor rgb '\(PlotStyle.referenceColour)' notitle"
          ] + PlotStyle.bars(file, value: "4", error: "5", colour: peak)), "unset multiplot",
      ],
      data: [
        (
          file,
          PlotStyle.columns(
            ["step", "strength", "standard_error", "marker", "standard_error"]
              + ranks.flatMap { ["eigenvalue_\($0 + 1)", "standard_error"] },
            [
              points.map(\.step), points.map(\.strength.value),
              points.map(\.strength.standardError), marker.values.map(\.value),
              marker.values.map(\.standardError),
            ] + eigenvalues)
        )
      ])
  }

  static func emptyTics(_ left: Double, _ right: Double) -> String {
    // The labels stand under the lower panel.
    PlotStyle.logTics("x", left, right).replacing(#/'[^']*' /#, with: "'' ")
  }

  /// Plateaus as grey rectangles, and their recommended steps as lines.
  private static func shades(_ spectrum: Summary.ScaleSpectrum) -> String {
    spectrum.plateaus.map { plateau in
      "set object rectangle from first \(plateau.stepMin),graph 0 to first "
        + "\(plateau.stepMax),graph 1 behind fillstyle solid noborder fillcolor rgb '#eef2f7'\n"
        + "set arrow from first \(plateau.recommendedStep),graph 0 to first "
        + "\(plateau.recommendedStep),graph 1 nohead dashtype 3 linewidth 1 "
        + "linecolor rgb '#59616c'"
    }.joined(separator: "\n")
  }

  private static func dynamics(_ spectrum: Summary.ScaleSpectrum) -> Plot? {
    let points = spectrum.points
    let symbol = spectrum.stepSymbol
    let growth = points.map { $0.step * $0.lyapunovExponent.value }
    guard let first = points.last?.step, let last = points.first?.step, first < last,
      growth.contains(where: \.isFinite)
    else { return nil }
    let (left, right) = (first / 1.15, last * 1.15)
    let file = "scale-spectrum-chaos.dat"
    let finite = growth.filter(\.isFinite)
    let (low, high) = (min(finite.min() ?? 0, 0), 1.1 * max(finite.max() ?? 1, 0.1))
    return Plot(
      name: "scale-spectrum-chaos", size: .graph,
      caption:
        "Growth of a small separation in one step, \(symbol)λ with the largest Lyapunov exponent λ, "
        + "and the correlation of the micro gradients of consecutive steps. White noise needs "
        + "much growth and no correlation.",
      alternative: "Graph of chaos and colour of the noise against the step.",
      commands: [
        "set logscale x", "set xlabel 'step \(symbol)'", "set ylabel '\(symbol)λ'",
        PlotStyle.range("x", left, right), PlotStyle.logTics("x", left, right),
        PlotStyle.range("y", low, high), PlotStyle.tics("y", low, high),
        "set y2range [-1:1]", "set y2tics 0.5", "set y2label 'lag-1 correlation'",
        "set key top center outside horizontal",
        PlotStyle.plot([
          "'\(file)' using 1:2 with linespoints pointtype 7 pointsize 0.35 linewidth 1.4 "
            + "linecolor rgb '\(PlotStyle.colours[2])' title '\(symbol)λ'",
          "'\(file)' using 1:3 axes x1y2 with linespoints pointtype 7 pointsize 0.35 "
            + "linewidth 1.4 linecolor rgb '\(PlotStyle.colours[3])' title 'correlation'",
        ]),
      ],
      data: [
        (
          file,
          PlotStyle.columns(
            ["step", "growth", "correlation"],
            [points.map(\.step), growth, points.map(\.lagOneCorrelation.value)])
        )
      ])
  }
}

/// What tells plateaus from jumps: the kurtosis of the momenta, or the colour of a descent's noise.
private struct Marker {
  let name: String
  let caption: String
  /// Its value on a plateau.
  let ideal: Int
  let values: [Estimate]
  let range: (low: Double, high: Double)

  init(_ spectrum: Summary.ScaleSpectrum) {
    let hasMomenta = spectrum.hasMomenta
    values = spectrum.points.map { point in
      hasMomenta
        ? point.kurtosis.max { abs($0.value - 3) < abs($1.value - 3) } ?? .undefined
        : point.colour ?? .undefined
    }
    let finite = values.map(\.value).filter(\.isFinite)
    if hasMomenta {
      name = "kurtosis of p"
      caption = "the kurtosis of the momenta, farthest from 3 over the components"
      ideal = 3
      // At rest in sinks, momenta have any kurtosis: what matters is near 3.
      range = (
        max(min(finite.min() ?? 2.8, 2.9) - 0.05, 1.5),
        min(max(finite.max() ?? 3.2, 3.2) + 0.05, 4.5)
      )
    } else {
      name = "colour"
      caption =
        "the colour of the noise, the correlation of its consecutive values that no force explains"
      ideal = 0
      range = (
        max(min(finite.min() ?? 0, -0.1) - 0.05, -0.5),
        min(max(finite.max() ?? 0, 0.1) + 0.05, 0.5)
      )
    }
  }
}
