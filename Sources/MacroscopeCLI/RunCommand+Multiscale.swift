import Dynamics
import Foundation
import Macroscope
import Reporting
import Storage

extension RunCommand {
  /// The runs of a scenario of several steps: the scan, where there is one, into `scan/`, every scale into
  /// a folder of its own and the whole into the folder, or the one run of `step = "auto"` into the folder.
  ///
  /// - Returns: whether all verdicts passed.
  func learn(
    _ run: MultiscaleRun, into folder: OutputFolder, _ checkpoint: Checkpoint,
    _ progress: ProgressReporter, _ cancellation: Cancellation
  ) throws -> Bool {
    let spectrum = try scanFirst(run, within: folder, checkpoint.journal, progress)
    do {
      let scenarios = try run.scenarios(spectrum?.scaleSpectrum)
      if !checkpoint.isResumed {
        for (scale, scenario) in scenarios.enumerated() {
          try logAdvice(on: run.run(scenario, scale: scale, of: scenarios.count))
        }
      }
      if run.scenario.choice == .auto, let scenario = scenarios.first {
        let isLearned = try learn(
          run.run(scenario, scale: 0, of: 1), into: folder, progress, cancellation,
          spectrum: spectrum?.scaleSpectrum)
        return isLearned && spectrum?.isTrustworthy == true
      }
      return try learn(
        run, scenarios, into: folder, checkpoint.journal, progress, cancellation, spectrum)
    } catch  where spectrum != nil && !(error is UnfinishedRun) {
      progress.abandon()
      throw UnfinishedRun(
        cause: error, kept: "The scan is complete", next: folder.results.scan.url.path)
    }
  }

  /// The scan, where there is one to be made first, or as an interrupted run has left it.
  private func scanFirst(
    _ run: MultiscaleRun, within folder: OutputFolder, _ journal: WorkJournal,
    _ progress: ProgressReporter
  ) throws -> ScanSummary? {
    let mark = "scanned"
    let place = folder.results.scan
    if journal.entry(mark) == nil {
      if run.scansFirst {
        do {
          let folder = try OutputFolder(preparing: place.url)
          _ = try folder.keeping {
            try scan(run.scan, report: run.scenario.report, into: folder, progress: progress)
          }
        } catch {
          progress.abandon()
          throw error
        }
      }
      journal.finishAll(as: mark)
      try journal.flush()
    }
    // As it was written, so that it is the same whether it was made now or before.
    return run.scansFirst ? try place.readScan() : nil
  }

  /// One run for each scenario, then what they say together. What is finished before an interrupt or an
  /// error is kept, and the whole tells of it alone.
  private func learn(
    _ run: MultiscaleRun, _ scenarios: [Scenario], into folder: OutputFolder,
    _ journal: WorkJournal, _ progress: ProgressReporter, _ cancellation: Cancellation,
    _ spectrum: ScanSummary?
  ) throws -> Bool {
    var finished: [RunResults] = []
    var failure: (any Error)?
    for (scale, scenario) in scenarios.enumerated() where failure == nil {
      let place = folder.results.scale(scale)
      do {
        try learnOnce(
          run.run(scenario, scale: scale, of: scenarios.count), scale: scale, into: place,
          journal, progress, cancellation)
        // As they were written, so that they are the same whether they were made now or before.
        finished.append(try place.read(samples: run.isConditioned))
      } catch {
        failure = error
        // The comparison alone is missing.
        if (error as? UnfinishedRun)?.kept != nil, let results = try? place.read() {
          finished.append(results)
        }
      }
    }
    guard !finished.isEmpty else { throw failure ?? DynamicsError.cancelled }
    var whole = try run.combine(finished, of: scenarios.count, scan: spectrum)
    try folder.secure()
    try folder.results.write(whole)
    if failure == nil, run.isConditioned {
      do {
        whole = try run.condition(whole, on: finished)
        try folder.secure()
        try folder.results.write(whole)
      } catch {
        failure = error
      }
    }
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

  /// The run of one scale in a folder of its own, with a checkpoint of its own, unless it is done.
  private func learnOnce(
    _ run: Run, scale: Int, into results: ResultsFolder, _ journal: WorkJournal,
    _ progress: ProgressReporter, _ cancellation: Cancellation
  ) throws {
    let mark = MultiscaleResults.folderName(ofScale: scale)
    if journal.entry(mark) != nil { return }
    let place = try OutputFolder(preparing: results.url)
    let identity = CheckpointIdentity(
      verb: "run", scenarioText: run.scenario.resolvedTOML(), seed: run.scenario.sampling.seed)
    var options = checkpointing
    // Whoever goes on with the whole goes on with its parts.
    options.resume = true
    options.overwrite = false
    let checkpoint = try options.begin(in: place, identity)
    try place.keeping(checkpoint) {
      _ = try learned(
        by: run.journaled(by: checkpoint.journal), into: place, progress, cancellation)
      // Before its own checkpoint goes, the whole must know that it is done.
      journal.finish(mark, StateArchive())
      try journal.flush()
    }
  }
}
