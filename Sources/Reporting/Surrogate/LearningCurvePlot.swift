import Macroscope
import Statistics

/// The losses of networks while they learn: the whole course above, and below it the part from where the
/// noise floor can be told from the loss, on a plain scale.
///
/// A logarithm of loss − floor would show the wrong thing: the floor has an error of its own, often larger
/// than what is left above it, and may well lie above the loss of a part of the samples.
struct LearningCurvePlot {
  /// Curves of one kind, one for each network.
  struct Series {
    let title: String
    let colour: String
    /// Epochs and losses.
    let curves: [(epoch: [Double], loss: [Double])]
  }

  /// The base name of the files.
  let name: String
  /// Drawn one above the other, the last on top.
  let series: [Series]
  /// What no V can remove.
  var floor: Estimate?
  let caption: String
  let alternative: String

  /// More points of a curve would not be told apart in a picture.
  static let greatestCount = 250
  /// The part of the epochs that may leave the lower panel.
  private static let early = 0.25

  /// The picture; nil where there is nothing to draw.
  var plot: Plot? {
    let shown = series.map(thinned).filter { !$0.curves.isEmpty }
    let points = shown.flatMap(\.curves).flatMap { Array(zip($0.epoch, $0.loss)) }
      .filter(\.1.isFinite)
    guard let last = points.map(\.0).max(), last > 0, let upper = Self.upperRange(points, floor),
      let lower = Self.lowerRange(points, until: last, floor)
    else { return nil }
    return Plot(
      name: name, size: .panels, caption: caption + (lower.remark), alternative: alternative,
      commands: [
        "set multiplot", "set samples 2", "set lmargin at screen 0.2",
        "set rmargin at screen 0.97", PlotStyle.range("x", 0, last), PlotStyle.tics("x", 0, last),
        "set tmargin at screen 0.91", "set bmargin at screen 0.55",
        "set key tmargin center horizontal samplen 1 width -2", "set format x ''",
        "set ylabel 'loss'",
        upper.isLogarithmic ? "set logscale y" : "",
        PlotStyle.range("y", upper.range.lowerBound, upper.range.upperBound),
        upper.isLogarithmic
          ? PlotStyle.logTics("y", upper.range.lowerBound, upper.range.upperBound)
          : PlotStyle.tics("y", upper.range.lowerBound, upper.range.upperBound, most: 5),
        PlotStyle.plot(parts(shown, hasTitles: true)),
        "set tmargin at screen 0.5", "set bmargin at screen 0.135", "unset key", "unset logscale y",
        "set format x '% h'", "set xlabel 'epoch'", "set ylabel 'loss'",
        PlotStyle.range("y", lower.range.lowerBound, lower.range.upperBound),
        PlotStyle.tics("y", lower.range.lowerBound, lower.range.upperBound, most: 5),
        floorBand, PlotStyle.plot(parts(shown, hasTitles: false)), "unset multiplot",
      ].filter { !$0.isEmpty },
      data: [(file, data(shown))])
  }

  private var file: String { "\(name).dat" }

  // MARK: - Parts

  private func parts(_ shown: [Series], hasTitles: Bool) -> [String] {
    var parts: [String] = []
    var block = 0
    for series in shown {
      let blocks = "\(block):\(block + series.curves.count - 1)"
      block += series.curves.count
      parts.append(
        "'\(file)' index \(blocks) using 1:2 with lines linewidth 1.3 linecolor rgb "
          + "'\(series.colour)' \(title(series.title, hasTitles))")
    }
    if let floor, floor.value.isFinite {
      parts.append(
        "\(floor.value) with lines dashtype 2 linewidth 1.2 linecolor rgb "
          + "'\(PlotStyle.referenceColour)' \(title("noise floor", hasTitles))")
    }
    return parts
  }

  private func title(_ text: String, _ isShown: Bool) -> String {
    isShown ? "title \(PlotStyle.quoted(text))" : "notitle"
  }

  /// The 95 % interval of the floor.
  private var floorBand: String {
    guard let floor, floor.value.isFinite, floor.standardError > 0, floor.standardError.isFinite
    else { return "" }
    let half = 1.96 * floor.standardError
    return "set object rectangle from graph 0,first \(floor.value - half) to graph 1,first "
      + "\(floor.value + half) behind fillstyle solid noborder fillcolor rgb '#eceef1'"
  }

  // MARK: - Ranges

  private static func upperRange(
    _ points: [(Double, Double)], _ floor: Estimate?
  ) -> (range: ClosedRange<Double>, isLogarithmic: Bool)? {
    let values = points.map(\.1) + [floor?.value].compactMap { $0 }.filter(\.isFinite)
    guard let lowest = values.min(), let highest = values.max() else { return nil }
    if lowest > 0, highest > 2 * lowest { return (lowest / 1.25...highest * 1.25, true) }
    let margin = margin(lowest, highest)
    return (lowest - margin...highest + margin, false)
  }

  /// The losses but for the first epochs, and the floor unless it is so far off that it would flatten them.
  private static func lowerRange(
    _ points: [(Double, Double)], until last: Double, _ floor: Estimate?
  ) -> (range: ClosedRange<Double>, remark: String)? {
    var late = points.filter { $0.0 >= early * last }.map(\.1).sorted()
    if late.isEmpty { late = points.map(\.1).sorted() }
    guard var lowest = late.first, !late.isEmpty else { return nil }
    // A loss that runs away must not hide the others.
    var highest = late[Int(0.95 * Double(late.count - 1))]
    var remark = ""
    if let floor, floor.value.isFinite {
      let half = floor.standardError.isFinite ? 2 * floor.standardError : 0
      let (bottom, top) = (min(lowest, floor.value - half), max(highest, floor.value + half))
      if top - bottom <= 6 * max(highest - lowest, half) {
        (lowest, highest) = (bottom, top)
      } else {
        remark = " The noise floor lies outside the lower panel."
      }
    }
    let margin = margin(lowest, highest)
    return (lowest - margin...highest + margin, remark)
  }

  private static func margin(_ lowest: Double, _ highest: Double) -> Double {
    let span = highest - lowest
    return span > 1e-9 * abs(highest) ? 0.07 * span : max(abs(highest), 1) * 0.05
  }

  // MARK: - Data

  private func thinned(_ series: Series) -> Series {
    let curves = series.curves.compactMap { curve -> (epoch: [Double], loss: [Double])? in
      let count = min(curve.epoch.count, curve.loss.count)
      let kept = Thinning.evenly(count, to: Self.greatestCount)
      guard kept.contains(where: { curve.loss[$0].isFinite }) else { return nil }
      // A loss that is not finite breaks the line.
      return (
        kept.map { curve.epoch[$0] },
        kept.map { curve.loss[$0].isFinite ? curve.loss[$0] : .nan }
      )
    }
    return Series(title: series.title, colour: series.colour, curves: curves)
  }

  private func data(_ shown: [Series]) -> String {
    shown.flatMap { series in
      series.curves.enumerated().map { network, curve in
        "# \(series.title), network \(network + 1)\n"
          + PlotStyle.columns(["epoch", "loss"], [curve.epoch, curve.loss])
      }
    }.joined(separator: "\n\n")
  }
}
