import Foundation
import Statistics

/// Results over the seeds, for gnuplot and for the page.
struct Table {
  /// One row: the abscissa, and an estimate for each series.
  struct Row {
    let x: Double
    let label: String
    let values: [Estimate]
  }

  /// The base name of the file.
  let name: String
  /// What the abscissa is.
  let abscissa: String
  let series: [String]
  /// What stands for a value that is not there.
  var missing = "diverged"
  var rows: [Row] = []

  /// Columns x, value, error, value, error …; what is unknown is NaN, which gnuplot leaves out.
  var columns: String {
    var text = "# " + ([abscissa] + series).joined(separator: " | ") + "\n"
    for row in rows {
      text +=
        ([row.x] + row.values.flatMap { [$0.value, $0.standardError] })
        .map { String(format: "%.6g", $0) }.joined(separator: " ") + "\n"
    }
    return text
  }

  /// The same for the page.
  var markdown: String {
    var text = "| " + ([abscissa] + series).joined(separator: " | ") + " |\n|"
    text += String(repeating: "---|", count: series.count + 1) + "\n"
    for row in rows {
      text += "| " + ([row.label] + row.values.map(self.text)).joined(separator: " | ") + " |\n"
    }
    return text
  }

  /// A value with its standard error, to two digits of the latter.
  private func text(_ estimate: Estimate) -> String {
    guard estimate.value.isFinite else { return missing }
    let error = estimate.standardError
    guard error.isFinite, error > 0 else { return String(format: "%.3g", estimate.value) }
    let digits = max(0, 1 - Int(log10(error).rounded(.down)))
    return String(format: "%.\(digits)f ± %.\(digits)f", estimate.value, error)
  }

  func write(to folder: URL) throws {
    try columns.write(
      to: folder.appendingPathComponent("\(name).dat"), atomically: true, encoding: .utf8)
    try markdown.write(
      to: folder.appendingPathComponent("\(name).md"), atomically: true, encoding: .utf8)
  }
}

/// The mean over the seeds with its standard error; undefined as soon as one of them is not finite.
func overSeeds(_ values: [Double]) -> Estimate {
  values.allSatisfy(\.isFinite) ? mean(ofIndependent: values) : .undefined
}
