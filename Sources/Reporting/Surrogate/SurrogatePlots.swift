import Macroscope
import Statistics

/// Pictures of the training of networks and of their intervals.
enum SurrogatePlots {
  static func training(_ results: RunResults) -> [Plot] {
    [learning(results), coverage(results)].compactMap { $0 }
  }

  // MARK: - Learning curves

  private static func learning(_ results: RunResults) -> Plot? {
    guard let curves = results.surrogate?.curves, !curves.isEmpty,
      let surrogate = results.summary.surrogate
    else { return nil }
    let many = curves.count > 1
    let floor =
      surrogate.noiseFloor == nil ? "" : ", and the noise floor Tr G that no V can get below"
    return LearningCurvePlot(
      name: "learning-curves",
      series: [
        // Means over an epoch belong to its middle, where the weights were as good on average.
        .init(
          title: "trained on", colour: PlotStyle.colours[5],
          curves: curves.map { ($0.epoch.map { $0 - 0.5 }, $0.trainingLoss) }),
        .init(
          title: "held out", colour: PlotStyle.colours[0],
          curves: curves.map { ($0.epoch, $0.validationLoss) }),
      ], floor: surrogate.noiseFloor,
      caption: "Losses \(many ? "of the \(curves.count) networks" : "") on the samples trained on "
        + "and on those held out\(floor). Below the same without the beginning"
        + (surrogate.noiseFloor == nil ? "." : "; shaded: the floor’s 95\u{A0}% interval.")
        + (many ? " Every network holds out other samples, so their levels differ by chance." : ""),
      alternative: "Graph of the losses of the networks against the epoch, logarithmic, and of "
        + "its end on a plain scale."
    ).plot
  }

  /// The losses on held-out samples, from random weights and with what was taken over.
  static func transfer(_ results: RunResults) -> [Plot] {
    guard let surrogate = results.surrogate, !surrogate.scratchCurves.isEmpty,
      !surrogate.curves.isEmpty, let transfer = results.summary.surrogate?.transfer
    else { return [] }
    func losses(_ curves: [TrainingCurve]) -> [(epoch: [Double], loss: [Double])] {
      curves.map { ($0.epoch, $0.validationLoss) }
    }
    let title = transfer.kind == "base" ? "correction" : "transferred"
    return [
      LearningCurvePlot(
        name: "transfer",
        series: [
          .init(
            title: "random weights", colour: "#8a8f98", curves: losses(surrogate.scratchCurves)),
          .init(title: title, colour: PlotStyle.colours[1], curves: losses(surrogate.curves)),
        ], floor: results.summary.surrogate?.noiseFloor,
        caption: "Losses on held-out samples, from random weights and "
          + (transfer.kind == "base"
            ? "as a correction of the V of \(transfer.source)"
            : "from the weights of \(transfer.source)")
          + ": the same samples in pairs. Below the same without the beginning.",
        alternative: "Graph of the losses on held-out samples with and without transfer."
      ).plot
    ].compactMap { $0 }
  }

  // MARK: - Coverage

  /// What intervals hold against what they promise, and below it the difference.
  private static func coverage(_ results: RunResults) -> Plot? {
    guard let levels = results.surrogate?.coverage, levels.count > 1,
      let coverage = results.summary.surrogate?.coverage
    else { return nil }
    let file = "coverage.dat"
    let deviations = levels.map { ($0.before.value - $0.nominal, $0.after.value - $0.nominal) }
    let reaches = zip(levels, deviations).flatMap { level, deviation in
      [
        abs(deviation.0) + margin(level.before), abs(deviation.1) + margin(level.after),
      ]
    }.filter(\.isFinite)
    let reach = max(1.08 * (reaches.max() ?? 0), 0.02)
    let (before, after) = (PlotStyle.colours[4], PlotStyle.colours[2])
    // Side by side where they would hide each other.
    func points(_ value: Int, _ colour: String, shift: Double, less: String, title: String)
      -> [String]
    {
      PlotStyle.bars(
        file, x: "($1+\(shift))", value: "($\(value)\(less))", error: "(1.96*$\(value + 1))",
        colour: colour, size: 0.5, title: title)
    }
    func pair(less: String, hasTitles: Bool) -> [String] {
      points(2, before, shift: -0.005, less: less, title: hasTitles ? "as predicted" : "")
        + points(4, after, shift: 0.005, less: less, title: hasTitles ? "recalibrated" : "")
    }
    let level =
      "set arrow from first \(coverage.level),graph 0 to first \(coverage.level),graph 1 nohead "
      + "dashtype 3 linewidth 1 linecolor rgb '#59616c'"
    return Plot(
      name: "coverage", size: .panels,
      caption: "How often intervals of the networks hold the mean force over a cell of a region "
        + "that they were not trained on, against how often they should, with 95\u{A0}% error bars "
        + "from the scatter between regions. Below the difference. Above the line the intervals are "
        + "too wide. Recalibrated: their width times "
        + "\(NumberFormat.number(coverage.factor.value, digits: 3)), which is right at "
        + "\(NumberFormat.number(100 * coverage.level))\u{A0}% (dotted).",
      alternative: "Graph of the observed against the nominal coverage of intervals, before and "
        + "after recalibration, with the diagonal.",
      commands: [
        "set multiplot", "set samples 2", "set lmargin at screen 0.19",
        "set rmargin at screen 0.97", "set xrange [0:1]", "set xtics 0.2", level,
        "set tmargin at screen 0.93", "set bmargin at screen 0.44",
        "set key tmargin center horizontal maxcols 2", "set format x ''",
        "set ylabel 'coverage'", "set yrange [0:1.03]", "set ytics 0.2",
        PlotStyle.plot(["x \(ideal)"] + pair(less: "", hasTitles: true)),
        "set tmargin at screen 0.4", "set bmargin at screen 0.135", "unset key",
        "set format x '% h'", "set xlabel 'nominal coverage'", "set ylabel 'observed − nominal'",
        PlotStyle.range("y", -reach, reach), PlotStyle.tics("y", -reach, reach, most: 4),
        PlotStyle.plot(["0 \(ideal)"] + pair(less: "-$1", hasTitles: false)),
        "unset multiplot",
      ],
      data: [
        (
          file,
          PlotStyle.columns(
            ["nominal", "before", "standard_error", "after", "standard_error"],
            [
              levels.map(\.nominal), levels.map(\.before.value),
              levels.map(\.before.standardError), levels.map(\.after.value),
              levels.map(\.after.standardError),
            ])
        )
      ])
  }

  private static let ideal =
    "with lines dashtype 2 linewidth 1 linecolor rgb '\(PlotStyle.referenceColour)' notitle"

  private static func margin(_ estimate: Estimate) -> Double {
    estimate.standardError.isFinite ? 1.96 * estimate.standardError : 0
  }
}
