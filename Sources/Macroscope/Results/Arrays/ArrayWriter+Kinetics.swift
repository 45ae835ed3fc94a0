import Comparison
import Statistics
import Storage

extension ArrayWriter {
  func write(_ result: KineticsResult) throws(StorageError) {
    let wells = result.wells
    let group = "/kinetics/wells"
    try writeRows(wells.map(\.minimum), at: "\(group)/minimum")
    try file.write(wells.map(\.energy), at: "\(group)/energy", attributes: ["unit": "energy"])
    try file.write(wells.map(\.depth), at: "\(group)/depth", attributes: ["unit": "energy"])
    try writeEstimates(
      wells.flatMap(\.populations), shape: [wells.count, wells.first?.populations.count ?? 0],
      at: "\(group)/population", attributes: ["axes": "well, system", "unit": "1"])
    try write(result.passages, at: "/kinetics/passages")
    try write(result.populationTolerance, at: "/kinetics/population_tolerance")
    try write(result.passageTolerance, at: "/kinetics/passage_time_tolerance")
    try write(result.isEquivalent ? 1 : 0, at: "/kinetics/equivalent")
  }

  private func write(
    _ passages: [KineticsResult.Passage], at group: String
  ) throws(StorageError) {
    let shape = [passages.count, passages.first?.times.count ?? 0]
    try file.write(passages.map(\.from), at: "\(group)/from")
    try file.write(passages.map(\.to), at: "\(group)/to")
    try file.write(
      passages.flatMap(\.counts), shape: shape, at: "\(group)/count",
      attributes: ["axes": "passage, system"])
    try writeEstimates(
      passages.flatMap(\.times), shape: shape, at: "\(group)/time",
      attributes: ["axes": "passage, system", "unit": "time"])
  }
}
