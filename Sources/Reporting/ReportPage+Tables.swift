import Macroscope
import Statistics

extension ReportPage {
  /// A matrix of estimates, its rows and columns named after the coordinates.
  func matrix(_ caption: String, _ rows: [[Estimate]]) -> Markup {
    matrix(caption, rows.map { $0.map(isLarge ? NumberFormat.compact : NumberFormat.text) })
  }

  /// A matrix of numbers.
  func matrix(_ caption: String, numbers rows: [[Double]]) -> Markup {
    matrix(caption, NumberFormat.aligned(rows))
  }

  /// A matrix of differences in standard errors.
  func matrix(_ caption: String, inSigma rows: [[Double]]) -> Markup {
    matrix(caption, rows.map { $0.map { NumberFormat.fixed($0, decimals: 1) } })
  }

  /// Whether matrices need the compact notation of errors.
  var isLarge: Bool { summary.scenario.coordinates.count > 3 }

  private func matrix(_ caption: String, _ rows: [[String]]) -> Markup {
    let names = summary.scenario.coordinates
    func name(_ index: Int) -> String { index < names.count ? names[index] : "\(index + 1)" }
    let columns = rows.map(\.count).max() ?? 0
    return table(
      caption, header: [""] + (0..<columns).map(name),
      rows: rows.enumerated().map { [name($0)] + $1 }, style: "matrix")
  }

  /// Pictures of one section, those of one size beside each other.
  func figures(_ place: PlotCollection.Section) -> Markup {
    figures(plots.sections[place] ?? [])
  }
}
