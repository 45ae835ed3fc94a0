import Foundation
import Macroscope
import Potentials

/// Does one thing many times and prints by how many bytes the process has grown meanwhile, after as much of a warm-up as
/// caches and the allocator need. A process of its own, since tests run side by side in one.
///
///     LeakProbe scenario|expression|results PATH COUNT
@main
enum LeakProbe {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 4, let count = Int(arguments[3]) else {
      throw Misuse(description: "usage: LeakProbe scenario|expression|results PATH COUNT")
    }
    let work = try work(arguments[1], path: arguments[2])
    for _ in 0..<max(count / 4, 100) { try work() }
    let before = try residentBytes()
    for _ in 0..<count { try work() }
    print(try residentBytes() - before)
  }

  private struct Misuse: Error, CustomStringConvertible {
    let description: String
  }

  private static func work(_ kind: String, path: String) throws -> () throws -> Void {
    switch kind {
    case "scenario":
      return {
        let scenario = try ScenarioFile.load(path: path)
        try scenario.validate()
        _ = scenario.resolvedTOML()
        // And one that is wrong, on the way of which errors are thrown.
        _ = try? ScenarioFile(text: "schema = 1\n[potential]\nvalue = \"x^\"", path: path)
      }
    case "expression":
      let text = "sin(x*y)^2 + exp(-(x - 1)^2/a)*sum(i, 1, 3, cos(i*y)) + sqrt(1 + x^2)"
      return {
        let potential = try ExpressionPotential(
          text, coordinates: ["x", "y"], parameters: ["a": 0.5])
        guard potential.values(at: [[0.1, 0.2]])[0].isFinite else {
          throw Misuse(description: "the expression has no value")
        }
      }
    case "results":
      let folder = ResultsFolder(URL(fileURLWithPath: path, isDirectory: true))
      return { _ = try folder.read(samples: true) }
    default: throw Misuse(description: "no such kind: \(kind)")
    }
  }

  private static func residentBytes() throws -> Int {
    let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    guard let pages = text.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
      throw Misuse(description: "no /proc/self/statm")
    }
    return pages * sysconf(Int32(_SC_PAGESIZE))
  }
}
