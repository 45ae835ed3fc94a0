import Macroscope
import Statistics

/// V of each scale by the networks that serve all scales, beside that of the networks of this scale alone.
enum ConditionedPlots {
  private static let shared = "conditioned"
  private static let alone = "mlp"

  /// One for each scale; none above two dimensions.
  static func plots(_ results: MultiscaleResults) -> [Plot] {
    guard results.summary.conditioned != nil else { return [] }
    return results.summary.scales.indices.compactMap { scale in
      func potential(_ method: String) -> ScalePotential? {
        results.potentials.first { $0.scale == scale && $0.method == method }
      }
      guard let shared = potential(shared) else { return nil }
      let pair = Pair(
        scale: scale, shared: shared, alone: potential(alone),
        temperature: results.summary.scales[scale].temperature.value)
      return results.grid.count == 1
        ? graph(pair, results.grid[0]) : pair.difference.flatMap { map(pair, $0, results.grid) }
    }
  }

  /// The potentials of one scale, each with its constant: they are compared where V is within 4T.
  private struct Pair {
    let scale: Int
    let shared: ScalePotential
    let alone: ScalePotential?
    let reference: [Double]?
    let region: [Bool]

    init(scale: Int, shared: ScalePotential, alone: ScalePotential?, temperature: Double) {
      self.scale = scale
      self.shared = shared
      self.alone = alone
      let known = shared.reference ?? shared.values
      let least = zip(known, shared.supported).filter(\.1).map(\.0).filter(\.isFinite).min() ?? 0
      region = zip(known, shared.supported).map { $1 && $0 - least <= 4 * temperature }
      reference = shared.reference
    }

    /// V less something else, of mean zero over the region; NaN where nothing supports it.
    func residual(_ potential: ScalePotential, _ other: [Double]) -> [Double] {
      let differences = zip(potential.values, other).map { $0 - $1 }
      let inside = differences.indices.filter { region[$0] }
      let shift = inside.reduce(0) { $0 + differences[$1] } / Double(max(inside.count, 1))
      return differences.indices.map {
        potential.supported[$0] ? differences[$0] - shift : .nan
      }
    }

    /// V by the shared networks less V by its own.
    var difference: [Double]? { alone.map { residual(shared, $0.values) } }
  }

  // MARK: - One dimension

  private static func graph(_ pair: Pair, _ axis: GridAxis) -> Plot? {
    let inside = axis.points.indices.filter { pair.region[$0] }
    guard let left = inside.first.map({ axis.points[$0] }),
      let right = inside.last.map({ axis.points[$0] }), left < right
    else { return nil }
    let label = PlotStyle.potential(pair.scale)
    let curves =
      [(pair.shared, "all scales", PlotStyle.colours[3])]
      + (pair.alone.map { [($0, "this scale alone", PlotStyle.colours[2])] } ?? [])
    // What is left is told from the known V, or from that of the networks of the scale.
    let base = pair.reference ?? pair.alone?.values ?? pair.shared.values
    var names = [axis.coordinate]
    var columns = [axis.points]
    var upper: [String] = []
    var lower: [String] = []
    let file = "conditioned-\(pair.scale).dat"
    for (potential, title, colour) in curves {
      let first = columns.count + 1
      let rest = pair.residual(potential, base)
      names += ["V", "standard_error", "rest"].map {
        "\($0)_\(PlotStyle.identifier(potential.method))"
      }
      // On the constant of the base, so that the curves lie on each other.
      columns += [zip(rest, base).map { $0 + $1 }, potential.standardErrors, rest]
      upper += PlotStyle.band(
        file, value: first, error: first + 1, colour: colour, title: title)
      lower += PlotStyle.band(
        file, value: first + 2, error: first + 1, colour: colour, title: "")
    }
    if let reference = pair.reference {
      columns.append(reference)
      names.append("reference")
      upper.append(
        "'\(file)' using 1:\(columns.count) with lines dashtype 2 linewidth 1.3 linecolor rgb "
          + "'\(PlotStyle.referenceColour)' title 'known'")
    }
    lower.append(
      "0 with lines linewidth 1 linecolor rgb '\(PlotStyle.referenceColour)' notitle")
    let highest = inside.map { base[$0] }.max() ?? 1
    let residuals = curves.enumerated().flatMap { n, _ in inside.map { abs(columns[3 + 3 * n][$0]) }
    }
    .filter(\.isFinite).sorted()
    let bound = 1.3 * max(residuals.isEmpty ? 1 : residuals[residuals.count * 98 / 100], 1e-300)
    let rest = pair.reference == nil ? "less that of its own" : "less the known"
    return Plot(
      name: "conditioned-\(pair.scale)", size: .panels,
      caption:
        "\(label) within 4T by the networks that serve all scales and by those of this scale "
        + "alone, with bands of 1.96 standard errors between networks (those of all scales are not "
        + "recalibrated); below, \(rest == "less the known" ? "what they differ by from the known V" : "their difference").",
      alternative: "Graphs of \(label) by two kinds of networks, and of their errors.",
      commands: [
        "set multiplot", "set lmargin at screen 0.2", "set rmargin at screen 0.97",
        PlotStyle.range("x", left, right), PlotStyle.tics("x", left, right),
        "set tmargin at screen 0.91", "set bmargin at screen 0.5",
        "set key tmargin center horizontal samplen 1 width -2", "set format x ''",
        "set ylabel \(PlotStyle.quoted(label))",
        PlotStyle.range("y", -0.1 * highest, 1.1 * highest),
        PlotStyle.tics("y", -0.1 * highest, 1.1 * highest, most: 5), PlotStyle.plot(upper),
        "set tmargin at screen 0.46", "set bmargin at screen 0.135", "unset key",
        "set format x '% h'", "set xlabel \(PlotStyle.quoted(axis.coordinate))",
        "set ylabel \(PlotStyle.quoted(rest))", PlotStyle.range("y", -bound, bound),
        PlotStyle.tics("y", -bound, bound, most: 5), PlotStyle.plot(lower), "unset multiplot",
      ], data: [(file, PlotStyle.columns(names, columns))])
  }

  // MARK: - Two dimensions

  private static func map(_ pair: Pair, _ difference: [Double], _ axes: [GridAxis]) -> Plot? {
    let sizes = difference.indices.filter { pair.region[$0] }.map { abs(difference[$0]) }
      .filter(\.isFinite).sorted()
    guard !sizes.isEmpty else { return nil }
    let bound = max(sizes[sizes.count * 98 / 100], 1e-300)
    let label = PlotStyle.potential(pair.scale)
    return ComponentMaps.map(
      axes, zip(difference, pair.region).map { $1 ? $0 : .nan },
      name: "conditioned-\(pair.scale)", title: "\(label), all scales less alone",
      caption:
        "\(label) by the networks that serve all scales less that by those of this scale alone, where "
        + "V is within 4T; its mean is zero.",
      palette: PlotStyle.divergingPalette, range: -bound...bound)
  }
}
