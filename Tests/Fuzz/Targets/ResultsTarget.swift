import Foundation
import Macroscope
import Reporting
import Storage

/// Results folders. The first byte of the input says which file of a good folder the rest replaces: `s` the summary,
/// `h` the arrays, `t` the scenario. The folder is read, and a report is written on what is read.
package struct ResultsTarget: FuzzTarget {
  package static let name = "results"
  private let scratch: ScratchFolder
  private let good: [String: Data]

  package init() throws {
    scratch = try ScratchFolder()
    let folder = ResultsFolder(scratch.url)
    try folder.write(SmallRun.withNetworks().results)
    good = try [folder.summaryURL, folder.arraysURL, folder.scenarioURL].reduce(into: [:]) {
      $0[$1.lastPathComponent] = try Data(contentsOf: $1)
    }
  }

  package func check(_ input: [UInt8]) throws(BrokenPromise) {
    let name =
      switch input.first {
      case UInt8(ascii: "h"): "results.h5"
      case UInt8(ascii: "t"): "scenario.toml"
      default: "summary.json"
      }
    for (file, data) in good where file != name { try scratch.write(data, to: file) }
    try scratch.write(input.dropFirst(), to: name)
    do {
      // It throws storage errors alone.
      _ = try ResultsFolder(scratch.url).read(samples: true)
    } catch {
      return
    }
    do {
      try writeReport(for: scratch.url, gnuplot: Gnuplot(executable: nil))
    } catch is StorageError {
    } catch {
      throw BrokenPromise("\(error)")
    }
  }

  package func seeds() throws -> [[UInt8]] {
    zip(["s", "h", "t"], ["summary.json", "results.h5", "scenario.toml"]).map {
      Array($0.utf8) + (good[$1].map { [UInt8]($0) } ?? [])
    }
  }
}
