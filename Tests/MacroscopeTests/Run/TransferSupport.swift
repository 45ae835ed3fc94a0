import Foundation
import Macroscope

/// A folder of results beside each other, removed at the end.
final class ResultsShelf {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent(
    "transfer-\(UUID().uuidString)")

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The results of this name.
  func folder(_ name: String) -> ResultsFolder {
    ResultsFolder(url.appendingPathComponent(name, isDirectory: true))
  }

  func options(_ name: String, threads: Int = 2) -> RunOptions {
    RunOptions(threads: threads, results: folder(name).url)
  }

  /// Runs a scenario into the folder of a name.
  @discardableResult
  func run(_ scenario: Scenario, _ name: String, threads: Int = 2) throws -> RunResults {
    let results = try Run(scenario, options: options(name, threads: threads)).execute()
    try folder(name).write(results)
    return results
  }
}

/// V = x⁴/4 − x²/2 + tilt·x with noise of variance G = ½(1 + 1) = 1, at T = 0.075/friction.
func transferScenario(
  friction: Double = 0.1, tilt: Double = 0, samples: Int = 2000, seed: Int = 1,
  step: Double = 0.15, coordinate: String = "x", hidden: String = "[16, 16]",
  surrogate: String = "", rest: String = ""
) throws -> Scenario {
  let x = coordinate
  return try Scenario(
    text: """
      schema = 1
      [potential]
      coordinates = ["\(x)"]
      parameters = { eps = 0.0005, tilt = \(tilt) }
      value = "\(x)^4/4 - \(x)^2/2 + tilt*\(x) + eps*cos(\(x)/eps) + eps*cos(1.618*\(x)/eps + 1)/1.618"
      reference = "\(x)^4/4 - \(x)^2/2 + tilt*\(x)"
      [domain]
      \(x) = [-1.6, 1.6]
      [sampling]
      step = \(step)
      walkers = 200
      steps = 4000
      friction = \(friction)
      seed = \(seed)
      stored_samples = \(samples)
      initial = { mean = [0.0], deviation = [0.8] }
      [surrogate]
      hidden = \(hidden)
      epochs = 25
      batch = 128
      learning_rate = 0.01
      ensemble = 3
      \(surrogate)
      \(rest)
      """, path: "child.toml")
}
