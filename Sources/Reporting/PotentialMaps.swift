import Foundation
import Macroscope

/// Plots of the effective potential in two dimensions.
enum PotentialMaps {
  /// Rows of three: the methods, their errors, and what is left; with two methods the reference stands beside
  /// them.
  static func plots(_ potentials: AlignedPotentials) -> [Plot] {
    let methods = potentials.members.map { member in
      map(
        potentials, member.values, name: "potential-\(member.method)",
        title: PlotStyle.title(of: member.method),
        caption: "Effective potential by \(PlotStyle.phrase(for: member.method)), blank where "
          + "there are no samples.")
    }
    let reference = potentials.reference.map { reference in
      map(
        potentials, reference, name: "potential-reference", title: "reference",
        caption: "The reference on the same scale.")
    }
    let (errors, difference) = errorMaps(potentials)
    let rest = [reference, difference, uncertainty(potentials)].compactMap { $0 }
    let isWide = methods.count > 2
    return methods + (isWide ? errors + rest : (rest.prefix(1) + errors + rest.dropFirst()))
      + (0..<2).map { slice(potentials, along: $0) }
  }

  /// The standard error of the networks' V, which rests on the scatter between them.
  private static func uncertainty(_ potentials: AlignedPotentials) -> Plot? {
    guard let member = potentials.members.first(where: { $0.method == "mlp" }) else { return nil }
    let errors = zip(member.errors, member.values).map { $1.isFinite ? $0 : .nan }
    let region = potentials.reportedRegion.map { errors[$0] }.filter(\.isFinite).sorted()
    guard let highest = region.last, highest > 0 else { return nil }
    let top = region[Int(0.99 * Double(region.count - 1))]
    return bounded(
      potentials, errors, name: "uncertainty-mlp",
      title: "\(PlotStyle.title(of: "mlp")), standard error",
      caption: "Standard error of the potential by \(PlotStyle.phrase(for: "mlp")).",
      palette: PlotStyle.sequentialPalette, range: 0...(top > 0 ? top : highest))
  }

  /// Filled contours on the common scale, one line per T.
  private static func map(
    _ potentials: AlignedPotentials, _ values: [Double], name: String, title: String,
    caption: String
  ) -> Plot {
    let step = potentials.contourStep
    return Plot(
      name: name, size: .map,
      caption: caption + " One contour line per \(NumberFormat.number(step, digits: 3)).",
      alternative: "Map of the potential (\(title)) over \(potentials.axes[0].coordinate) and "
        + "\(potentials.axes[1].coordinate).",
      commands: surroundings(potentials.axes, title: title) + [
        PlotStyle.sequentialPalette, "set cbrange [0:\(potentials.cap)]",
        "set view map", "set contour base", "unset surface",
        "set cntrparam levels incremental \(step),\(step),\(potentials.cap)",
        "set table $contours", "splot '\(name).dat' using 1:2:3", "unset table",
        PlotStyle.plot([
          "'\(name).dat' using 1:2:3 with image notitle",
          "$contours using 1:2 with lines linewidth 0.7 linecolor rgb '#66ffffff' notitle",
        ]),
      ],
      data: [("\(name).dat", grid(potentials, ["V"], [values]))])
  }

  /// What separates each method from the reference, and the first two methods from each other.
  private static func errorMaps(
    _ potentials: AlignedPotentials
  ) -> (errors: [Plot], difference: Plot?) {
    var maps: [(name: String, title: String, caption: String, values: [Double])] = []
    for member in potentials.members {
      guard let error = potentials.error(of: member) else { continue }
      maps.append(
        (
          "error-\(member.method)", "\(PlotStyle.title(of: member.method)) − reference",
          "Error of the potential by \(PlotStyle.phrase(for: member.method)).", error
        ))
    }
    if potentials.members.count >= 2 {
      let (a, b) = (potentials.members[0], potentials.members[1])
      let names = "\(PlotStyle.title(of: a.method)) − \(PlotStyle.title(of: b.method))"
      maps.append(
        (
          "difference", names, "Where the two methods differ: \(names).",
          zip(a.values, b.values).map { $0 - $1 }
        ))
    }
    let bound = extent(maps.map(\.values), over: potentials.reportedRegion)
    let plots = maps.map { map in
      bounded(
        potentials, map.values, name: map.name, title: map.title, caption: map.caption,
        palette: PlotStyle.divergingPalette, range: -bound...bound)
    }
    guard potentials.members.count >= 2 else { return (plots, nil) }
    return (Array(plots.dropLast()), plots.last)
  }

