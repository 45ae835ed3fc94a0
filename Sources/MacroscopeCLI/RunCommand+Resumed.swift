import Foundation
import Macroscope
import Reporting
import Storage

extension RunCommand {
  /// Tells of results that are complete already; whether all verdicts passed.
  func tellResults(in folder: ResultsFolder) throws -> Bool {
    Console.log(
      "'\(folder.url.path)' holds the results of this scenario already: nothing is to be done\n")
    if let summary = try folder.readMultiscaleSummary() {
      try conclude(closingTable(summary), folder)
      return summary.isTrustworthy
    }
    let summary = try folder.readSummary()
    try conclude(closingTable(summary), folder)
    let scan = folder.scan.holdsResults ? try folder.scan.readScan() : nil
    return summary.isTrustworthy && scan?.isTrustworthy ?? true
  }
}

extension ScenarioFile {
  /// The seed of the run, or of its coarsest scale.
  var seed: UInt64 {
    switch self {
    case .single(let scenario): scenario.sampling.seed
    case .multiscale(let scenario): scenario.seed
    }
  }
}

extension ResultsFolder {
  /// What the results in the folder are to a run of that scenario.
  func standing(to loaded: ScenarioFile) throws(StorageError) -> StandingOfResults {
    guard holdsResults(of: loaded) else { return .foreign }
    guard FileManager.default.fileExists(atPath: reportURL.path) else { return .partial }
    guard case .single(let scenario) = loaded else { return .complete }
    let summary = try readSummary()
    let isWhole =
      (scenario.hamiltonian == nil || summary.hamiltonian != nil)
      && (scenario.langevin == nil || summary.langevin != nil)
      && (scenario.surrogate == nil || summary.surrogate != nil)
      && (scenario.scan == nil || scan.holdsResults)
    return isWhole ? .complete : .partial
  }

  /// Whether the results in the folder are of that very scenario.
  private func holdsResults(of loaded: ScenarioFile) -> Bool {
    guard let stored = storedScenario else { return false }
    if stored == loaded.resolvedTOML() { return true }
    // The one run of `step = "auto"` has the scenario that the scan made.
    guard case .multiscale(let scenario) = loaded, scenario.choice == .auto,
      scan.storedScenario == loaded.resolvedTOML(), let spectrum = try? scan.readScan(),
      let run = try? MultiscaleRun(scenario).scenarios(spectrum.scaleSpectrum).first
    else { return false }
    return stored == run.resolvedTOML()
  }
}
