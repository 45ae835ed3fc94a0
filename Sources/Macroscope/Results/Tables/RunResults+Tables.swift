import Storage

extension RunResults {
  /// The comma-separated tables of the results folder, by file name.
  var tables: [(name: String, table: CSVTable)] {
    let dimension = summary.scenario.coordinates.count
    let comparisonTables =
      (learningCurveTable.map { [("learning-curve.csv", $0)] } ?? []) + comparisonTables
    guard dimension > 2 else {
      return [("effective-potential.csv", potentialTable)] + comparisonTables
    }
    var tables = [("effective-potential.csv", singleMarginalTable)]
    if !marginals.isEmpty { tables.append(("marginals.csv", marginalTable)) }
    return tables + comparisonTables
  }

  /// The tables that not every run has.
  static let optionalTables = [
    "marginals.csv", "phase-portrait.csv", "mean-path.csv", "acf.csv", "equilibrium-density.csv",
    "equilibrium-distribution.csv", "kinetics.csv", "decomposition.csv", "learning-curve.csv",
  ]

  /// One row per grid point: the coordinates, `V_` and `se_` of each method, the reference.
  private var potentialTable: CSVTable {
    let points = gridPoints(grid.map(\.points))
    var columns = zip(grid, points).map { CSVTable.Column($0.coordinate, $1) }
    for potential in potentials {
      columns.append(.init("V_\(potential.method)", potential.values))
      columns.append(.init("se_\(potential.method)", potential.standardErrors))
    }
    if let reference { columns.append(.init("V_reference", reference)) }
    return CSVTable(columns: columns)
  }

  /// The free energies of single coordinates: one row per coordinate and point.
  private var singleMarginalTable: CSVTable {
    let single = marginals.filter { $0.axes.count == 1 }
    var columns = [
      CSVTable.Column(
        "coordinate",
        words: single.flatMap { marginal in
          [String](repeating: marginal.axes[0].coordinate, count: marginal.values.count)
        }),
      .init("q", single.flatMap { $0.axes[0].points }),
      .init("V_density", single.flatMap(\.values)),
      .init("se_density", single.flatMap(\.standardErrors)),
    ]
    if single.contains(where: { $0.reference != nil }) {
      columns.append(.init("V_reference", single.flatMap(\.referenceOrNaN)))
    }
    return CSVTable(columns: columns)
  }

  /// All marginals in long form; the second coordinate is empty for those of one coordinate.
  private var marginalTable: CSVTable {
    var names: [[String]] = [[], []]
    var points: [[Double]] = [[], []]
    for marginal in marginals {
      let count = marginal.values.count
      let coordinates = gridPoints(marginal.axes.map(\.points))
      for axis in 0..<2 {
        let exists = axis < marginal.axes.count
        let name = exists ? marginal.axes[axis].coordinate : ""
        names[axis] += [String](repeating: name, count: count)
        points[axis] += exists ? coordinates[axis] : [Double](repeating: .nan, count: count)
      }
    }
    return CSVTable(columns: [
      .init("coordinate_0", words: names[0]), .init("coordinate_1", words: names[1]),
      .init("q_0", points[0]), .init("q_1", points[1]),
      .init("V_density", marginals.flatMap(\.values)),
      .init("se_density", marginals.flatMap(\.standardErrors)),
    ])
  }
}

extension MarginalFreeEnergy {
  fileprivate var referenceOrNaN: [Double] {
    reference ?? [Double](repeating: .nan, count: values.count)
  }
}

/// The coordinates of all points of a grid, one array per axis; the first axis is the slowest.
func gridPoints(_ axes: [[Double]]) -> [[Double]] {
  let total = axes.reduce(1) { $0 * $1.count }
  var stride = total
  return axes.map { axis in
    guard !axis.isEmpty else { return [] }
    stride /= axis.count
    let inner = stride
    return (0..<total).map { axis[$0 / inner % axis.count] }
  }
}