  /// A map with the line around the region within 4T of the minimum, for which its scale is.
  private static func bounded(
    _ potentials: AlignedPotentials, _ values: [Double], name: String, title: String,
    caption: String, palette: String, range: ClosedRange<Double>
  ) -> Plot {
    Plot(
      name: name, size: .map,
      caption: caption + " The scale is that of the region within 4T of the minimum, "
        + "which the line bounds.",
      alternative: caption,
      commands: surroundings(potentials.axes, title: title) + [
        palette, "set cbrange [\(range.lowerBound):\(range.upperBound)]",
        "set view map", "set contour base", "unset surface",
        "set cntrparam levels discrete \(4 * potentials.temperature)",
        "set table $region", "splot '\(name).dat' using 1:2:4", "unset table",
        PlotStyle.plot([
          "'\(name).dat' using 1:2:3 with image notitle",
          "$region using 1:2 with lines linewidth 1 linecolor rgb '#333333' notitle",
        ]),
      ],
      data: [
        (
          "\(name).dat",
          grid(
            potentials, ["value", "V"],
            [values, potentials.reference ?? potentials.members[0].values])
        )
      ])
  }

  /// All methods and the reference along one coordinate, the other at the minimum.
  private static func slice(_ potentials: AlignedPotentials, along axis: Int) -> Plot {
    let other = 1 - axis
    let fixed = potentials.minimum[other]
    let width = potentials.axes[1].points.count
    let x = potentials.axes[axis].points
    let indices = x.indices.map { axis == 0 ? $0 * width + fixed : fixed * width + $0 }
    let name = "slice-\(axis)"
    var names = [potentials.axes[axis].coordinate]
    var columns = [x]
    var parts: [String] = []
    for (index, member) in potentials.members.enumerated() {
      names += ["V_\(member.method)", "se_\(member.method)"]
      columns += [indices.map { member.values[$0] }, indices.map { member.errors[$0] }]
      parts += PlotStyle.band(
        "\(name).dat", value: 2 + 2 * index, error: 3 + 2 * index,
        colour: PlotStyle.colour(of: member.method), title: PlotStyle.title(of: member.method))
    }
    if let reference = potentials.reference {
      names.append("V_reference")
      columns.append(indices.map { reference[$0] })
      parts.append(
        "'\(name).dat' using 1:\(columns.count) with lines dashtype 2 linewidth 1.5 "
          + "linecolor rgb '\(PlotStyle.referenceColour)' title 'reference'")
    }
    let place = potentials.axes[other]
    let at = "\(place.coordinate) = \(NumberFormat.number(place.points[fixed], digits: 3))"
    return Plot(
      name: name, size: .graph,
      caption: "Slice through the minimum at \(at), with 95\u{A0}% bands.",
      alternative: "Graph of the potential along \(potentials.axes[axis].coordinate) at \(at).",
      commands: [
        "set xlabel \(PlotStyle.quoted(potentials.axes[axis].coordinate))", "set ylabel 'V'",
        PlotStyle.range("x", x.first ?? 0, x.last ?? 1),
        PlotStyle.tics("x", x.first ?? 0, x.last ?? 1),
        PlotStyle.range("y", -0.06 * potentials.cap, 1.05 * potentials.cap),
        "set key top center outside horizontal", PlotStyle.plot(parts),
      ],
      data: [("\(name).dat", PlotStyle.columns(names, columns))])
  }

  // MARK: - Parts

  /// Title, axes and colour bar of a map.
  static func surroundings(_ axes: [GridAxis], title: String) -> [String] {
    let (x, y) = (axes[0], axes[1])
    return [
      "set title \(PlotStyle.quoted(title)) offset 0,-0.4 textcolor rgb '#1a1a1a'",
      PlotStyle.axis("x", x), PlotStyle.axis("y", y),
      "unset key", "unset grid", "set colorbox user origin graph 1.03,0 size graph 0.04,1",
      "set cbtics scale 0.4", "set rmargin at screen 0.79",
    ]
  }

  /// A symmetric scale that the values of a region fill, but for the most extreme percent.
  private static func extent(_ values: [[Double]], over region: [Int]) -> Double {
    let magnitudes = values.flatMap { array in region.map { abs(array[$0]) } }
      .filter(\.isFinite).sorted()
    guard !magnitudes.isEmpty else { return 1 }
    let bound = magnitudes[Int(0.99 * Double(magnitudes.count - 1))]
    return bound > 0 ? bound : 1
  }

  private static func grid(
    _ potentials: AlignedPotentials, _ names: [String], _ values: [[Double]]
  ) -> String {
    PlotStyle.grid(
      potentials.axes.map(\.coordinate) + names, x: potentials.axes[0].points,
      y: potentials.axes[1].points, values: values)
  }
}
