import Foundation
import Macroscope
import Reporting
import Storage

/// Writes results and the report on them, and hands over the page and the folder.
func withReport(
  of results: RunResults, gnuplot: Gnuplot = Gnuplot(executable: nil),
  _ body: (_ page: String, _ folder: URL) throws -> Void
) throws {
  try withTemporaryFolder { folder in
    try ResultsFolder(folder).write(results)
    let outcome = try writeReport(for: folder, gnuplot: gnuplot)
    try body(String(decoding: AtomicFile.read(outcome.reportURL), as: UTF8.self), folder)
  }
}

/// The numbers in a data file of a plot: rows of columns, comments and empty lines left out.
func plotData(_ name: String, in folder: URL) throws -> [[Double]] {
  try plotBlocks(name, in: folder).flatMap { $0 }
}

/// The same, by the blocks that two empty lines separate.
func plotBlocks(_ name: String, in folder: URL) throws -> [[[Double]]] {
  let url = folder.appendingPathComponent("plots").appendingPathComponent(name)
  let text = String(decoding: try AtomicFile.read(url), as: UTF8.self)
  return text.components(separatedBy: "\n\n\n").map { block in
    block.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      line.split(separator: " ").map { Double($0) ?? .nan }
    }
  }
}
