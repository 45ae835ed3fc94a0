import Comparison

/// How the compared systems are named and drawn, the same in every picture and table.
///
/// Systems are numbered as in `LangevinResult`: f, V, then the truncations of f.
struct ComparedSystems {
  /// One system.
  struct Style {
    /// Its name in keys and tables.
    let label: String
    let colour: String
    /// The dash type of gnuplot.
    let dash: String
    let width: Double

    /// What a curve of this system is drawn with.
    var line: String {
      "with lines linewidth \(width) dashtype \(dash) linecolor rgb '\(colour)'"
    }
  }

  let styles: [Style]
  /// The expressions of the truncations.
  let expressions: [String]

  init(_ langevin: LangevinResult) {
    expressions = langevin.systems.dropFirst(2).map(\.name)
    let surrogate = Self.surrogate(langevin.method)
    let palette = [0, 2, 6, 3, 4, 5].map { PlotStyle.colours[$0] }.filter {
      $0 != surrogate.colour
    }
    // No two beside each other are alike, and none is like the dots of the tolerance.
    let dashes = ["(9,4)", "(12,4,3,4)", "(4,3)", "(16,3)", "(7,3,2,3,2,3)"]
    let isSingle = expressions.count == 1
    let truncations = expressions.indices.map { index in
      Style(
        label: isSingle ? "truncation" : "truncation \(index + 1)",
        colour: palette[index % palette.count], dash: dashes[index % dashes.count],
        width: 1.5)
    }
    styles = [Self.original, surrogate] + truncations
  }

  /// f: dark, and wide enough to be seen beneath V.
  static let original = Style(
    label: "f", colour: PlotStyle.referenceColour, dash: "1", width: 3.2)

  /// V: the colour of its method.
  static func surrogate(_ method: String) -> Style {
    Style(label: "V", colour: PlotStyle.colour(of: method), dash: "1", width: 1.4)
  }

  /// A truncation at the head of a sentence: `The truncation “x^2”`, `Truncation 1 “x^2”`.
  func subject(_ system: Int) -> String {
    let name = expressions.count == 1 ? "The truncation" : "Truncation \(system - 1)"
    return "\(name) “\(expressions[system - 2])”"
  }

  /// The names of the columns of data files: without spaces.
  var columnNames: [String] {
    styles.map { $0.label.replacingOccurrences(of: " ", with: "_") }
  }
}
