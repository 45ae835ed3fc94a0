import Foundation
import Macroscope
import Statistics

/// The variogram of the gradient with the waves fitted to it, and below it their strengths.
enum VariogramPlot {
  /// |k|δ/ε about half up a stair.
  private static let riseAt = 1.5

  static func plot(_ spectrum: Summary.ScaleSpectrum) -> Plot? {
    guard let variogram = spectrum.variogram, let last = variogram.points.first?.distance,
      let first = variogram.points.last?.distance, first < last, !variogram.components.isEmpty
    else { return nil }
    let points = variogram.points
    let micro = variogram.components.filter { !$0.macroscopic }
    let waves = variogram.components.filter { $0.waveNumber != nil }
    let total = micro.reduce(0) { $0 + $1.strength.value }
    // V grows as a power of the distance: it would flatten the stairs.
    let highest = points.map { $0.strength.value + $0.strength.standardError }.max() ?? 1
    let top = 1.08 * (total > 0 ? min(1.35 * total, highest) : highest)
    let peak =
      1.2 * ((micro.isEmpty ? waves : micro).map(\.strength.value).max() ?? highest)
    // Below the finest scale there is nothing to be seen.
    let finest = points.last { $0.strength.value > 2e-3 * top }?.distance ?? first
    let (left, right) = (max(finest / 2, first / 1.15), last * 1.15)
    let stairs = points.map { point in
      micro.reduce(0) { sum, component in
        let k = component.waveNumber?.value ?? 0
        return k * point.distance > riseAt ? sum + component.strength.value : sum
      }
    }
    let (file, lines) = ("gradient-variogram.dat", "gradient-variogram-scales.dat")
    let (measured, fitted) = (PlotStyle.colours[0], PlotStyle.referenceColour)
    return Plot(
      name: "gradient-variogram", size: .panels,
      caption:
        "Above: how much the gradient changes over a distance δ, Tr Γ(δ), by second differences, with "
        + "one standard error; the line is the sum of the fitted waves, which overshoot at half a "
        + "wavelength. In grey the stairs of the scales alone; V rises on the right. Below: the scales, with V in grey where it has a wavelength.",
      alternative: "Graph of the variogram of the gradient against the distance, logarithmic, "
        + "and of the strengths of its scales.",
      commands: [
        "set pointintervalbox 0",
        "set multiplot", "set samples 2", "set lmargin at screen 0.19",
        "set rmargin at screen 0.97", "set logscale x",
        PlotStyle.range("x", left, right), SpectrumPlot.emptyTics(left, right),
        "set tmargin at screen 0.97", "set bmargin at screen 0.44",
        "unset key", "set ylabel 'variogram Tr Γ'",
        PlotStyle.range("y", 0, top), PlotStyle.tics("y", 0, top),
        PlotStyle.plot(
          ["'\(file)' using 1:5 with histeps linewidth 1 linecolor rgb '#b4bcc6' notitle"]
            + PlotStyle.bars(file, value: "2", error: "3", colour: measured)
            + ["'\(file)' using 1:4 with lines linewidth 1 linecolor rgb '\(fitted)' notitle"]),
        "set tmargin at screen 0.4", "set bmargin at screen 0.135",
        PlotStyle.logTics("x", left, right), "set xlabel 'distance δ, or ε/|k|'",
        "set ylabel 'strength'",
        PlotStyle.range("y", 0, peak), PlotStyle.tics("y", 0, peak, most: 4),
        waves.isEmpty
          ? "plot -1 notitle"
          : PlotStyle.plot([
            impulses(lines, macroscopic: 0, colour: measured),
            "'\(lines)' using ($4 == 0 ? $1 : NaN):($2-$3):(0):(2*$3) with vectors nohead "
              + "linewidth 3 linecolor rgb '\(fitted)' notitle",
            impulses(lines, macroscopic: 1, colour: "#b4bcc6"),
          ]), "unset multiplot",
      ],
      data: [
        (
          file,
          PlotStyle.columns(
            ["distance", "strength", "standard_error", "fitted", "stairs"],
            [
              points.map(\.distance), points.map(\.strength.value),
              points.map(\.strength.standardError), points.map(\.fitted), stairs,
            ])
        ),
        (
          lines,
          PlotStyle.columns(
            ["epsilon", "strength", "standard_error", "macroscopic"],
            [
              waves.map { 1 / ($0.waveNumber?.value ?? .nan) }, waves.map(\.strength.value),
              waves.map(\.strength.standardError), waves.map { $0.macroscopic ? 1 : 0 },
            ])
        ),
      ])
  }

  private static func impulses(_ file: String, macroscopic: Int, colour: String) -> String {
    "'\(file)' using ($4 == \(macroscopic) ? $1 : NaN):2 with impulses linewidth 2 "
      + "linecolor rgb '\(colour)' notitle"
  }
}
