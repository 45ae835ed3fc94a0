import Comparison
import Macroscope
import Statistics

extension ReportPage {
  var phasePortraitSection: Markup {
    guard let result = results.hamiltonian else { return .empty }
    let introduction = paragraph([
      "Trajectories of f and of V by \(PlotStyle.phrase(for: result.method)) from the same initial "
        + "states, by velocity Verlet with h = \(NumberFormat.number(result.step.original)) and "
        + "\(NumberFormat.number(result.step.surrogate)).",
      "f is dark and wide, V lies on it in colour.",
      "The distance of two portraits is that of the sets of points in phase space, every "
        + "coordinate and momentum in units of its root-mean-square deviation along the orbit of f.",
      (result.trajectories.first?.initialPosition.count ?? 1) > 1
        ? "Where the motion is chaotic, single trajectories of f and V part after a while; it is the "
          + "sets that are compared." : "",
    ])
    return section(
      "Phase portrait",
      [
        introduction, figures(.phasePortrait),
        paragraph([DrawnPaths(result).remark], style: "remark"), portraitTable(result),
        portraitFacts(result),
      ])
  }

  /// No more trajectories are listed.
  private static let greatestTrajectories = 50

  private func portraitTable(_ result: HamiltonianResult) -> Markup {
    let rows = result.trajectories.prefix(Self.greatestTrajectories).enumerated().map {
      index, trajectory in
      [
        "\(index + 1)", point(trajectory.initialPosition), point(trajectory.initialMomentum),
        NumberFormat.number(trajectory.energy, digits: 3),
        NumberFormat.text(trajectory.period.original),
        NumberFormat.text(trajectory.period.surrogate),
        NumberFormat.number(trajectory.portraitDistance, digits: 2),
        NumberFormat.number(largest(trajectory.original.energyError), digits: 2),
        NumberFormat.number(largest(trajectory.surrogate.energyError), digits: 2),
      ]
    }
    guard !rows.isEmpty else { return .empty }
    return table(
      "Trajectories",
      header: [
        "Initial state", "q at t = 0", "p at t = 0", "Energy", "Period of f", "Period of V",
        "Distance",
        "Energy error of f", "Energy error of V",
      ], rows: rows)
  }

  private func portraitFacts(_ result: HamiltonianResult) -> Markup {
    let distance = table(
      "Distance of the portraits",
      rows: [
        ["Mean over the trajectories", NumberFormat.text(result.portraitDistance)],
        [
          "Resolution of the recorded points",
          NumberFormat.number(result.portraitResolution, digits: 2),
        ],
        ["Tolerance", NumberFormat.number(result.tolerance)],
        ["Equivalent", answer(result.isEquivalent)],
      ], style: "facts")
    let energy = table(
      "Energy and period",
      rows: [
        [
          "Largest relative energy error of f",
          NumberFormat.number(result.energyError.original, digits: 2),
        ],
        [
          "Largest relative energy error of V",
          NumberFormat.number(result.energyError.surrogate, digits: 2),
        ],
        ["Relative difference of the periods", NumberFormat.text(result.periodDifference)],
      ], style: "facts")
    return row([distance, energy])
  }

  /// The coordinates of a point, the first few of many.
  func point(_ coordinates: [Double]) -> String {
    let shown = coordinates.prefix(3).map { NumberFormat.number($0, digits: 3) }
    let text = shown.joined(separator: ", ") + (coordinates.count > 3 ? ", …" : "")
    return coordinates.count == 1 ? text : "(\(text))"
  }

  private func largest(_ errors: [Double]) -> Double {
    errors.filter(\.isFinite).map { abs($0) }.max() ?? .nan
  }
}
