import Dynamics
import Foundation
import Macroscope
import Statistics
import Testing

/// Whole runs at several steps.
@Suite struct MultiscaleRunTests {
  private func scenario(
    step: String, walkers: Int = 1000, steps: Int = 10_000, rest: String = ""
  ) throws -> MultiscaleScenario {
    try MultiscaleScenario(
      text: """
        schema = 1
        [potential]
        coordinates = ["x"]
        parameters = { e1 = 0.1, e2 = 0.001 }
        value = "x^2/2 + e1*cos(x/e1) + e2*cos(x/e2)"
        components = ["x^2/2", "e1*cos(x/e1)", "e2*cos(x/e2)"]
        [domain]
        x = [-1.5, 1.5]
        [sampling]
        step = \(step)
        walkers = \(walkers)
        steps = \(steps)
        friction = 0.1
        seed = 1
        initial = { mean = [0.0], deviation = [1.0] }
        \(rest)
        """, path: "several.toml")
  }

  /// The acceptance of the decomposition: V₀ within 0.03 up to its error, the piece of ε₁ within 0.01.
  private func check(_ results: MultiscaleResults) throws {
    let summary = results.summary
    #expect(summary.verdicts.filter { !$0.passed } == [])
    #expect(summary.scales.count == 2)
    for method in ["density", "force"] {
      let coarsest = try #require(summary.scales[0].effectivePotential[method]?.rmse)
      #expect(coarsest.value < 0.03 + 3 * coarsest.standardError, "\(method): \(coarsest)")
    }
    let component = try #require(summary.decomposition?.first)
    #expect(summary.decomposition?.count == 1)
    #expect(component.index == 1 && component.reference == "e1*cos(x/e1)")
    let fit = try #require(component.methods["force"])
    let error = try #require(fit.rmse)
    #expect(error.value < 0.01, "\(error)")
    #expect(fit.standardError < 0.005 && fit.bandFactor > 2)
    // ½A²|k|² = ½; finite steps and walkers leave a few per cent.
    let strength = try #require(component.strength)
    #expect(abs(strength.value - 0.5) < 0.05, "\(strength)")
    // A cosine, over nearly four of its periods.
    #expect(abs(fit.amplitude.value - 0.1 / 2.0.squareRoot()) < 0.005)
    let curve = try #require(results.components.first { $0.method == "force" })
    let known = try #require(curve.reference)
    let inside = curve.region.indices.filter { curve.region[$0] }
    #expect(inside.count == fit.regionPoints)
    #expect(abs(inside.reduce(0) { $0 + curve.band.values[$1] }) < 1e-9)
    let worst = inside.map { abs(curve.band.values[$0] - known[$0]) }.max() ?? .nan
    #expect(worst == fit.maxError)
  }

