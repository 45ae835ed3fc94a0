import Macroscope

/// Plots of the effective potential in one dimension.
enum PotentialPlots {
  static func plots(_ results: RunResults) -> [Plot] {
    guard !results.potentials.isEmpty else { return [] }
    let potentials = AlignedPotentials(results)
    switch results.grid.count {
    case 1: return [curve(potentials)] + [residual(potentials)].compactMap { $0 }
    case 2: return PotentialMaps.plots(potentials)
    default: return []
    }
  }

  private static func curve(_ potentials: AlignedPotentials) -> Plot {
    let axis = potentials.axes[0]
    let file = "potential.dat"
    var parts: [String] = []
    for (index, member) in potentials.members.enumerated() {
      parts += PlotStyle.band(
        file, value: 2 + 2 * index, error: 3 + 2 * index,
        colour: PlotStyle.colour(of: member.method), title: PlotStyle.title(of: member.method))
    }
    if potentials.reference != nil {
      parts.append(
        "'\(file)' using 1:\(2 + 2 * potentials.members.count) with lines dashtype 2 linewidth 1.5 "
          + "linecolor rgb '\(PlotStyle.referenceColour)' title 'reference'")
    }
    let against = potentials.reference == nil ? "" : " over the reference (dashed)"
    return Plot(
      name: "potential", size: .graph,
      caption: "The effective potential by each method with its 95\u{A0}% band\(against).",
      alternative: "Graph of the effective potential against \(axis.coordinate)\(against).",
      commands: [
        "set xlabel \(PlotStyle.quoted(axis.coordinate))", "set ylabel 'V'",
        PlotStyle.range("x", axis.points.first ?? 0, axis.points.last ?? 1),
        PlotStyle.tics("x", axis.points.first ?? 0, axis.points.last ?? 1),
        // Room above for the key, which stands over the curves.
        PlotStyle.range("y", -0.06 * potentials.cap, 1.05 * potentials.cap),
        "set key top center outside horizontal", PlotStyle.plot(parts),
      ],
      data: [(file, table(potentials))])
  }

  private static func residual(_ potentials: AlignedPotentials) -> Plot? {
    guard potentials.reference != nil else { return nil }
    let axis = potentials.axes[0]
    var columns = [axis.points]
    var names = [axis.coordinate]
    var parts: [String] = []
    var extent = 0.0
    for (index, member) in potentials.members.enumerated() {
      guard let error = potentials.error(of: member) else { continue }
      columns += [error, member.errors]
      names += ["V_\(member.method)-V_reference", "se_\(member.method)"]
      parts += PlotStyle.band(
        "residual.dat", value: 2 + 2 * index, error: 3 + 2 * index,
        colour: PlotStyle.colour(of: member.method), title: PlotStyle.title(of: member.method))
      for point in potentials.reportedRegion where error[point].isFinite {
        let band = member.errors[point].isFinite ? 2 * member.errors[point] : 0
        extent = max(extent, abs(error[point]) + band)
      }
    }
    parts.append("0 with lines linewidth 1 linecolor rgb '\(PlotStyle.referenceColour)' notitle")
    let bound = extent > 0 ? 1.5 * extent : 1
    return Plot(
      name: "potential-residual", size: .graph,
      caption:
        "What remains of each method when the reference is subtracted, with its 95\u{A0}% band. "
        + "The scale is that of the region within 4T of the minimum.",
      alternative: "Graph of the difference between each method and the reference.",
      commands: [
        "set xlabel \(PlotStyle.quoted(axis.coordinate))", "set ylabel 'V − reference'",
        PlotStyle.range("x", axis.points.first ?? 0, axis.points.last ?? 1),
        PlotStyle.tics("x", axis.points.first ?? 0, axis.points.last ?? 1),
        PlotStyle.range("y", -bound, bound), "set key top center outside horizontal",
        PlotStyle.plot(parts),
      ],
      data: [("residual.dat", PlotStyle.columns(names, columns))])
  }

  private static func table(_ potentials: AlignedPotentials) -> String {
    var names = [potentials.axes[0].coordinate]
    var columns = [potentials.axes[0].points]
    for member in potentials.members {
      names += ["V_\(member.method)", "se_\(member.method)"]
      columns += [member.values, member.errors]
    }
    if let reference = potentials.reference {
      names.append("V_reference")
      columns.append(reference)
    }
    return PlotStyle.columns(names, columns)
  }
}
