import Macroscope

/// Plots of the free energies of one and two coordinates, above two dimensions.
enum MarginalPlots {
  /// No more of each kind are drawn; the others are in the arrays and tables.
  static let greatestCount = 24

  static func single(_ results: RunResults) -> [Plot] {
    results.marginals.filter { $0.axes.count == 1 }.prefix(greatestCount).enumerated().map {
      curve($1, name: "marginal-\($0)", temperature: results.summary.potentialTemperature.value)
    }
  }

  static func pairs(_ results: RunResults) -> [Plot] {
    results.marginals.filter { $0.axes.count == 2 }.prefix(greatestCount).enumerated().map {
      map($1, name: "pair-\($0)", temperature: results.summary.potentialTemperature.value)
    }
  }

  private static func curve(
    _ marginal: MarginalFreeEnergy, name: String, temperature: Double
  ) -> Plot {
    let axis = marginal.axes[0]
    let file = "\(name).dat"
    let values = masked(marginal)
    var names = [axis.coordinate, "V", "standard_error"]
    var columns = [axis.points, values, marginal.standardErrors]
    var parts = PlotStyle.band(
      file, value: 2, error: 3, colour: PlotStyle.colour(of: "density"), title: "")
    if let reference = marginal.reference {
      names.append("reference")
      columns.append(reference)
      parts.append(
        "'\(file)' using 1:4 with lines dashtype 2 linecolor rgb '\(PlotStyle.referenceColour)'")
    }
    let top = cap(values, temperature)
    return Plot(
      name: name, size: .small, caption: "",
      alternative: "Graph of the free energy of \(axis.coordinate).",
      commands: [
        "unset key", "set xlabel \(PlotStyle.quoted(axis.coordinate))", "set ylabel '−T log ρ'",
        PlotStyle.range("x", axis.points.first ?? 0, axis.points.last ?? 1),
        PlotStyle.tics("x", axis.points.first ?? 0, axis.points.last ?? 1),
        PlotStyle.tics("y", 0, top),
        PlotStyle.range("y", -0.06 * top, 1.05 * top), PlotStyle.plot(parts),
      ],
      data: [(file, PlotStyle.columns(names, columns))])
  }

  private static func map(
    _ marginal: MarginalFreeEnergy, name: String, temperature: Double
  ) -> Plot {
    let (x, y) = (marginal.axes[0], marginal.axes[1])
    let file = "\(name).dat"
    let values = masked(marginal)
    return Plot(
      name: name, size: .small, caption: "",
      alternative: "Map of the free energy of \(x.coordinate) and \(y.coordinate).",
      commands: [
        "unset key", "unset grid", PlotStyle.sequentialPalette,
        "set cbrange [0:\(cap(values, temperature))]", "set cbtics scale 0.4",
        PlotStyle.axis("x", x), PlotStyle.axis("y", y),
        PlotStyle.tics("cb", 0, cap(values, temperature)),
        PlotStyle.plot(["'\(file)' using 1:2:3 with image notitle"]),
      ],
      data: [
        (
          file,
          PlotStyle.grid(
            [x.coordinate, y.coordinate, "V"], x: x.points, y: y.points, values: [values])
        )
      ])
  }

  private static func masked(_ marginal: MarginalFreeEnergy) -> [Double] {
    zip(marginal.values, marginal.supported).map { $1 ? $0 : .nan }
  }

  private static func cap(_ values: [Double], _ temperature: Double) -> Double {
    let highest = values.filter(\.isFinite).max() ?? 1
    let cap = temperature.isFinite && temperature > 0 ? min(highest, 10 * temperature) : highest
    return cap > 0 ? cap : 1
  }
}