  @Test("every plateau: the three-scale quadratic is taken apart")
  func all() throws {
    let run = MultiscaleRun(try scenario(step: "\"all\""))
    var finished: [RunResults] = []
    let results = try run.execute { finished.append($1) }
    try check(results)
    let spectrum = try #require(results.summary.scaleSpectrum)
    #expect(
      results.summary.scales.map(\.step) == spectrum.plateaus.map(\.recommendedStep).sorted(by: >))
    #expect(results.summary.verdicts.contains { $0.check == "spectrum_plateaus" })
    #expect(finished.map { $0.summary.sampling.step } == results.summary.scales.map(\.step))
    #expect(Set(finished.map { $0.summary.scenario.seed }).count == 2)
    // The summary of the whole is that of the parts.
    #expect(results.summary.scales[1].noiseCovariance == finished[1].summary.noiseCovariance?.value)
    #expect(
      results.summary.scales[1].effectivePotential == finished[1].summary.effectivePotential)
    // Each scale can be run again by itself, from the scenario in its folder.
    let alone = try Scenario(text: finished[1].scenarioText, path: "scale-1.toml")
    let again = try Run(alone).execute()
    #expect(again.potentials == finished[1].potentials)
  }

  @Test("a list of steps gives the same, in any order and on any number of threads")
  func list() throws {
    let results = try MultiscaleRun(
      try scenario(step: "[0.5, 0.1]"), options: RunOptions(threads: 2)
    ).execute()
    try check(results)
    #expect(results.summary.scaleSpectrum == nil)
    #expect(results.summary.scales.map(\.step) == [0.5, 0.1])
    let other = try MultiscaleRun(
      try scenario(step: "[0.1, 0.5]"), options: RunOptions(threads: 1)
    ).execute()
    #expect(other.components == results.components && other.potentials == results.potentials)
    #expect(other.summary.decomposition == results.summary.decomposition)
  }

  @Test("the coarsest plateau is the one of \"auto\"")
  func automatic() throws {
    let run = MultiscaleRun(try scenario(step: "\"auto\""))
    #expect(run.scansFirst)
    let spectrum = try run.scan().summary.scaleSpectrum
    let scenarios = try run.scenarios(spectrum)
    #expect(spectrum.plateaus.count == 2)
    #expect(scenarios.map(\.sampling.step) == [spectrum.plateaus.map(\.recommendedStep).max()])
    #expect(scenarios.first?.potential.reference == "x^2/2")
    #expect(scenarios.first?.sampling.seed == 1)
  }

  @Test("without a plateau there is no step to take")
  func noPlateau() throws {
    let smooth = try MultiscaleScenario(
      text: """
        schema = 1
        [potential]
        coordinates = ["x"]
        value = "x^2/2"
        [sampling]
        step = "all"
        [scan]
        points = 8
        time = 100
        """, path: "smooth.toml")
    let run = MultiscaleRun(smooth)
    let spectrum = try run.scan().summary.scaleSpectrum
    #expect(throws: MultiscaleError.noPlateau(choice: .all, isSmooth: true)) {
      try run.scenarios(spectrum)
    }
    #expect(throws: MultiscaleError.noPlateau(choice: .all, isSmooth: false)) {
      try run.scenarios(nil)
    }
    let message = "\(MultiscaleError.noPlateau(choice: .auto, isSmooth: false))"
    #expect(message.contains("sampling.step = \"auto\"") && message.contains("Give a step"))
  }

  @Test(
    "the scales are statistically independent: the error of a piece is neither larger nor smaller")
  func independence() throws {
    // The same law twice. With common random numbers the difference would be far below its error.
    var ratios: [Double] = []
    for seed in 1...12 {
      let twice = try scenario(
        step: "[0.5, 0.49999]", walkers: 256, steps: 2000,
        rest: "[regression]\nmethods = [\"force\"]"
      ).with(seed: UInt64(seed))
      let results = try MultiscaleRun(twice).execute()
      let fit = try #require(results.summary.decomposition?.first?.methods["force"])
      ratios.append(fit.amplitude.value / fit.standardError)
      // And it is no piece of f.
      #expect(
        results.summary.verdicts.contains { $0.check == "component_1_strength" && !$0.passed })
    }
    // A fit of few degrees of freedom: the mean square is 1, its deviation at most √(2/12) = 0.41;
    // three of them.
    let meanSquare = ratios.reduce(0) { $0 + $1 * $1 } / Double(ratios.count)
    #expect(meanSquare > 0.2 && meanSquare < 2.3, "\(ratios)")
  }

  @Test("what is finished stands alone, and is known to be a part")
  func incomplete() throws {
    let run = MultiscaleRun(try scenario(step: "[0.5, 0.1]", walkers: 64, steps: 1000))
    let first = try #require(try run.scenarios().first)
    let results = try run.run(first, scale: 0, of: 2).execute()
    let whole = try run.combine([results], of: 2)
    #expect(whole.summary.scales.count == 1)
    #expect(whole.summary.decomposition?.isEmpty == true)
    #expect(whole.summary.verdicts.contains { $0.check == "scales_complete" && !$0.passed })
    #expect(whole.components.isEmpty && !whole.potentials.isEmpty)
  }

  @Test("progress tells which scale it is")
  func progress() throws {
    let seen = Recorder()
    let run = MultiscaleRun(
      try scenario(step: "[0.5, 0.1]", walkers: 64, steps: 1000),
      options: RunOptions { seen.append($0.part) })
    _ = try run.execute()
    #expect(seen.parts == ["scale-0", "scale-1"])
  }

  @Test("without a domain the grid is as wide as the coarsest V and as fine as the finest knots")
  func commonGrid() throws {
    let text = try scenario(step: "[0.5, 0.1]", walkers: 256, steps: 4000).source.text
      .replacing("[domain]\nx = [-1.5, 1.5]\n", with: "")
    let results = try MultiscaleRun(
      MultiscaleScenario(text: text, path: "wide.toml")
    ).execute()
    let axis = try #require(results.grid.first?.points)
    let first = try #require(axis.first)
    let last = try #require(axis.last)
    #expect(last > 3 && first < -3)
    let finest = try #require(results.summary.scales[1].effectivePotential["force"]?.resolution[0])
    #expect((last - first) / Double(axis.count - 1) <= finest / 2 * 1.001)
    let fit = try #require(results.summary.decomposition?.first?.methods["force"])
    let error = try #require(fit.rmse)
    #expect(error.value < 0.02 + 5 * error.standardError)
  }

  @Test("above two dimensions there are the scales alone")
  func threeDimensions() throws {
    let cube = try MultiscaleScenario(
      text: """
        schema = 1
        [potential]
        coordinates = ["x[3]"]
        value = "sum(i, 1, 3, x[i]^2/2 + 0.001*cos(x[i]/0.001))"
        [sampling]
        step = [0.4, 0.2]
        walkers = 64
        steps = 500
        """, path: "cube.toml")
    let results = try MultiscaleRun(cube).execute()
    #expect(results.summary.scales.count == 2 && results.summary.decomposition == nil)
    #expect(results.grid.isEmpty && results.components.isEmpty)
  }

  @Test("in the plane a piece is found too")
  func plane() throws {
    let plane = try MultiscaleScenario(
      text: """
        schema = 1
        [potential]
        coordinates = ["x", "y"]
        parameters = { e1 = 0.1, e2 = 0.0005 }
        value = '''x^2/2 + x*y/4 + y^2/2 + e1*cos(x/e1) + e1*cos((x + 2*y)/e1/2)
          + e2*cos(x/e2) + e2*cos((x + 2*y)/e2)'''
        components = ["x^2/2 + x*y/4 + y^2/2", "e1*cos(x/e1) + e1*cos((x + 2*y)/e1/2)"]
        [domain]
        x = [-1.5, 1.5]
        y = [-1.5, 1.5]
        [sampling]
        step = [0.5, 0.08]
        walkers = 512
        steps = 8000
        [calibration]
        temperature = 2.0
        [regression]
        methods = ["force"]
        grid = 50
        """, path: "plane.toml")
    let results = try MultiscaleRun(plane).execute()
    let fit = try #require(results.summary.decomposition?.first?.methods["force"])
    #expect(fit.region.count == 2)
    // Two waves of amplitude 0.1.
    #expect(abs(fit.amplitude.value - 0.1) < 0.01)
    let error = try #require(fit.rmse)
    // The noise of the fit is 0.012 here; twice that.
    #expect(error.value < 0.025, "\(error)")
  }
}

/// The parts that reports of progress name, each once.
private final class Recorder: @unchecked Sendable {
  private let lock = NSLock()
  private var seen: [String] = []

  var parts: [String] { lock.withLock { seen } }

  func append(_ part: String?) {
    lock.withLock {
      if let part, seen.last != part { seen.append(part) }
    }
  }
}
