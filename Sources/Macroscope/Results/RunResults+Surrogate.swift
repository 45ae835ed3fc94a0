import Storage

extension RunResults {
  /// What the names of verdicts on networks start with.
  static let surrogateChecks = "mlp_"
  /// The name of the networks' V among the potentials.
  static let networkMethod = "mlp"

  /// The same results without networks, nor comparisons with dynamics on them.
  public func removingSurrogate() -> RunResults {
    var copy = self
    if hamiltonian?.method == Self.networkMethod || langevin?.method == Self.networkMethod {
      copy = removingComparison()
    }
    copy.surrogate = nil
    copy.potentials.removeAll { $0.method == Self.networkMethod }
    copy.summary.surrogate = nil
    copy.summary.effectivePotential[Self.networkMethod] = nil
    copy.summary.verdicts.removeAll { $0.check.hasPrefix(Self.surrogateChecks) }
    return copy
  }

  /// Puts trained networks in the place of earlier ones.
  ///
  /// - Parameters:
  ///   - surrogate: the networks.
  ///   - summary: their numbers.
  ///   - gridded: their V on the grid; nil above two dimensions.
  ///   - potential: the numbers of their V; nil above two dimensions.
  ///   - verdicts: what the diagnostics say of them.
  /// - Returns: the results with these networks; comparisons with dynamics on earlier ones are gone.
  func replacingSurrogate(
    _ surrogate: SurrogateResults, summary: Summary.Surrogate, gridded: GriddedPotential?,
    potential: Summary.PotentialSummary?, verdicts: [Summary.Verdict]
  ) -> RunResults {
    var copy = removingSurrogate()
    copy.surrogate = surrogate
    copy.summary.surrogate = summary
    if let gridded { copy.potentials.append(gridded) }
    copy.summary.effectivePotential[Self.networkMethod] = potential
    copy.summary.verdicts += verdicts
    return copy
  }

  /// The learning curves of its networks.
  var learningCurveTable: CSVTable? { surrogate?.curveTable }
}

extension SurrogateResults {
  /// The learning curves: one row for each epoch of each network. Where the networks took something over from
  /// other results, those from random weights follow, with 1 in a last column `scratch`.
  var curveTable: CSVTable? {
    guard !curves.isEmpty else { return nil }
    let all = curves + scratchCurves
    let count = curves.count
    func column(_ name: String, _ value: (_ index: Int) -> Double) -> CSVTable.Column {
      CSVTable.Column(
        name,
        all.enumerated().flatMap { index, curve in
          [Double](repeating: value(index), count: curve.epoch.count)
        })
    }
    var columns = [column("network") { Double($0 % count) }]
    columns += TrainingCurve.names.enumerated().map { n, name in
      CSVTable.Column(name, all.flatMap { $0.columns[n] })
    }
    if !scratchCurves.isEmpty {
      columns.append(column("scratch") { $0 < count ? 0 : 1 })
    }
    return CSVTable(columns: columns)
  }
}
