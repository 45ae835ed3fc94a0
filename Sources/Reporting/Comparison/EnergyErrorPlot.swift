import Comparison
import Macroscope

/// The energy errors of the Hamiltonian trajectories over time.
enum EnergyErrorPlot {
  /// The spans of time that an error is the largest of.
  static let greatestSpans = 60

  static func plots(_ results: RunResults) -> [Plot] {
    guard let result = results.hamiltonian, result.time.count > 1 else { return [] }
    let errors = [
      envelope(result, result.trajectories.map(\.original.energyError)),
      envelope(result, result.trajectories.map(\.surrogate.energyError)),
    ]
    let times = spans(result.time.count).map { result.time[$0.lowerBound] }
    let shown = errors.flatMap { $0 }.filter { $0 > 0 }
    guard let lowest = shown.min(), let highest = shown.max(), let end = result.time.last else {
      return []
    }
    let file = "energy-error.dat"
    let styles = [ComparedSystems.original, ComparedSystems.surrogate(result.method)]
    return [
      Plot(
        name: "energy-error", size: .graph,
        caption: "The largest energy error of all trajectories in each of \(times.count) spans of "
          + "time, |H(t) − H(0)| over the energy above the minimum of V. A level band is that of "
          + "a symplectic integrator; a rising one would be a drift.",
        alternative: "Graph of the relative energy error of f and V against time, logarithmic.",
        commands: [
          "set logscale y", "set xlabel 'time t'", "set ylabel 'relative energy error'",
          "set ylabel offset -0.4,0", PlotStyle.range("x", 0, end), PlotStyle.tics("x", 0, end),
          PlotStyle.range("y", lowest / 1.8, highest * 1.8),
          PlotStyle.logTics("y", lowest / 1.8, highest * 1.8),
          "set key top center outside horizontal",
          PlotStyle.plot(
            styles.enumerated().map { index, style in
              "'\(file)' using 1:\(index + 2) with lines linewidth 1.8 "
                + "linecolor rgb '\(style.colour)' title \(PlotStyle.quoted(style.label))"
            }),
        ],
        data: [(file, PlotStyle.columns(["time", "f", "V"], [times] + errors))])
    ]
  }

  /// Runs of records, of equal numbers but for rounding; the first, which is exact, left out.
  private static func spans(_ count: Int) -> [Range<Int>] {
    let records = count - 1
    let spans = min(records, greatestSpans)
    return (0..<spans).map { 1 + $0 * records / spans..<1 + ($0 + 1) * records / spans }
  }

  /// The largest error of all trajectories in each span; NaN where there is none.
  private static func envelope(_ result: HamiltonianResult, _ errors: [[Double]]) -> [Double] {
    spans(result.time.count).map { span in
      let values = errors.flatMap { $0.indices.contains(span.upperBound - 1) ? $0[span] : [] }
      let largest = values.filter(\.isFinite).map { abs($0) }.max() ?? .nan
      return largest > 0 ? largest : .nan
    }
  }
}
