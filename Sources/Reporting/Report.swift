import Foundation
import Macroscope
import Storage

/// What came of building a report.
public struct ReportOutcome: Equatable, Sendable {
  /// A picture that is not in the report.
  public struct FailedPlot: Equatable, Sendable {
    /// The base name of its files.
    public let name: String
    /// Why it could not be drawn.
    public let reason: String
  }

  /// Where the report is.
  public let reportURL: URL
  /// How many pictures are in it.
  public let drawnPlots: Int
  /// The pictures that are not.
  public let failedPlots: [FailedPlot]

  /// One line for the log when pictures are missing, with what to do; nil when none is.
  public var warning: String? {
    guard let first = failedPlots.first else { return nil }
    return "\(failedPlots.count) of \(failedPlots.count + drawnPlots) plots are missing from the "
      + "report: \(first.reason)"
  }
}

/// Builds `report.html` and `plots/` in a results folder, from what the folder holds alone.
///
/// The report is one self-contained page. A picture that cannot be drawn, for want of gnuplot for
/// instance, is replaced by a note; its data and script are in `plots/` all the same. The old
/// report and plots are replaced when the new ones are complete.
///
/// - Parameters:
///   - folder: the results folder.
///   - gnuplot: the program that draws.
/// - Returns: where the report is and what is missing from it.
/// - Throws: a `StorageError` when results cannot be read or the report cannot be written.
@discardableResult
public func writeReport(
  for folder: URL, gnuplot: Gnuplot = .onSearchPath()
) throws -> ReportOutcome {
  if let scan = try ResultsFolder(folder).readScan() {
    return try writeReport(of: scan, into: folder, gnuplot: gnuplot)
  }
  if let results = try ResultsFolder(folder).readMultiscale() {
    return try writeReport(of: results, into: folder, gnuplot: gnuplot)
  }
  return try writeReport(of: ResultsFolder(folder).read(), into: folder, gnuplot: gnuplot)
}

/// The same from results in memory.
@discardableResult
package func writeReport(
  of results: RunResults, into folder: URL, gnuplot: Gnuplot = .onSearchPath()
) throws -> ReportOutcome {
  var plots = PlotCollection(results)
  return try StagedFolder.write(into: folder) { staging in
    let staged = ResultsFolder(staging)
    try AtomicFile.createFolder(staged.plotsURL)
    try plots.draw(in: staged.plotsURL, with: gnuplot)
    let page = ReportPage(results: results, plots: plots)
    try AtomicFile.write(page.html, to: staged.reportURL)
    return ReportOutcome(
      reportURL: ResultsFolder(folder).reportURL, drawnPlots: plots.drawnCount,
      failedPlots: plots.failed)
  }
}
