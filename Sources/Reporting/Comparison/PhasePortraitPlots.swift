import Comparison
import Macroscope

/// Hamiltonian trajectories of f and V in the planes of each coordinate and its momentum.
enum PhasePortraitPlots {
  static func plots(_ results: RunResults) -> [Plot] {
    guard let result = results.hamiltonian, result.time.count > 1, !result.trajectories.isEmpty
    else { return [] }
    let paths = DrawnPaths(result)
    let names = results.summary.scenario.coordinates
    let pairs = min(
      result.trajectories[0].initialPosition.count, names.count, MarginalPlots.greatestCount)
    return (0..<pairs).map { portrait(paths, pair: $0, of: names) }
  }

  private static func portrait(_ paths: DrawnPaths, pair: Int, of names: [String]) -> Plot {
    let isSingle = names.count == 1
    let name = names[pair]
    let momentum = isSingle ? "p" : "p of \(name)"
    let file = "phase-portrait-\(pair).dat"
    let (text, extent) = paths.blocks((name, momentum)) { DrawnPaths.portrait($0, pair) }
    let plane = isSingle ? "phase space" : "the plane of \(name) and its momentum"
    return Plot(
      name: "phase-portrait-\(pair)", size: names.count > 2 ? .small : .graph,
      caption: names.count > 2
        ? ""
        : "Trajectories of f and V in \(plane); dots: initial states.",
      alternative: "Graph of the trajectories of f and V from the same initial states in \(plane).",
      commands: [
        "set xlabel \(PlotStyle.quoted(name))", "set ylabel \(PlotStyle.quoted(momentum))",
        "set key top center outside horizontal",
      ] + ranges(extent, tics: names.count > 2 ? 4 : 6) + [
        PlotStyle.plot(lines(paths, file, isOpen: !isSingle))
      ],
      data: [(file, text)])
  }

  /// f beneath, V on top, and the initial states; `isOpen` when trajectories fill an area instead
  /// of closing, and need finer lines.
  static func lines(_ paths: DrawnPaths, _ file: String, isOpen: Bool) -> [String] {
    let styles = [
      ComparedSystems.original, ComparedSystems.surrogate(paths.result.method),
    ]
    let widths = isOpen ? [1.3, 0.8] : styles.map(\.width)
    var parts: [String] = []
    for (offset, style) in styles.enumerated() {
      for index in paths.trajectories.indices {
        let title = index == 0 ? "title \(PlotStyle.quoted(style.label))" : "notitle"
        parts.append(
          "'\(file)' index \(2 * index + offset) using 2:3 with lines linewidth \(widths[offset]) "
            + "linecolor rgb '\(style.colour)' \(title)")
      }
    }
    for index in paths.trajectories.indices {
      parts.append(
        "'\(file)' index \(2 * index) every ::0::0 using 2:3 with points pointtype 7 "
          + "pointsize 0.5 linecolor rgb '\(styles[0].colour)' notitle")
    }
    return parts
  }

  /// Ranges and tics around the curves.
  static func ranges(_ extent: DrawnPaths.Extent, tics: Int = 6) -> [String] {
    [("x", extent.x), ("y", extent.y)].flatMap { axis, ends in
      let margin = 0.05 * (ends.upper - ends.lower)
      return [
        PlotStyle.range(axis, ends.lower - margin, ends.upper + margin),
        PlotStyle.tics(axis, ends.lower - margin, ends.upper + margin, most: tics),
      ]
    }
  }
}
