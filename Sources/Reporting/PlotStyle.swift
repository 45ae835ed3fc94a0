import Foundation
import Macroscope
import Storage

/// The look that all plots share, and the small phrases of gnuplot they are made of.
enum PlotStyle {
  /// Colours that stay apart for colour-blind readers and in grey (Okabe & Ito).
  static let colours = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7a5195", "#666666",
  ]
  static let referenceColour = "#1a1a1a"

  /// The colour of a method, the same in every plot.
  static func colour(of method: String) -> String {
    switch method {
    case "density": colours[0]
    case "force": colours[1]
    case "mlp": colours[2]
    default: colours[3]
    }
  }

  /// The name of a method in a key.
  static func title(of method: String) -> String {
    switch method {
    case "mlp": "neural fit"
    case "conditioned": "networks of all scales"
    default: method
    }
  }

  /// The name of a method in a sentence.
  static func phrase(for method: String) -> String {
    switch method {
    case "density": "the density, −T log ρ"
    case "force": "force regression"
    case "mlp": "the neural fit"
    case "conditioned": "the networks of all scales"
    default: method
    }
  }

  /// V of one of several scales: V₀ is the coarsest.
  static func potential(_ scale: Int) -> String {
    let digits = "\(scale)".unicodeScalars.map { digit in
      Unicode.Scalar(digit.value - 0x30 + 0x2080).map(String.init) ?? ""
    }
    return "V" + digits.joined()
  }

  /// What a scale adds to the next coarser one.
  static func piece(_ index: Int) -> String { "\(potential(index)) − \(potential(index - 1))" }

  /// Commands at the head of every script.
  static let preamble = """
    set border 3 linecolor rgb '#8a8f98' linewidth 0.8
    set tics out nomirror scale 0.6 textcolor rgb '#333333'
    set grid linecolor rgb '#e9ebee' linetype 1 linewidth 0.6
    set minussign
    set key top right samplen 1.6 spacing 1.15 textcolor rgb '#1a1a1a'
    set xlabel offset 0,0.4
    set ylabel offset 0.8,0
    """

  /// Viridis: perceptually uniform, readable in grey; low values are dark.
  static let sequentialPalette =
    "set palette defined (0 '#440154', 1 '#482878', 2 '#3e4989', 3 '#31688e', 4 '#26828e', "
    + "5 '#1f9e89', 6 '#35b779', 7 '#6ece58', 8 '#b5de2b', 9 '#fde725')"

  /// Blue below zero, white at zero, red above: distinct for colour-blind readers.
  static let divergingPalette =
    "set palette defined (0 '#2166ac', 1 '#67a9cf', 2 '#d1e5f0', 3 '#f7f7f7', 4 '#fddbc7', "
    + "5 '#ef8a62', 6 '#b2182b')"

  /// A text as gnuplot's single-quoted string, on one line: nothing in it is a command, a substitution or a
  /// macro. What a picture has no room for is cut.
  static func quoted(_ text: String) -> String {
    let longest = 200
    var line = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(longest) {
      switch scalar {
      case "\n", "\t", "\r": line.append(" ")
      // Two of them are one within such a string, but not wherever they may stand.
      case "'": line.append("\u{2019}")
      // The SVG terminal takes what follows an ampersand for an entity where it can.
      case "&": line.append(contentsOf: "&\u{200B}".unicodeScalars)
      // No XML may have the end of a CDATA section in a text, and the terminal leaves it as it is.
      case ">" where line.last == "]": line.append(contentsOf: "\u{200B}>".unicodeScalars)
      default:
        let isAllowed = !Terminal.isCommand(scalar) && !scalar.properties.isNoncharacterCodePoint
        line.append(isAllowed ? scalar : "?")
      }
    }
    return "'" + String(line) + (text.unicodeScalars.count > longest ? "…'" : "'")
  }

  /// A name with nothing but letters, digits and underscores.
  static func identifier(_ name: String) -> String {
    String(
      name.unicodeScalars.map { scalar -> Character in
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9": Character(scalar)
        default: "_"
        }
      })
  }

  /// Label, range and tics of an axis of a map.
  static func axis(_ name: String, _ axis: GridAxis) -> String {
    let (lower, upper) = (axis.points.first ?? 0, axis.points.last ?? 1)
    return [
      "set \(name)label \(quoted(axis.coordinate))", range(name, lower, upper),
      tics(name, lower, upper),
    ].joined(separator: "\n")
  }

  /// A range of an axis.
  static func range(_ axis: String, _ lower: Double, _ upper: Double) -> String {
    guard lower.isFinite, upper.isFinite, lower < upper else { return "set autoscale \(axis)" }
    return "set \(axis)range [\(lower):\(upper)]"
  }

  /// Round tics on an axis, so few that their labels have room in a small picture: `most` at most.
  static func tics(_ axis: String, _ lower: Double, _ upper: Double, most: Int = 6) -> String {
    let span = upper - lower
    guard span.isFinite, span > 0 else { return "set \(axis)tics autofreq" }
    let unit = pow(10, log10(span / Double(most)).rounded(.down))
    let step =
      [1.0, 2, 5, 10].map { $0 * unit }.first { span / $0 <= Double(most) + 0.5 } ?? 10 * unit
    return "set \(axis)tics \(step)"
  }

  /// Tics of a logarithmic axis at 1, 2 and 5 times the powers of ten, or at these powers alone
  /// over more than two decades: the automatic ones leave an axis within one decade unlabelled.
  static func logTics(_ axis: String, _ lower: Double, _ upper: Double) -> String {
    guard lower > 0, upper > lower, upper.isFinite else { return "set \(axis)tics autofreq" }
    let factors = upper / lower > 100 ? [1.0] : [1, 2, 5]
    let powers = Int(log10(lower).rounded(.down))...Int(log10(upper).rounded(.up))
    let places = powers.flatMap { power in factors.map { $0 * pow(10, Double(power)) } }
      .filter { $0 >= lower && $0 <= upper }
    guard places.count > 1 else { return "set \(axis)tics autofreq" }
    let labels = places.map { "\(quoted(String(format: "%g", $0))) \($0)" }
    return "set \(axis)tics (\(labels.joined(separator: ", ")))"
  }

  /// The lines of a 95 % band and its middle; columns are x, middle and standard error. The band is
  /// `factor` standard errors wide on either side.
  static func band(
    _ file: String, x: Int = 1, value: Int, error: Int, factor: Double = 1.96, colour: String,
    title: String
  ) -> [String] {
    let upper = "($\(value)+\(factor)*$\(error))"
    let lower = "($\(value)-\(factor)*$\(error))"
    return [
      "'\(file)' using \(x):\(lower):\(upper) with filledcurves "
        + "fillstyle transparent solid 0.2 noborder linecolor rgb '\(colour)' notitle",
      "'\(file)' using \(x):\(value) with lines linewidth 1.8 linecolor rgb '\(colour)' "
        + "title \(quoted(title))",
    ]
  }

  /// Points with their error bars, from columns or expressions of the file. Gnuplot's own error bars lie on
  /// white discs that hide their neighbours.
  static func bars(
    _ file: String, x: String = "1", value: String, error: String, colour: String,
    size: Double = 0.35, width: Double = 1, title: String = ""
  ) -> [String] {
    func expression(_ column: String) -> String { Int(column).map { "$\($0)" } ?? column }
    let (middle, half) = (expression(value), expression(error))
    return [
      "'\(file)' using \(x):(\(middle)-\(half)):(0):(2*\(half)) with vectors nohead "
        + "linewidth \(width) linecolor rgb '\(colour)' notitle",
      "'\(file)' using \(x):\(value) with points pointtype 7 pointsize \(size) "
        + "linecolor rgb '\(colour)' " + (title.isEmpty ? "notitle" : "title \(quoted(title))"),
    ]
  }

  /// A plot command from its parts.
  static func plot(_ parts: [String]) -> String {
    "plot " + parts.joined(separator: ", \\\n  ")
  }

  /// The names of columns as a line that gnuplot skips.
  private static func comment(_ names: [String]) -> String {
    "# " + names.map { $0.map { $0.isNewline ? " " : String($0) }.joined() }.joined(separator: "  ")
      + "\n"
  }

  /// Columns of numbers with a comment above, as gnuplot reads them.
  static func columns(_ names: [String], _ columns: [[Double]]) -> String {
    var text = comment(names)
    for row in 0..<(columns.map(\.count).min() ?? 0) {
      text += columns.map { $0[row].description }.joined(separator: " ") + "\n"
    }
    return text
  }

  /// A grid as gnuplot reads it: an empty line after each run of the first coordinate.
  static func grid(_ names: [String], x: [Double], y: [Double], values: [[Double]]) -> String {
    var text = comment(names)
    for i in x.indices {
      for j in y.indices {
        let numbers = [x[i], y[j]] + values.map { $0[i * y.count + j] }
        text += numbers.map(\.description).joined(separator: " ") + "\n"
      }
      text += "\n"
    }
    return text
  }
}
