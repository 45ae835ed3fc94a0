import Comparison
import Statistics
import Storage

extension ArrayReader {
  /// The comparison of wells; nil when the file has none.
  func readKinetics() throws(StorageError) -> KineticsResult? {
    guard file.contains("/kinetics") else { return nil }
    let group = "/kinetics/wells"
    let energies = try file.readDoubles("\(group)/energy").values
    let count = energies.count
    let minima = try readRows("\(group)/minimum", count: count)
    let depths = try readDoubles("\(group)/depth", count: count)
    let populations = try readRows("\(group)/population", count: count)
    let errors = try readRows("\(group)/population_standard_error", count: count)
    return KineticsResult(
      wells: (0..<count).map {
        KineticsResult.Well(
          minimum: minima[$0], energy: energies[$0], depth: depths[$0],
          populations: estimates(populations[$0], errors[$0]))
      }, passages: try readPassages("/kinetics/passages"),
      populationTolerance: try readDouble("/kinetics/population_tolerance"),
      passageTolerance: try readDouble("/kinetics/passage_time_tolerance"),
      isEquivalent: try readInt("/kinetics/equivalent") != 0)
  }

  private func readPassages(_ group: String) throws(StorageError) -> [KineticsResult.Passage] {
    let from = try file.readInts("\(group)/from").values
    let to = try readInts("\(group)/to", count: from.count)
    let times = try readRows("\(group)/time", count: from.count)
    let errors = try readRows("\(group)/time_standard_error", count: from.count)
    let systems = times.first?.count ?? 0
    let counts = try readInts("\(group)/count", count: from.count * systems)
    return from.indices.map {
      KineticsResult.Passage(
        from: from[$0], to: to[$0], counts: Array(counts[$0 * systems..<($0 + 1) * systems]),
        times: estimates(times[$0], errors[$0]))
    }
  }

  private func estimates(_ values: [Double], _ errors: [Double]) -> [Estimate] {
    zip(values, errors).map { Estimate(value: $0, standardError: $1) }
  }
}
