import Macroscope

/// Autocorrelation functions of the coordinates and of the momenta.
enum AutocorrelationPlots {
  static func plots(_ results: RunResults) -> [Plot] {
    guard let functions = results.autocorrelation, functions.lag.count > 1 else { return [] }
    let names = results.summary.scenario.coordinates
    return [
      plot(
        functions.position, functions.lag, names, name: "autocorrelation-position",
        caption: "Autocorrelation of the coordinates."),
      plot(
        functions.momentum, functions.lag, names.map { "p of \($0)" },
        name: "autocorrelation-momentum", caption: "Autocorrelation of the momenta."),
    ].compactMap { $0 }
  }

  private static func plot(
    _ rows: [[Double]], _ lag: [Double], _ names: [String], name: String, caption: String
  ) -> Plot? {
    guard !rows.isEmpty else { return nil }
    let many = rows.count > 4
    var parts = rows.indices.map { index in
      let colour = many ? "#700072b2" : PlotStyle.colours[index % PlotStyle.colours.count]
      let title =
        many || index >= names.count ? "notitle" : "title \(PlotStyle.quoted(names[index]))"
      return "'\(name).dat' using 1:\(index + 2) with lines linewidth 1.6 "
        + "linecolor rgb '\(colour)' \(title)"
    }
    parts.append("0 with lines linewidth 1 linecolor rgb '#8a8f98' notitle")
    let lowest = rows.flatMap { $0 }.filter(\.isFinite).min() ?? 0
    return Plot(
      name: name, size: .graph,
      caption: many ? caption + " One line each." : caption,
      alternative: caption,
      commands: [
        "set xlabel 'lag (time)'", "set ylabel 'autocorrelation'",
        PlotStyle.range("x", 0, lag.last ?? 1), "set yrange [\(min(-0.1, lowest * 1.1)):1.02]",
        rows.count == 1 || many ? "unset key" : "set key top center outside horizontal",
        PlotStyle.plot(parts),
      ],
      data: [
        (
          "\(name).dat",
          PlotStyle.columns(["lag"] + rows.indices.map { "q\($0)" }, [lag] + rows)
        )
      ])
  }
}
