import Comparison
import Statistics
import Storage

extension RunResults {
  /// The curves of the Langevin comparison.
  var langevinTables: [(name: String, table: CSVTable)] {
    guard let langevin else { return [] }
    return [
      ("mean-path.csv", langevin.meanPathTable), ("acf.csv", langevin.acfTable),
      ("equilibrium-density.csv", langevin.densityTable),
      ("equilibrium-distribution.csv", langevin.distributionTable),
    ]
  }
}

extension LangevinResult {
  fileprivate var meanPathTable: CSVTable {
    curveTable(of: \.meanPath, difference: \.meanPath) { _ in time }.table("t")
  }

  /// The whole vector follows the observables.
  fileprivate var acfTable: CSVTable {
    var table = curveTable(of: \.autocorrelation, difference: \.autocorrelation) { _ in lag }
    let name = Summary.Langevin.vectorName(in: self)
    for (index, band) in vectorAutocorrelation.enumerated() {
      table.append(
        band, difference: difference(index, in: vectorAutocorrelationDifferences)?.band,
        system: systems[index].name, observable: name, at: lag)
    }
    return table.table("lag")
  }

  fileprivate var distributionTable: CSVTable {
    curveTable(of: \.distribution, difference: \.equilibrium) { $0.edges }.table("x")
  }

  fileprivate var densityTable: CSVTable {
    var table = CurveTable(places: 2)
    for observable in observables {
      for (system, curves) in zip(systems, observable.curves) {
        table.append(
          curves.density, system: system.name, observable: observable.name,
          at: Array(observable.edges.dropLast()), Array(observable.edges.dropFirst()))
      }
    }
    return table.table("bin_lower", "bin_upper", differences: false)
  }

  private func curveTable(
    of curve: KeyPath<Curves, CurveBand>, difference: KeyPath<Differences, CurveDifference>,
    at points: (Observable) -> [Double]
  ) -> CurveTable {
    var table = CurveTable()
    for observable in observables {
      for (index, curves) in observable.curves.enumerated() {
        let differences = self.difference(index, in: observable.differences)
        table.append(
          curves[keyPath: curve], difference: differences?[keyPath: difference].band,
          system: systems[index].name, observable: observable.name, at: points(observable))
      }
    }
    return table
  }

  /// The difference of system `index` from the original, which has none.
  private func difference<T>(_ index: Int, in differences: [T]) -> T? {
    differences.indices.contains(index - 1) ? differences[index - 1] : nil
  }
}
