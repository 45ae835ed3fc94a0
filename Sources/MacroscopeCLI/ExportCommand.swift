import ArgumentParser
import Foundation
import Macroscope
import Storage
import Surrogates

/// `macroscope export`: trained networks in a form that other programs read.
struct ExportCommand: ParsableCommand {
  /// The forms.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case onnx, safetensors, csv

    /// The file's name unless one is given.
    var fileName: String { "surrogate.\(rawValue)" }
  }

  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Exports the trained networks of a results folder.",
    discussion: """
      onnx: one file that gives V and its gradient in any ONNX runtime. safetensors: the model file itself, \
      weights and all that is needed to use them. csv: V with its standard error, on the grid of the results, \
      or above two coordinates at the stored samples. Networks that serve several scales are exported for the \
      one that --scale names.
      """)

  @Argument(help: "A results folder that networks were trained in.", completion: .directory)
  var folder: String

  @Option(help: "onnx, safetensors or csv.")
  var format: Format

  @Option(
    help: ArgumentHelp(
      "Where the export goes (default: surrogate.<format> in the folder).", valueName: "file"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Which scale of networks that serve several: 0 is the coarsest.", valueName: "number"))
  var scale: Int?

  func validate() throws {
    if output?.isEmpty == true {
      throw ArgumentParser.ValidationError("--output needs the name of a file")
    }
    if format == .safetensors, output == nil {
      throw ArgumentParser.ValidationError(
        "surrogate.safetensors is in the folder already: give --output")
    }
  }

  func run() throws {
    try reportingErrors {
      let results = ResultsFolder(URL(fileURLWithPath: folder, isDirectory: true))
      let destination =
        output.map { URL(fileURLWithPath: $0) }
        ?? results.url.appendingPathComponent(format.fileName)
      let (model, tabulated) = try choose(try results.readModel(), in: results)
      switch format {
      case .onnx: try model.writeONNX(to: destination)
      case .safetensors: try model.write(to: destination)
      case .csv: try tabulated.read(samples: true).networkTable(model).write(to: destination)
      }
      try Console.print(destination.path)
    }
  }

  /// The model of the scale that is asked for, and the results that have its grid.
  private func choose(
    _ model: SurrogateModel, in results: ResultsFolder
  ) throws -> (SurrogateModel, ResultsFolder) {
    let scales = model.header.scales
    guard scales.count > 1 else {
      if let scale, scale != 0 {
        throw ArgumentParser.ValidationError(
          "--scale \(scale): the networks serve one scale, 0")
      }
      return (model, results)
    }
    let steps = scales.enumerated().map { index, map in
      "\(index)" + (map.step.map { " (step \(String(format: "%.4g", $0)))" } ?? "")
    }
    guard let scale, scales.indices.contains(scale) else {
      throw ArgumentParser.ValidationError(
        (scale.map { "there is no scale \($0)" } ?? "the networks serve several scales")
          + ": choose with --scale among \(steps.joined(separator: ", "))")
    }
    return (try model.atScale(scale), results.scale(scale))
  }
}
