import Macroscope

/// The pieces of f in two dimensions, as maps.
enum ComponentMaps {
  static func plots(_ results: MultiscaleResults, _ method: String) -> [Plot] {
    var plots: [Plot] = []
    if let coarsest = results.potentials.first(where: { $0.scale == 0 && $0.method == method }) {
      let values = zip(coarsest.values, coarsest.supported).map { $1 ? $0 : .nan }
      let temperature = results.summary.scales.first?.temperature.value ?? .nan
      let highest = values.filter(\.isFinite).max() ?? 1
      plots.append(
        map(
          results.grid, values, name: "decomposition-0", title: PlotStyle.potential(0),
          caption: "V of the coarsest scale, blank where there are no samples.",
          palette: PlotStyle.sequentialPalette,
          range: 0...(temperature > 0 ? min(highest, 10 * temperature) : max(highest, 1e-300))))
    }
    for component in results.components where component.method == method {
      plots += maps(component, results.grid)
    }
    return plots
  }

  private static func maps(_ component: ComponentCurve, _ axes: [GridAxis]) -> [Plot] {
    let index = component.index
    let inside = component.region.indices.filter { component.region[$0] }
    let sizes = inside.map { abs(component.band.values[$0]) }.filter(\.isFinite).sorted()
    // All but the most extreme percent fill the scale.
    let bound = sizes.isEmpty ? 1 : max(sizes[Int(0.99 * Double(sizes.count - 1))], 1e-300)
    let title = PlotStyle.piece(index)
    func masked(_ values: [Double]) -> [Double] {
      zip(values, component.region).map { $1 ? $0 : .nan }
    }
    var plots = [
      map(
        axes, component.band.values, name: "decomposition-\(index)", title: title,
        caption:
          "What scale \(index) adds; its mean is zero over the region where both potentials are "
          + "known within 4T of their minima, which sets the scale of colours.",
        palette: PlotStyle.divergingPalette, range: -bound...bound),
      map(
        axes, masked(component.band.values.indices.map { component.band.halfWidth(at: $0) }),
        name: "decomposition-\(index)-band", title: "half width of its band",
        caption: "Half the width of its simultaneous 95\u{A0}% band within that region.",
        palette: PlotStyle.sequentialPalette, range: nil),
    ]
    if let reference = component.reference {
      plots.append(
        map(
          axes, reference, name: "decomposition-\(index)-known", title: "known piece",
          caption: "The known piece on the same scale.", palette: PlotStyle.divergingPalette,
          range: -bound...bound))
    }
    return plots
  }

  /// One map of values on the grid.
  static func map(
    _ axes: [GridAxis], _ values: [Double], name: String, title: String, caption: String,
    palette: String, range: ClosedRange<Double>?
  ) -> Plot {
    Plot(
      name: name, size: .map, caption: caption,
      alternative: "Map of \(title) over \(axes[0].coordinate) and \(axes[1].coordinate).",
      commands: PotentialMaps.surroundings(axes, title: title) + [
        palette, range.map { PlotStyle.range("cb", $0.lowerBound, $0.upperBound) } ?? "",
        PlotStyle.plot(["'\(name).dat' using 1:2:3 with image notitle"]),
      ],
      data: [
        (
          "\(name).dat",
          PlotStyle.grid(
            axes.map(\.coordinate) + [title], x: axes[0].points, y: axes[1].points,
            values: [values])
        )
      ])
  }
}
