import Comparison
import Macroscope
import Statistics

/// Mean first-passage times between the wells, of every system beside each other.
enum PassageTimePlot {
  static func plots(_ results: RunResults) -> [Plot] {
    guard let kinetics = results.kinetics, let langevin = results.langevin else { return [] }
    let systems = ComparedSystems(langevin)
    let passages = Array(kinetics.passages.prefix(greatestCount))
    let bars = passages.map { passage in passage.times.map(bar) }
    let ends = bars.flatMap { $0 }.flatMap { [$0.lower, $0.upper] }.filter(\.isFinite)
    guard let lowest = ends.min(), let highest = ends.max(), lowest > 0 else { return [] }
    let isLogarithmic = highest / lowest > 8
    let file = "passage-times.dat"
    let labels = passages.enumerated().map { index, passage in
      "\(PlotStyle.quoted("\(passage.from + 1) → \(passage.to + 1)")) \(index + 1)"
    }
    let parts = systems.styles.enumerated().map { index, style in
      let shift = 0.16 * (Double(index) - Double(systems.styles.count - 1) / 2)
      return "'\(file)' using ($1+\(shift)):\(2 + 3 * index):\(3 + 3 * index):\(4 + 3 * index) "
        + "with yerrorbars pointtype \(pointTypes[index % pointTypes.count]) pointsize 0.7 "
        + "linewidth 1.4 linecolor rgb '\(style.colour)' title \(PlotStyle.quoted(style.label))"
    }
    let range =
      isLogarithmic
      ? [
        "set logscale y", PlotStyle.range("y", lowest / 1.4, highest * 1.4),
        PlotStyle.logTics("y", lowest / 1.4, highest * 1.4),
      ] : [PlotStyle.range("y", 0, highest * 1.08), PlotStyle.tics("y", 0, highest * 1.08)]
    return [
      Plot(
        name: "passage-times", size: .graph,
        caption: "Mean first-passage times from the core of one well to that of another, with "
          + "95\u{A0}% error bars" + (isLogarithmic ? ", on a logarithmic scale" : "")
          + ". Missing: too few passages for a time.",
        alternative: "Graph of the mean first-passage times of f and V for each pair of wells.",
        commands: [
          "set xlabel 'from well → to well'", "set ylabel 'passage time'",
          PlotStyle.range("x", 0.4, Double(passages.count) + 0.6),
          "set xtics (\(labels.joined(separator: ", ")))"
            + (passages.count > 8 ? " rotate by -60" : ""),
          "set key top center outside horizontal",
        ] + range + [PlotStyle.plot(parts)],
        data: [(file, table(passages, bars, systems))])
    ]
  }

  /// No more pairs are drawn.
  static let greatestCount = 42
  /// Filled shapes for f and V, open ones for truncations.
  private static let pointTypes = [7, 5, 4, 6, 8, 10, 12]

  private struct Bar {
    var value: Double
    var lower: Double
    var upper: Double
  }

  /// The 95 % interval; where it would reach zero, it ends the same factor below as above.
  private static func bar(_ time: Estimate) -> Bar {
    guard time.value.isFinite, time.value > 0 else {
      return Bar(value: .nan, lower: .nan, upper: .nan)
    }
    let half = time.standardError.isFinite ? 1.96 * time.standardError : 0
    let upper = time.value + half
    let lower = half < time.value ? time.value - half : time.value * (time.value / upper)
    return Bar(value: time.value, lower: lower, upper: upper)
  }

  private static func table(
    _ passages: [KineticsResult.Passage], _ bars: [[Bar]], _ systems: ComparedSystems
  ) -> String {
    var columns = [passages.indices.map { Double($0 + 1) }]
    for system in systems.styles.indices {
      let own = bars.map { $0.indices.contains(system) ? $0[system] : bar(.undefined) }
      columns += [own.map(\.value), own.map(\.lower), own.map(\.upper)]
    }
    return PlotStyle.columns(
      ["pair"] + systems.columnNames.flatMap { [$0, "lower", "upper"] }, columns)
  }
}
