import Statistics
import Storage

/// Curves with their bands in long form: a row for each system, observable and point.
struct CurveTable {
  private var systems: [String] = []
  private var observables: [String] = []
  /// Where the points are; one array for each column.
  private var places: [[Double]]
  private var curves = Block()
  private var differences = Block()

  /// A value, its standard error, and the simultaneous band.
  private struct Block {
    var values: [Double] = []
    var standardErrors: [Double] = []
    var lower: [Double] = []
    var upper: [Double] = []

    mutating func append(_ band: CurveBand) {
      values += band.values
      standardErrors += band.standardErrors
      lower += band.values.indices.map { band.values[$0] - band.halfWidth(at: $0) }
      upper += band.values.indices.map { band.values[$0] + band.halfWidth(at: $0) }
    }

    func columns(prefix: String, value: String) -> [CSVTable.Column] {
      [
        .init(value, values), .init("\(prefix)standard_error", standardErrors),
        .init("\(prefix)lower", lower), .init("\(prefix)upper", upper),
      ]
    }
  }

  /// A table of points that have this many coordinates.
  init(places: Int = 1) {
    self.places = [[Double]](repeating: [], count: places)
  }

  /// Adds the curve of a system and its difference from the original, NaN where there is none.
  mutating func append(
    _ band: CurveBand, difference: CurveBand? = nil, system: String, observable: String,
    at points: [Double]...
  ) {
    let count = band.values.count
    systems += [String](repeating: system, count: count)
    observables += [String](repeating: observable, count: count)
    for (column, points) in points.enumerated() { places[column] += points }
    curves.append(band)
    let undefined = [Double](repeating: .nan, count: count)
    differences.append(
      difference ?? CurveBand(values: undefined, standardErrors: undefined, factor: .nan))
  }

  /// The table; `names` are those of the columns that tell where the points are, and the
  /// differences from the original have columns if wanted.
  func table(_ names: String..., differences withDifferences: Bool = true) -> CSVTable {
    var columns: [CSVTable.Column] = [
      .init("system", words: systems), .init("observable", words: observables),
    ]
    columns += zip(names, places).map { CSVTable.Column($0, $1) }
    columns += curves.columns(prefix: "", value: "value")
    if withDifferences {
      columns += differences.columns(prefix: "difference_", value: "difference")
    }
    return CSVTable(columns: columns)
  }
}
