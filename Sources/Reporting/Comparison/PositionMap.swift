import Comparison
import Macroscope

/// The paths of f and V in the plane of two coordinates, over contours of V where it is gridded.
enum PositionMap {
  static func plots(_ results: RunResults) -> [Plot] {
    let names = results.summary.scenario.coordinates
    guard let result = results.hamiltonian, result.time.count > 1, names.count > 1,
      (result.trajectories.first?.initialPosition.count ?? 0) > 1
    else { return [] }
    let paths = DrawnPaths(result)
    let (text, extent) = paths.blocks((names[0], names[1])) { DrawnPaths.path($0, 0, 1) }
    let file = "position-map.dat"
    let lines = PhasePortraitPlots.lines(paths, file, isOpen: true)
    let background = names.count == 2 ? contours(results, method: result.method) : nil
    var caption = "Paths of f and V from the same initial states (dots)"
    if names.count > 2 { caption += ", in the plane of the first two coordinates" }
    if let background {
      caption +=
        " over V; one contour line per \(NumberFormat.number(background.step, digits: 3))"
    }
    return [
      Plot(
        name: "position-map", size: .graph, caption: caption + ".",
        alternative: "Map of the paths of f and V over \(names[0]) and \(names[1]).",
        commands: [
          "set xlabel \(PlotStyle.quoted(names[0]))", "set ylabel \(PlotStyle.quoted(names[1]))",
          "set key top center outside horizontal",
        ] + (background?.commands ?? []) + PhasePortraitPlots.ranges(extent) + [
          PlotStyle.plot((background?.parts ?? []) + lines)
        ],
        data: [(file, text)] + (background.map { [$0.data] } ?? []))
    ]
  }

  private struct Background {
    let step: Double
    let commands: [String]
    let parts: [String]
    let data: (file: String, text: String)
  }

  /// V as pale contours, so that the paths stand out.
  private static func contours(_ results: RunResults, method: String) -> Background? {
    guard results.grid.count == 2 else { return nil }
    let potentials = AlignedPotentials(results)
    guard
      let values = (potentials.members.first { $0.method == method } ?? potentials.members.first)?
        .values, let minimum = values.filter(\.isFinite).min()
    else { return nil }
    let step = potentials.contourStep
    let file = "position-map-potential.dat"
    let axes = potentials.axes
    return Background(
      step: step,
      commands: [
        "set contour base", "unset surface",
        "set cntrparam levels incremental \(minimum + step),\(step),\(minimum + potentials.cap)",
        "set table $contours", "splot '\(file)' using 1:2:3", "unset table",
        "unset grid", "set autoscale",
      ],
      parts: ["$contours using 1:2 with lines linewidth 0.8 linecolor rgb '#b9c2cf' notitle"],
      data: (
        file,
        PlotStyle.grid(
          axes.map(\.coordinate) + ["V"], x: axes[0].points, y: axes[1].points, values: [values])
      ))
  }
}
