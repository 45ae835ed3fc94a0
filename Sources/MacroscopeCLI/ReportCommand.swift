import ArgumentParser
import Foundation
import Macroscope
import Reporting

/// `macroscope report`: builds the report of a results folder anew.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Rebuilds the report of a results folder.")

  @Argument(help: "The results folder.", completion: .directory)
  var folder: String

  func run() throws {
    try reportingErrors {
      let outcome = try writeReport(for: URL(fileURLWithPath: folder, isDirectory: true))
      if let warning = outcome.warning {
        Console.log("warning: \(warning)\n")
      }
      try Console.print(outcome.reportURL.path)
    }
  }
}
