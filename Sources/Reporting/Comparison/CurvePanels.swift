import Comparison
import Statistics

/// A picture of curves with their simultaneous bands, and below it what remains of each when f is
/// subtracted, between the lines of the tolerance.
struct CurvePanels {
  /// The base name of the files.
  let name: String
  let systems: ComparedSystems
  /// What the abscissa is.
  let abscissa: String
  /// What the upper and the lower ordinate are.
  let ordinates: (upper: String, lower: String)
  /// The points of the curves and, where others, those of the differences.
  let points: (curves: [Double], differences: [Double])
  /// One per system.
  let curves: [CurveBand]
  /// One per system from 1 on.
  let differences: [CurveDifference]
  /// The upper range where the values alone do not decide it.
  var bounds: (lower: Double?, upper: Double?) = (nil, nil)
  let caption: String
  let alternative: String

  /// More points would not be told apart in a picture.
  static let greatestCount = 250

  /// The picture; nil where there is nothing to draw.
  var plot: Plot? {
    guard points.curves.count > 1, points.differences.count > 1, curves.count > 1,
      curves.count == systems.styles.count, differences.count == curves.count - 1,
      let first = points.curves.first, let last = points.curves.last,
      let (lower, upper) = upperRange
    else { return nil }
    let reach = lowerReach
    let (left, right) = (
      min(first, points.differences.first ?? first), max(last, points.differences.last ?? last)
    )
    // Two entries of the key to a line.
    let top = 0.94 - 0.05 * Double((curves.count + 1) / 2 - 1)
    return Plot(
      name: name, size: .panels, caption: caption + outside(reach), alternative: alternative,
      commands: [
        "set multiplot", "set samples 2", "set lmargin at screen 0.19",
        "set rmargin at screen 0.97",
        PlotStyle.range("x", left, right), PlotStyle.tics("x", left, right),
        "set tmargin at screen \(top)", "set bmargin at screen 0.44",
        "set key tmargin center horizontal maxcols 2", "set format x ''",
        "set ylabel \(PlotStyle.quoted(ordinates.upper))",
        PlotStyle.range("y", lower, upper), PlotStyle.tics("y", lower, upper),
        PlotStyle.plot(upperParts),
        "set tmargin at screen 0.4", "set bmargin at screen 0.135", "unset key",
        "set format x '% h'", "set xlabel \(PlotStyle.quoted(abscissa))",
        "set ylabel \(PlotStyle.quoted(ordinates.lower))",
        PlotStyle.range("y", -reach, reach), PlotStyle.tics("y", -reach, reach, most: 4),
        PlotStyle.plot(lowerParts(reach)), "unset multiplot",
      ],
      data: [
        (curveFile, Self.table(points.curves, systems.columnNames, curves)),
        (
          differenceFile,
          Self.table(
            points.differences, systems.columnNames.dropFirst().map { "\($0)-f" },
            differences.map(\.band))
        ),
      ])
  }

  private var curveFile: String { "\(name).dat" }
  private var differenceFile: String { "\(name)-difference.dat" }

  // MARK: - Parts

  /// Bands of f and V beneath, truncations as thin lines, f and V on top.
  private var upperParts: [String] {
    let pairs = (0..<2).map { index in
      PlotStyle.band(
        curveFile, value: 2 + 2 * index, error: 3 + 2 * index, factor: curves[index].factor,
        colour: systems.styles[index].colour, title: "")
    }
    let lines = systems.styles.enumerated().map { index, style in
      line(index) + " title \(PlotStyle.quoted(style.label))"
    }
    // The key keeps the order of the systems; f and V are drawn over the truncations again.
    let again = curves.count > 2 ? (0..<2).map { line($0) + " notitle" } : []
    return pairs.map { $0[0] } + lines + again
  }

  private func line(_ index: Int) -> String {
    "'\(curveFile)' using 1:\(2 + 2 * index) \(systems.styles[index].line)"
  }

  private func lowerParts(_ reach: Double) -> [String] {
    guard let surrogate = differences.first else { return ["0 notitle"] }
    var parts = [
      PlotStyle.band(
        differenceFile, value: 2, error: 3, factor: surrogate.band.factor,
        colour: systems.styles[1].colour, title: "")[0],
      "0 with lines linewidth 1 linecolor rgb '\(PlotStyle.referenceColour)' notitle",
    ]
    if surrogate.tolerance < reach {
      parts += [surrogate.tolerance, -surrogate.tolerance].map {
        "\($0) \(Self.toleranceLine) notitle"
      }
    }
    // V last, on top.
    for index in differences.indices.reversed() {
      parts.append(
        "'\(differenceFile)' using 1:\(2 + 2 * index) \(systems.styles[index + 1].line) notitle")
    }
    return parts
  }

  private static let toleranceLine =
    "with lines linewidth 1.2 dashtype 3 linecolor rgb '#59616c'"

  // MARK: - Ranges

  /// All that is drawn, with a margin; nil when nothing is finite.
  private var upperRange: (lower: Double, upper: Double)? {
    var ends: [Double] = []
    for (index, curve) in curves.enumerated() {
      ends += index < 2 ? Self.ends(curve) : curve.values
    }
    ends = ends.filter(\.isFinite)
    guard let lowest = ends.min(), let highest = ends.max() else { return nil }
    let margin = lowest < highest ? 0.05 * (highest - lowest) : max(abs(highest), 1) * 0.05
    return (bounds.lower ?? lowest - margin, bounds.upper ?? highest + margin)
  }

  /// Half the height of the lower panel: room for the band of V and the tolerance, unless that is
  /// so wide that it would flatten the band, and for truncations, unless they are far off.
  private var lowerReach: Double {
    guard let surrogate = differences.first else { return 1 }
    let band = Self.ends(surrogate.band).filter(\.isFinite).map { abs($0) }.max() ?? 0
    let tolerance = surrogate.tolerance.isFinite ? surrogate.tolerance : 0
    let own = max(band, tolerance <= 8 * band || band == 0 ? tolerance : 0)
    let others = differences.dropFirst().flatMap(\.band.values).filter(\.isFinite).map { abs($0) }
    let reach = 1.15 * max(own, min(others.max() ?? 0, 8 * own))
    return reach > 0 ? reach : 1
  }

  /// Says so when the lines of the tolerance are not in the picture.
  private func outside(_ reach: Double) -> String {
    guard let tolerance = differences.first?.tolerance, tolerance >= reach else { return "" }
    return " The tolerance, ± \(NumberFormat.number(tolerance, digits: 3)), lies outside the lower "
      + "panel."
  }

  private static func ends(_ band: CurveBand) -> [Double] {
    band.values.indices.flatMap { i in
      let half = band.standardErrors[i].isFinite ? band.halfWidth(at: i) : 0
      return [band.values[i] - half, band.values[i] + half]
    }
  }

  // MARK: - Data

  private static func table(
    _ points: [Double], _ names: [String], _ curves: [CurveBand]
  ) -> String {
    let kept = Thinning.evenly(points.count, to: greatestCount)
    let columns = [points] + curves.flatMap { [$0.values, $0.standardErrors] }
    let count = columns.map(\.count).min() ?? 0
    return PlotStyle.columns(
      ["x"] + names.flatMap { [$0, "standard_error"] },
      columns.map { column in kept.filter { $0 < count }.map { column[$0] } })
  }
}
