import Macroscope
import Statistics

/// The pieces of f in one dimension: the coarsest V above, and below it what each finer scale adds.
enum DecompositionPlots {
  /// The method that is drawn: force where there is one, having no bias of the order h² and needing no T.
  static func method(_ results: MultiscaleResults) -> String? {
    let methods = results.potentials.map(\.method)
    return methods.contains("force") ? "force" : methods.first
  }

  static func plots(_ results: MultiscaleResults) -> [Plot] {
    guard let method = method(results) else { return [] }
    switch results.grid.count {
    case 1: return [stack(results, method)].compactMap { $0 }
    case 2: return ComponentMaps.plots(results, method)
    default: return []
    }
  }

  /// One graph of the stack.
  private struct Panel {
    let label: String
    /// Columns of the middle, the half width of the band, and the reference.
    let columns: [[Double]]
    let hasReference: Bool
    let range: ClosedRange<Double>
    /// Where its constant is fixed and errors are measured.
    let region: ClosedRange<Double>?
    let colour: String
  }

  private static func stack(_ results: MultiscaleResults, _ method: String) -> Plot? {
    let x = results.grid[0].points
    guard let left = x.first, let right = x.last, left < right,
      let coarsest = results.potentials.first(where: { $0.scale == 0 && $0.method == method })
    else { return nil }
    let temperature = results.summary.scales.first?.temperature.value ?? .nan
    let components = results.components.filter { $0.method == method }
    let panels =
      [panel(coarsest, temperature: temperature)] + components.map { panel($0, at: x) }
    let file = "decomposition.dat"
    var names = [results.grid[0].coordinate]
    var columns = [x]
    var commands = ["set multiplot", "set lmargin at screen 0.12", "set rmargin at screen 0.98"]
    commands += [PlotStyle.range("x", left, right), PlotStyle.tics("x", left, right)]
    let bottom = 58 / Double(Plot.Size.stack(panels.count).height)
    let height = (0.985 - bottom) / Double(panels.count)
    for (index, panel) in panels.enumerated() {
      let first = columns.count + 1
      names += [panel.label, "half_width"] + (panel.hasReference ? ["reference"] : [])
      columns += panel.columns
      let top = 0.985 - Double(index) * height
      let isLast = index == panels.count - 1
      commands += [
        "set tmargin at screen \(top)", "set bmargin at screen \(top - height * 0.88)",
        isLast ? "set format x '% h'" : "set format x ''",
        isLast ? "set xlabel \(PlotStyle.quoted(results.grid[0].coordinate))" : "unset xlabel",
        "set ylabel \(PlotStyle.quoted(panel.label))", "unset object",
        PlotStyle.range("y", panel.range.lowerBound, panel.range.upperBound),
        PlotStyle.tics("y", panel.range.lowerBound, panel.range.upperBound, most: 4),
      ]
      if let region = panel.region {
        commands.append(
          "set object rectangle from first \(region.lowerBound),graph 0 to first "
            + "\(region.upperBound),graph 1 behind fillstyle solid noborder fillcolor rgb '#eef2f7'"
        )
      }
      var parts = PlotStyle.band(
        file, value: first, error: first + 1, factor: 1, colour: panel.colour,
        title: index == 0 ? "learned" : "")
      if panel.hasReference {
        parts.append(
          "'\(file)' using 1:\(first + 2) with lines dashtype 2 linewidth 1.3 linecolor rgb "
            + "'\(PlotStyle.referenceColour)' title '\(index == 0 ? "known" : "")'")
      }
      commands += ["set key top center horizontal", PlotStyle.plot(parts)]
    }
    commands.append("unset multiplot")
    return Plot(
      name: "decomposition", size: .stack(panels.count),
      caption: "f in pieces, by \(PlotStyle.phrase(for: method)): V of the coarsest scale with its "
        + "95\u{A0}% band at each point, and below it what each finer scale adds, V_k\u{A0}−\u{A0}V_(k−1), with its "
        + "simultaneous 95\u{A0}% band. Each piece has mean zero over the shaded region, where both "
        + "potentials are known within 4T of their minima."
        + (panels.contains { $0.hasReference } ? " Dashed: the known pieces." : ""),
      alternative: "Graphs of the coarsest potential and of the components of the function.",
      commands: commands, data: [(file, PlotStyle.columns(names, columns))])
  }

  private static func panel(_ potential: ScalePotential, temperature: Double) -> Panel {
    let values = zip(potential.values, potential.supported).map { $1 ? $0 : .nan }
    // The constant that brings V closest to the reference, within 4T.
    let points = values.indices.filter {
      (potential.reference ?? values)[$0] <= 4 * temperature && values[$0].isFinite
    }
    let shift =
      potential.reference.map { reference in
        points.reduce(0) { $0 + values[$1] - reference[$1] } / Double(max(points.count, 1))
      } ?? 0
    let shown = (potential.reference ?? values).filter(\.isFinite).max() ?? 1
    let cap = temperature > 0 ? min(shown, 10 * temperature) : shown
    return Panel(
      label: PlotStyle.potential(0),
      columns: [values.map { $0 - shift }, potential.standardErrors.map { 1.96 * $0 }]
        + (potential.reference.map { [$0] } ?? []),
      hasReference: potential.reference != nil, range: (-0.08 * cap)...(1.15 * cap),
      region: nil, colour: PlotStyle.colours[0])
  }

  private static func panel(_ component: ComponentCurve, at x: [Double]) -> Panel {
    let band = component.band
    let half = band.values.indices.map { band.halfWidth(at: $0) }
    let inside = x.indices.filter { component.region[$0] }
    let sizes = inside.map {
      max(abs(band.values[$0]) + half[$0], abs(component.reference?[$0] ?? 0))
    }
    let bound = 1.25 * (sizes.filter(\.isFinite).max() ?? 1)
    let places = inside.map { x[$0] }
    let index = component.index
    return Panel(
      label: PlotStyle.piece(index),
      columns: [band.values, half] + (component.reference.map { [$0] } ?? []),
      hasReference: component.reference != nil,
      range: bound > 0 ? -bound...bound : -1...1,
      region: places.first.flatMap { first in places.last.map { first...$0 } },
      colour: PlotStyle.colours[1 + (index - 1) % (PlotStyle.colours.count - 1)])
  }
}
