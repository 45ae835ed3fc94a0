import Dynamics
import Foundation
import Macroscope
import Reporting

extension RunCommand {
  /// The runs of a scenario of several steps: the scan, where there is one, into `scan/`, every scale into
  /// a folder of its own and the whole into the folder, or the one run of `step = "auto"` into the folder.
  ///
  /// - Returns: whether all verdicts passed.
  func learn(
    _ run: MultiscaleRun, into folder: OutputFolder, _ progress: ProgressReporter,
    _ cancellation: Cancellation
  ) throws -> Bool {
    let spectrum = try scanFirst(run, within: folder, progress)
    do {
      let scenarios = try run.scenarios(spectrum?.scaleSpectrum)
      for (scale, scenario) in scenarios.enumerated() {
        try logAdvice(on: run.run(scenario, scale: scale, of: scenarios.count))
      }
      if run.scenario.choice == .auto, let scenario = scenarios.first {
        let isLearned = try learn(
          run.run(scenario, scale: 0, of: 1), into: folder, progress, cancellation,
          spectrum: spectrum?.scaleSpectrum)
        return isLearned && spectrum?.isTrustworthy == true
      }
      return try learn(run, scenarios, into: folder, progress, cancellation, spectrum)
    } catch  where spectrum != nil && !(error is UnfinishedRun) {
      progress.abandon()
      throw UnfinishedRun(
        cause: error, kept: "The scan is complete: \(folder.results.scan.url.path)")
    }
  }

  private func scanFirst(
    _ run: MultiscaleRun, within folder: OutputFolder, _ progress: ProgressReporter
  ) throws -> ScanSummary? {
    guard run.scansFirst else { return nil }
    do {
      return try scan(
        run.scan, report: run.scenario.report, into: folder.results.scan, progress: progress)
    } catch {
      progress.abandon()
      folder.discard()
      throw error
    }
  }

  /// One run for each scenario, then what they say together. What is finished before an interrupt or an
  /// error is kept, and the whole tells of it alone.
  private func learn(
    _ run: MultiscaleRun, _ scenarios: [Scenario], into folder: OutputFolder,
    _ progress: ProgressReporter, _ cancellation: Cancellation, _ spectrum: ScanSummary?
  ) throws -> Bool {
    var finished: [RunResults] = []
    var failure: (any Error)?
    for (scale, scenario) in scenarios.enumerated() where failure == nil {
      let place = try OutputFolder(preparing: folder.results.scale(scale).url)
      do {
        var results = try learned(
          by: run.run(scenario, scale: scale, of: scenarios.count), into: place, progress,
          cancellation)
        results.samples = nil
        finished.append(results)
      } catch {
        failure = error
        // The comparison alone is missing.
        if error is UnfinishedRun, let results = try? place.results.read() {
          finished.append(results)
        }
      }
    }
    guard !finished.isEmpty else {
      folder.discard()
      throw failure ?? DynamicsError.cancelled
    }
    let whole = try run.combine(finished, of: scenarios.count, scan: spectrum)
    try folder.results.write(whole)
    try buildReport(in: folder.results, run.scenario.report, progress)
    if let failure {
      let names = finished.indices.map(MultiscaleResults.folderName(ofScale:))
      throw UnfinishedRun(
        cause: (failure as? UnfinishedRun)?.cause ?? failure,
        kept: "Complete so far: \(names.joined(separator: ", ")), in \(folder.results.url.path)")
    }
    try conclude(closingTable(whole.summary), folder.results)
    return whole.summary.isTrustworthy
  }
}
