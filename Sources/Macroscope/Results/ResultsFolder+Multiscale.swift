import Foundation
import Storage

extension ResultsFolder {
  /// The decomposition of f as a table.
  public var decompositionURL: URL { url.appendingPathComponent("decomposition.csv") }

  /// The folder of one scale of a run at several steps.
  public func scale(_ index: Int) -> ResultsFolder {
    ResultsFolder(
      url.appendingPathComponent(
        MultiscaleResults.folderName(ofScale: index), isDirectory: true))
  }

  /// Whether the folder holds the results of a run at several steps.
  public var holdsScales: Bool { (try? readMultiscaleSummary()) != nil }

  /// Writes the whole of a run at several steps; the results of the scales are in folders of their own.
  ///
  /// What an earlier run left is removed where it is no part of this one: results of a single step, and of
  /// scales beyond those of this run.
  ///
  /// - Throws: a `StorageError`; the results in the folder are then what they were.
  public func write(_ results: MultiscaleResults) throws {
    try StagedFolder.write(into: url) { staging in
      let staged = ResultsFolder(staging)
      try HDF5File.create(at: staged.arraysURL) { try ArrayWriter(file: $0).write(results) }
      if !results.grid.isEmpty { try results.table.write(to: staged.decompositionURL) }
      if let surrogate = results.surrogate {
        try surrogate.model.write(to: staged.modelURL)
        try surrogate.curveTable?.write(to: staged.learningCurveURL)
      }
      try AtomicFile.write(results.scenarioText, to: staged.scenarioURL)
      try JSON.write(results.summary, to: staged.summaryURL)
    }
    var obsolete = RunResults.optionalTables + [potentialURL.lastPathComponent]
    if !results.grid.isEmpty { obsolete.removeAll { $0 == decompositionURL.lastPathComponent } }
    if results.surrogate == nil {
      obsolete.append(modelURL.lastPathComponent)
    } else {
      obsolete.removeAll { $0 == learningCurveURL.lastPathComponent }
    }
    for name in obsolete { unlink(url.appendingPathComponent(name).path) }
    removeScales(from: results.summary.scales.count)
  }

  /// Adds the scale spectrum to the summary of a run that was scanned after it was written.
  public func add(_ spectrum: Summary.ScaleSpectrum) throws(StorageError) {
    var summary = try readSummary()
    summary.scaleSpectrum = spectrum
    try JSON.write(summary, to: summaryURL)
  }

  /// Reads the summary of a run at several steps; nil when the folder holds something else.
  public func readMultiscaleSummary() throws(StorageError) -> MultiscaleSummary? {
    struct Kind: Decodable {
      struct Nothing: Decodable {}
      let scales: [Nothing]?
    }
    guard try JSON.read(Kind.self, from: summaryURL).scales != nil else { return nil }
    try checkVersion()
    return try JSON.read(MultiscaleSummary.self, from: summaryURL)
  }

  /// Reads a run at several steps; nil when the folder holds something else.
  public func readMultiscale() throws(StorageError) -> MultiscaleResults? {
    guard let summary = try readMultiscaleSummary() else { return nil }
    let scenario = try AtomicFile.read(scenarioURL)
    var results = MultiscaleResults(
      summary: summary, scenarioText: String(decoding: scenario, as: UTF8.self))
    let reader = ArrayReader(file: try HDF5File.open(arraysURL), path: arraysURL.path)
    try reader.readDecomposition(into: &results)
    results.surrogate = try readSurrogate(reader)
    return results
  }

  /// Removes the results, and no other files, from the folders of scales that an earlier run had.
  func removeScales(from first: Int) {
    var index = first
    while FileManager.default.fileExists(atPath: scale(index).summaryURL.path) {
      let folder = scale(index)
      let files =
        [
          folder.summaryURL, folder.arraysURL, folder.potentialURL, folder.scenarioURL,
          folder.reportURL, folder.plotsURL, folder.modelURL,
        ] + RunResults.optionalTables.map { folder.url.appendingPathComponent($0) }
      for file in files { try? FileManager.default.removeItem(at: file) }
      rmdir(folder.url.path)
      index += 1
    }
  }
}
