import ArgumentParser
import Foundation
import Macroscope
import Reporting
import Storage

/// `macroscope report`: builds the report of a results folder anew.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Rebuilds the report of a results folder.")

  @Argument(help: "The results folder.", completion: .directory)
  var folder: String

  func run() throws {
    try reportingErrors {
      let url = URL(fileURLWithPath: folder, isDirectory: true)
      // Not in a folder that holds something else.
      let lock = ResultsFolder(url).holdsResults ? try FolderLock(url) : nil
      defer { lock?.release() }
      let outcome = try writeReport(for: url)
      if let warning = outcome.warning {
        Console.log("warning: \(warning)\n")
      }
      try Console.print(outcome.reportURL.path)
    }
  }
}
