import Foundation
import Macroscope

/// Histograms of the momenta with the Gaussian of the temperature.
enum MomentumPlots {
  static func plots(_ results: RunResults) -> [Plot] {
    guard let momentum = results.momentum else { return [] }
    let temperature = results.summary.temperature.value
    let components = zip(momentum.edges, momentum.counts).enumerated()
    let size: Plot.Size = momentum.counts.count > 2 ? .small : .graph
    let names = results.summary.scenario.coordinates
    return components.prefix(MarginalPlots.greatestCount).compactMap { index, component in
      let (edges, counts) = component
      guard edges.count == counts.count + 1 else { return nil }
      let name = index < names.count ? names[index] : "q\(index)"
      return histogram(
        edges: edges, counts: counts, coordinate: name, index: index, temperature: temperature,
        size: size)
    }
  }

  private static func histogram(
    edges: [Double], counts: [Double], coordinate: String, index: Int, temperature: Double,
    size: Plot.Size
  ) -> Plot {
    let total = counts.reduce(0, +)
    let widths = zip(edges.dropFirst(), edges).map { $0 - $1 }
    let centres = zip(edges.dropFirst(), edges).map { ($0 + $1) / 2 }
    let density = zip(counts, widths).map { total > 0 ? $0 / (total * $1) : .nan }
    // Exact over a bin, not at its centre.
    let gaussian = zip(edges.dropFirst(), edges).map { upper, lower in
      let scale = (2 * temperature).squareRoot()
      return (erf(upper / scale) - erf(lower / scale)) / (2 * (upper - lower))
    }
    let name = "momentum-\(index)"
    let axis = size == .small ? "p of \(coordinate)" : "momentum of \(coordinate)"
    let reach = min(5 * temperature.squareRoot(), edges.last ?? 1)
    let value = "T = \(NumberFormat.number(temperature))"
    return Plot(
      name: name, size: size,
      caption: size == .small
        ? "" : "Distribution of the momentum of \(coordinate), and the Gaussian with \(value).",
      alternative: "Histogram of the momentum of \(coordinate) with the Gaussian with \(value).",
      commands: [
        "set xlabel \(PlotStyle.quoted(axis))", "set ylabel 'density'", "set yrange [0:*]",
        PlotStyle.range("x", -reach, reach),
        PlotStyle.tics("x", -reach, reach),
        size == .small ? "unset key" : "set key top center outside horizontal",
        PlotStyle.plot([
          "'\(name).dat' using 1:3:2 with boxes fillstyle transparent solid 0.4 noborder "
            + "linecolor rgb '#56b4e9' title 'walkers'",
          "'\(name).dat' using 1:4 with lines linewidth 1.6 "
            + "linecolor rgb '\(PlotStyle.referenceColour)' title 'Gaussian'",
        ]),
      ],
      data: [
        (
          "\(name).dat",
          PlotStyle.columns(
            ["p", "bin_width", "density", "gaussian"], [centres, widths, density, gaussian])
        )
      ])
  }
}
