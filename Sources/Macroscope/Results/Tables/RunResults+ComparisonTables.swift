import Comparison
import Statistics
import Storage

extension RunResults {
  /// The tables of the comparisons that were made, by file name.
  var comparisonTables: [(name: String, table: CSVTable)] {
    var tables = langevinTables
    if let hamiltonian {
      tables.append(("phase-portrait.csv", portraitTable(hamiltonian)))
    }
    if let kinetics { tables.append(("kinetics.csv", kineticsTable(kinetics))) }
    return tables
  }

  /// One row per trajectory, system and time: the state and the error of the energy.
  private func portraitTable(_ result: HamiltonianResult) -> CSVTable {
    var (numbers, systems): ([String], [String]) = ([], [])
    var (times, energyErrors): ([Double], [Double]) = ([], [])
    let names = summary.scenario.coordinates
    var positions = [[Double]](repeating: [], count: names.count)
    var momenta = positions
    for (number, trajectory) in result.trajectories.enumerated() {
      for (system, orbit) in [
        ("original", trajectory.original), ("surrogate", trajectory.surrogate),
      ] {
        numbers += [String](repeating: "\(number)", count: result.time.count)
        systems += [String](repeating: system, count: result.time.count)
        times += result.time
        energyErrors += orbit.energyError
        for (axis, row) in orbit.position.enumerated() { positions[axis] += row }
        for (axis, row) in orbit.momentum.enumerated() { momenta[axis] += row }
      }
    }
    return CSVTable(
      columns: [
        .init("trajectory", words: numbers), .init("system", words: systems), .init("t", times),
      ] + zip(names, positions).map { .init("q_\($0)", $1) }
        + zip(names, momenta).map { .init("p_\($0)", $1) }
        + [.init("energy_error", energyErrors)])
  }

  /// Populations, then passages: one row per well or pair of wells, and system.
  private func kineticsTable(_ result: KineticsResult) -> CSVTable {
    struct Row {
      var system: Int
      var quantity: String
      var from: Int
      var to: Int?
      var count: Int?
      var estimate: Estimate
    }
    var rows: [Row] = []
    for (index, well) in result.wells.enumerated() {
      for (system, population) in well.populations.enumerated() {
        rows.append(
          Row(system: system, quantity: "population", from: index, estimate: population))
      }
    }
    for passage in result.passages {
      for (system, time) in passage.times.enumerated() {
        rows.append(
          Row(
            system: system, quantity: "passage_time", from: passage.from, to: passage.to,
            count: passage.counts[system], estimate: time))
      }
    }
    let names = langevin?.systems.map(\.name) ?? ["original", "surrogate"]
    return CSVTable(columns: [
      .init(
        "system",
        words: rows.map { names.indices.contains($0.system) ? names[$0.system] : "\($0.system)" }),
      .init("quantity", words: rows.map(\.quantity)),
      .init("from", words: rows.map { "\($0.from)" }),
      .init("to", words: rows.map { $0.to.map { "\($0)" } ?? "nan" }),
      .init("count", words: rows.map { $0.count.map { "\($0)" } ?? "nan" }),
      .init("value", rows.map(\.estimate.value)),
      .init("standard_error", rows.map(\.estimate.standardError)),
    ])
  }
}
