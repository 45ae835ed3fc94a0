import Foundation
import Storage

/// One picture: a gnuplot script, its data, and the words that go with it.
struct Plot: Sendable {
  /// The size of a picture in the units of its text, of which a letter is 16 high.
  enum Size: Sendable, Equatable {
    /// A graph; two stand side by side on a wide screen.
    case graph
    /// A map with its colour bar; three stand side by side.
    case map
    /// One of many.
    case small
    /// Two graphs above each other that share their abscissa.
    case panels
    /// This many wide graphs above each other that share their abscissa.
    case stack(Int)

    /// The class of the style sheet.
    var name: String {
      switch self {
      case .graph: "graph"
      case .map: "map"
      case .small: "small"
      case .panels: "panels"
      case .stack: "stack"
      }
    }
    var width: Int {
      switch self {
      case .graph, .panels: 520
      case .map: 420
      case .small: 380
      case .stack: 860
      }
    }
    var height: Int {
      switch self {
      case .graph: 360
      case .map: 380
      case .small: 280
      case .panels: 540
      case .stack(let count): 90 + 190 * count
      }
    }
  }

  /// The base name of its files.
  let name: String
  let size: Size
  /// What is to be seen, for the caption.
  let caption: String
  /// What is to be seen, for those who cannot see it.
  let alternative: String
  /// The commands after those that all plots share.
  let commands: [String]
  /// The data, by the file name the commands use.
  let data: [(file: String, text: String)]

  /// The script, which can be run by itself in the folder of the plots.
  var script: String {
    """
    # Redraw with: gnuplot \(name).gp
    set encoding utf8
    set terminal svg size \(size.width),\(size.height) dynamic standalone noenhanced \\
      font 'sans-serif,16' linewidth 1.2 background 'white' name '\(PlotStyle.identifier(name))'
    set output '\(name).svg'
    \(PlotStyle.preamble)
    \(commands.joined(separator: "\n"))

    """
  }

  /// Writes the script and the data and draws the picture.
  ///
  /// - Throws: `StorageError` when a file cannot be written, `Gnuplot.Failure` when the picture
  ///   cannot be drawn; script and data are there then.
  func draw(in folder: URL, with gnuplot: Gnuplot) throws -> Markup {
    for (file, text) in data {
      try AtomicFile.write(text, to: folder.appendingPathComponent(file))
    }
    try AtomicFile.write(script, to: folder.appendingPathComponent("\(name).gp"))
    try gnuplot.run(script: "\(name).gp", in: folder)
    guard
      let source = try? AtomicFile.read(folder.appendingPathComponent("\(name).svg")),
      case let text = String(decoding: source, as: UTF8.self),
      let picture = InlineSVG.embed(
        text, name: PlotStyle.identifier(name), alternative: alternative)
    else { throw Gnuplot.Failure(description: "gnuplot wrote no picture") }
    return picture
  }
}
