import Foundation
import Storage

/// The folder that holds the results of one run; its layout is described in docs/results.md.
public struct ResultsFolder: Equatable, Sendable {
  /// Where the folder is.
  public let url: URL

  /// The folder at a place; nothing is read or created.
  public init(_ url: URL) {
    self.url = url
  }

  /// The numbers that a person or a script asks for.
  public var summaryURL: URL { url.appendingPathComponent("summary.json") }
  /// All arrays.
  public var arraysURL: URL { url.appendingPathComponent("results.h5") }
  /// The effective potential as a table.
  public var potentialURL: URL { url.appendingPathComponent("effective-potential.csv") }
  /// The scenario with all defaults resolved.
  public var scenarioURL: URL { url.appendingPathComponent("scenario.toml") }
  /// The report.
  public var reportURL: URL { url.appendingPathComponent("report.html") }
  /// The plots and the scripts and data they are made of.
  public var plotsURL: URL { url.appendingPathComponent("plots") }

  /// Creates the folder and makes sure that files can be written there, so that a long run does not
  /// end without a place for its results.
  ///
  /// - Throws: a `StorageError`, also when a folder for parts of the results is a symbolic link, which would take
  ///   them to a place that nobody has named.
  public func prepare() throws(StorageError) {
    try AtomicFile.createFolder(url)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    for name in names.sorted() where name == "scan" || name.hasPrefix("scale-") {
      let part = url.appendingPathComponent(name).path
      var information = stat()
      guard lstat(part, &information) == 0, information.st_mode & S_IFMT == S_IFLNK else {
        continue
      }
      throw StorageError(
        kind: .wrongType, path: part, operation: "write",
        reason: "it is a symbolic link, and results are written into their folder alone",
        hint: "remove it, or choose another output folder")
    }
    let probe = url.appendingPathComponent(".macroscope-probe")
    do throws(StorageError) {
      try AtomicFile.write(Data([0]), to: probe, replacingLinks: true)
    } catch {
      // The user knows the folder, not this file.
      throw StorageError(
        kind: error.kind, path: url.path, operation: "write into", reason: error.reason,
        hint: error.hint)
    }
    unlink(probe.path)
  }

  /// Writes the results of a run: the summary, the arrays, the tables and the scenario.
  ///
  /// The folder is created where it does not exist. Results that are there are replaced only when
  /// the new ones are complete, and tables of parts that these do not have are removed. Every
  /// potential is shifted so that its minimum over the supported points is zero; where nothing
  /// supports it its standard error is NaN.
  ///
  /// - Throws: a `StorageError`; the results in the folder are then what they were.
  public func write(_ results: RunResults) throws {
    let results = results.normalised()
    let tables = results.tables
    try StagedFolder.write(into: url) { staging in
      let staged = ResultsFolder(staging)
      try HDF5File.create(at: staged.arraysURL) { try ArrayWriter(file: $0).write(results) }
      if let source = results.samplesFile {
        try HDF5File.copy(ArrayWriter.samplesRoot, from: source, to: staged.arraysURL)
      }
      for (name, table) in tables {
        try table.write(to: staging.appendingPathComponent(name))
      }
      try results.surrogate?.model.write(to: staged.modelURL)
      try AtomicFile.write(results.scenarioText, to: staged.scenarioURL)
      try JSON.write(results.summary, to: staged.summaryURL)
    }
    // What older results left would be taken for a part of these.
    for name in RunResults.optionalTables where !tables.contains(where: { $0.name == name }) {
      unlink(url.appendingPathComponent(name).path)
    }
    removeScales(from: 0)
    if results.surrogate == nil { unlink(modelURL.path) }
  }

  /// Reads the summary alone.
  ///
  /// - Throws: a `StorageError` when it is missing, damaged or of a newer version.
  public func readSummary() throws(StorageError) -> Summary {
    try checkVersion()
    return try JSON.read(Summary.self, from: summaryURL)
  }

  /// Refuses a summary of a format that is newer than this program's.
  func checkVersion() throws(StorageError) {
    struct Version: Decodable {
      let schema_version: Int
    }
    let version = try JSON.read(Version.self, from: summaryURL).schema_version
    guard version <= Summary.currentSchemaVersion else {
      throw StorageError(
        kind: .damaged, path: summaryURL.path, operation: "read",
        reason: "its schema_version is \(version), newer than this program's "
          + "\(Summary.currentSchemaVersion)",
        hint: "use the version of the program that wrote it")
    }
  }

  /// Reads what ``write(_:)`` wrote.
  ///
  /// - Parameter samples: whether to read the stored samples too, the largest part.
  /// - Returns: the results; parts that the run did not have are nil or empty.
  /// - Throws: a `StorageError` when a file is missing or damaged.
  public func read(samples: Bool = false) throws(StorageError) -> RunResults {
    let summary = try readSummary()
    let scenario = try AtomicFile.read(scenarioURL)
    let reader = try openArrays()
    var results = RunResults(
      summary: summary, scenarioText: String(decoding: scenario, as: UTF8.self))
    try reader.readPotentials(into: &results)
    try reader.readDistributions(into: &results)
    results.hamiltonian = try reader.readHamiltonian()
    results.langevin = try reader.readLangevin()
    results.kinetics = try reader.readKinetics()
    results.surrogate = try readSurrogate(reader)
    if samples { results.samples = try reader.readSamples() }
    return results
  }
}
