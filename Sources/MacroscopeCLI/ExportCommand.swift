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
      or above two coordinates at the stored samples.
      """)

  @Argument(help: "A results folder that networks were trained in.", completion: .directory)
  var folder: String

  @Option(help: "onnx, safetensors or csv.")
  var format: Format

  @Option(
    help: ArgumentHelp(
      "Where the export goes (default: surrogate.<format> in the folder).", valueName: "file"))
  var output: String?

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
      let model = try results.readModel()
      switch format {
      case .onnx: try model.writeONNX(to: destination)
      case .safetensors: try model.write(to: destination)
      case .csv: try results.read(samples: true).networkTable(model).write(to: destination)
      }
      try Console.print(destination.path)
    }
  }
}
