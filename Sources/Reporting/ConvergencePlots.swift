import Macroscope

/// Estimates along the run.
enum ConvergencePlots {
  static func plots(_ results: RunResults) -> [Plot] {
    guard let convergence = results.convergence, convergence.time.count > 1 else { return [] }
    return [temperature(convergence, results.summary), error(convergence)].compactMap { $0 }
  }

  private static func temperature(_ convergence: Convergence, _ summary: Summary) -> Plot {
    let file = "convergence-temperature.dat"
    let colour = PlotStyle.colours[2]
    var parts = PlotStyle.band(file, value: 2, error: 3, colour: colour, title: "T so far")
    parts.append(
      "\(summary.potentialTemperature.value) with lines dashtype 2 linewidth 1.2 "
        + "linecolor rgb '\(PlotStyle.referenceColour)' title 'at the end'")
    // The first points, with few samples, would flatten the rest.
    let late = convergence.temperature.indices.suffix(max(2, convergence.time.count * 9 / 10))
    let reaches = late.map { index -> Double in
      let error = convergence.temperatureStandardError[index]
      return abs(convergence.temperature[index] - summary.potentialTemperature.value)
        + (error.isFinite ? 3 * error : 0)
    }
    let reach = reaches.filter(\.isFinite).max() ?? 0
    return Plot(
      name: "convergence-temperature", size: .graph,
      caption:
        "The temperature of V = −T log ρ from the run up to time t, with its 95\u{A0}% band.",
      alternative: "Graph of the temperature estimate against the time of the run.",
      commands: [
        "set xlabel 'time t'", "set ylabel 'temperature'",
        PlotStyle.range("x", 0, convergence.time.last ?? 1),
        PlotStyle.range(
          "y", summary.potentialTemperature.value - reach,
          summary.potentialTemperature.value + reach),
        "set key top center outside horizontal", PlotStyle.plot(parts),
      ],
      data: [
        (
          file,
          PlotStyle.columns(
            ["time", "temperature", "standard_error"],
            [convergence.time, convergence.temperature, convergence.temperatureStandardError])
        )
      ])
  }

  private static func error(_ convergence: Convergence) -> Plot? {
    let methods = convergence.rmse.keys.sorted()
    let curves = methods.map { method in
      (convergence.rmse[method] ?? []).map { $0 > 0 ? $0 : .nan }
    }
    let all = curves.flatMap { $0 }.filter(\.isFinite)
    guard let lowest = all.min(), let highest = all.max() else { return nil }
    let file = "convergence-error.dat"
    var parts = methods.enumerated().map { index, method in
      "'\(file)' using 1:\(index + 2) with linespoints pointtype 7 pointsize 0.35 linewidth 1.6 "
        + "linecolor rgb '\(PlotStyle.colour(of: method))' title "
        + PlotStyle.quoted(PlotStyle.title(of: method))
    }
    let start = convergence.time.first { $0 > 0 } ?? 1
    let end = convergence.time.last ?? 10
    if let first = curves.compactMap({ $0.first(where: \.isFinite) }).max() {
      parts.append(
        "\(0.7 * first)*sqrt(\(start)/x) with lines dashtype 2 linewidth 1.2 "
          + "linecolor rgb '#59616c' title '∝ 1/√t'")
    }
    return Plot(
      name: "convergence-error", size: .graph,
      caption: "Root-mean-square error against the reference from the run up to time t. "
        + "Statistical errors fall as 1/√t; a plateau is what resolution or bias leave.",
      alternative: "Doubly logarithmic graph of the error of each method against time.",
      commands: [
        "set logscale xy", "set xlabel 'time t'", "set ylabel 'rmse of V'",
        PlotStyle.range("x", start, end), PlotStyle.logTics("x", start, end),
        PlotStyle.range("y", lowest / 1.6, highest * 1.6),
        PlotStyle.logTics("y", lowest / 1.6, highest * 1.6),
        "set key top center outside horizontal", PlotStyle.plot(parts),
      ],
      data: [(file, PlotStyle.columns(["time"] + methods, [convergence.time] + curves))])
  }
}
