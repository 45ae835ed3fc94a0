import Foundation
import Statistics
import Storage

/// What `macroscope scan` leaves behind in a folder of its own.
public struct ScanResults: Sendable {
  public var summary: ScanSummary
  /// The scenario with all defaults resolved, as TOML.
  public var scenarioText: String

  /// A value from its parts.
  public init(summary: ScanSummary, scenarioText: String) {
    self.summary = summary
    self.scenarioText = scenarioText
  }
}

/// The `summary.json` of a scan: the parts of a run's that a scan has.
public struct ScanSummary: Codable, Equatable, Sendable {
  public var schemaVersion = Summary.currentSchemaVersion
  public var program: Summary.Program
  public var scenario: Summary.ScenarioRecord
  public var verdicts: [Summary.Verdict]
  public var scaleSpectrum: Summary.ScaleSpectrum
  public var timing: Summary.Timing

  /// Whether every diagnostic passed.
  public var isTrustworthy: Bool { !verdicts.isEmpty && verdicts.allSatisfy(\.passed) }

  private enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case program, scenario, verdicts
    case scaleSpectrum = "scale_spectrum"
    case timing
  }
}

extension ResultsFolder {
  /// The folder of the scan of a run.
  public var scan: ResultsFolder {
    ResultsFolder(url.appendingPathComponent("scan", isDirectory: true))
  }
  /// The scale spectrum as a table.
  public var spectrumURL: URL { url.appendingPathComponent("scale-spectrum.csv") }

  /// The variogram of the gradient as a table.
  public var variogramURL: URL { url.appendingPathComponent("gradient-variogram.csv") }

  /// Whether the folder holds the results of a run, which those of a scan must not replace.
  public var holdsRun: Bool {
    FileManager.default.fileExists(atPath: potentialURL.path) || holdsScales
  }

  /// Writes the results of a scan; files appear when all are complete.
  public func write(_ results: ScanResults) throws {
    try StagedFolder.write(into: url) { staging in
      let staged = ResultsFolder(staging)
      let spectrum = results.summary.scaleSpectrum
      try HDF5File.create(at: staged.arraysURL) { file in
        let writer = ArrayWriter(file: file)
        try writer.writeOrigin(
          program: results.summary.program, scenario: results.summary.scenario)
        try writer.write(spectrum)
      }
      try spectrum.table(coordinates: results.summary.scenario.coordinates)
        .write(to: staged.spectrumURL)
      if let variogram = spectrum.variogram {
        try variogram.table(coordinates: results.summary.scenario.coordinates)
          .write(to: staged.variogramURL)
      }
      try AtomicFile.write(results.scenarioText, to: staged.scenarioURL)
      try JSON.write(results.summary, to: staged.summaryURL)
    }
  }

  /// Reads the summary of a scan; nil when the folder holds something else.
  public func readScan() throws(StorageError) -> ScanSummary? {
    struct Kind: Decodable {
      struct Nothing: Decodable {}
      let scale_spectrum: Nothing?
      let sampling: Nothing?
      let scales: [Nothing]?
    }
    let kind = try JSON.read(Kind.self, from: summaryURL)
    guard kind.scale_spectrum != nil, kind.sampling == nil, kind.scales == nil else { return nil }
    return try JSON.read(ScanSummary.self, from: summaryURL)
  }
}

extension Summary.ScaleSpectrum {
  /// One row per step: every number with its standard error.
  func table(coordinates: [String]) -> CSVTable {
    var columns = [
      CSVTable.Column("step", points.map(\.step)), .init("time", points.map(\.time)),
    ]
    func add(_ name: String, _ estimates: [Estimate]) {
      columns.append(.init(name, estimates.map(\.value)))
      columns.append(.init("se_\(name)", estimates.map(\.standardError)))
    }
    add("temperature", points.map(\.temperature))
    add("strength", points.map(\.strength))
    for i in coordinates.indices {
      for j in 0...i {
        add("G_\(coordinates[i])_\(coordinates[j])", points.map { $0.covariance[i][j] })
      }
    }
    for i in coordinates.indices {
      add("eigenvalue_\(i + 1)", points.map { $0.eigenvalues[i] })
    }
    for (i, name) in coordinates.enumerated() {
      add("kurtosis_\(name)", points.map { $0.kurtosis[i] })
      add("normality_\(name)", points.map { $0.normality[i] })
    }
    add("lag_one_correlation", points.map(\.lagOneCorrelation))
    if !hasMomenta { add("colour", points.map { $0.colour ?? .undefined }) }
    add("trapped_fraction", points.map(\.trappedFraction))
    add("escape_rate", points.map(\.escapeRate))
    add("lyapunov_exponent", points.map(\.lyapunovExponent))
    columns.append(.init("eligible", points.map { $0.eligible ? 1 : 0 }))
    columns.append(
      .init(
        "plateau",
        points.map { point in
          let index = plateaus.firstIndex {
            point.eligible && point.step >= $0.stepMin && point.step <= $0.stepMax
          }
          return Double(index.map { $0 + 1 } ?? 0)
        }))
    return CSVTable(columns: columns)
  }
}

extension Summary.ScaleSpectrum.Variogram {
  /// One row per distance.
  func table(coordinates: [String]) -> CSVTable {
    var columns = [
      CSVTable.Column("distance", points.map(\.distance)),
      .init("strength", points.map(\.strength.value)),
      .init("se_strength", points.map(\.strength.standardError)),
      .init("fitted", points.map(\.fitted)),
    ]
    guard points.allSatisfy({ $0.covariance != nil }), coordinates.count > 1 else {
      return CSVTable(columns: columns)
    }
    for i in coordinates.indices {
      for j in 0...i {
        let entries = points.compactMap { $0.covariance?[i][j] }
        let name = "Gamma_\(coordinates[i])_\(coordinates[j])"
        columns.append(.init(name, entries.map(\.value)))
        columns.append(.init("se_\(name)", entries.map(\.standardError)))
      }
    }
    return CSVTable(columns: columns)
  }
}
