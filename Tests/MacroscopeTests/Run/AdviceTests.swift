import CoarseGraining
import Dynamics
import Foundation
import LinearAlgebra
import Macroscope
import Statistics
import Testing

/// Advice on the scenarios of the repository, against what their runs measured.
@Suite("Advice before a run") struct AdviceTests {
  /// What full runs with seed 1 found.
  struct Measured: CustomTestStringConvertible, Sendable {
    let name: String
    /// T of the positions, and the kinetic one.
    let temperature: Double
    let kinetic: Double?
    /// The autocorrelation time of the slowest coordinate.
    let relaxation: Double
    /// The rms standard error of V by density, in T.
    var precision: Double?
    var testDescription: String { name }
  }

  static let measured = [
    Measured(
      name: "quadratic-coarse", temperature: 2.50084, kinetic: 2.6671, relaxation: 0.651,
      precision: 0.000676),
    Measured(
      name: "quadratic-fine", temperature: 0.24626, kinetic: 0.2481, relaxation: 1.09,
      precision: 0.00476),
    Measured(
      name: "sinks", temperature: 0.11505, kinetic: 0.1151, relaxation: 1.27, precision: nil),
    Measured(
      name: "double-well", temperature: 0.25272, kinetic: 0.2592, relaxation: 317,
      precision: 0.00621),
    Measured(
      name: "gradient-descent", temperature: 0.01258, kinetic: nil, relaxation: 331,
      precision: 0.00514),
    Measured(
      name: "many-scales", temperature: 2.0109, kinetic: 2.0209, relaxation: 0.309,
      precision: 0.00327),
    Measured(
      name: "scale-spectrum", temperature: 3.99927, kinetic: 4.1657, relaxation: 0.168,
      precision: 0.000171),
    Measured(
      name: "many-scales-spectrum", temperature: 13.52211, kinetic: 14.8542, relaxation: 13.9,
      precision: 0.00208),
    Measured(
      name: "anisotropic-quadratic", temperature: 1.00058, kinetic: 1.0049, relaxation: 0.153,
      precision: 0.00416),
    Measured(
      name: "muller-brown", temperature: 0.9978, kinetic: 1.0288, relaxation: 24.5,
      precision: 0.00929),
    Measured(name: "coupled-10d", temperature: 0.99968, kinetic: 1.0058, relaxation: 0.179),
  ]

  private func load(_ name: String, step factor: Double = 1) throws -> Scenario {
    let path = ScenarioFilesTests.folder.appendingPathComponent("\(name).toml").path
    var scenario = try Scenario.load(path: path)
    scenario.sampling.step *= factor
    return scenario
  }

  private func advise(_ scenario: Scenario) throws -> Advice {
    try Run(scenario, options: RunOptions(threads: 2)).advise()
  }

  @Test("every scenario: T within 10 %, no false warning", arguments: measured)
  func scenarios(_ truth: Measured) throws {
    let scenario = try load(truth.name)
    let advice = try advise(scenario)
    let step = advice.step
    let temperature = try #require(step.temperature)
    #expect(abs(temperature.value / truth.temperature - 1) < 0.1, "\(temperature)")
    if let kinetic = truth.kinetic {
      #expect(abs(try #require(step.kineticTemperature).value / kinetic - 1) < 0.1)
    }
    #expect(step.unknown.isEmpty, "\(step.unknown)")
    guard truth.name != "sinks" else { return }
    #expect(advice.warnings.isEmpty, "\(advice.warnings)")
    #expect(step.concerns.isEmpty && step.suggestedStep == nil)
    #expect(step.window.lower < step.step && step.step < step.window.upper)
    let relaxation = try #require(step.relaxation)
    // Of slow coordinates: fast oscillations cancel, to what is left depends on how often they are seen.
    if truth.relaxation > 10 {
      #expect((0.5...2).contains(relaxation.position.value / truth.relaxation))
    }
    if let precision = truth.precision {
      let predicted = try #require(advice.relativeError)
      #expect((0.4...8).contains(predicted / precision), "\(predicted), not \(precision)")
      // The well of a parabola needs no smoothness to be found; elsewhere the prediction is closer.
      if truth.relaxation > 10 { #expect((0.4...2.5).contains(predicted / precision)) }
    }
    #expect((advice.stepsForAim ?? 0) > 0)
  }

  /// The sweep's run with M = I of a calibrated scenario has the temperature that is foretold.
  @Test(
    "the temperature with scalar friction",
    arguments: [
      "anisotropic-quadratic", "muller-brown", "coupled-10d",
    ])
  func sweep(_ name: String) throws {
    let scenario = try load(name)
    let predicted = try #require(try advise(scenario).step.sweepTemperature)
    let d = scenario.dimension
    let map = try DampedVerlet(
      step: scenario.sampling.step, friction: scenario.sampling.friction * Matrix.identity(d))
    let sampler = try EnsembleSampler(
      potential: scenario.makePotentials().value, map: map, initial: scenario.sampling.initial,
      walkers: 256, seed: 99, threads: 2)
    let schedule = RecordSchedule(every: 5)
    try sampler.advance(steps: 2500, schedule: schedule)
    let moments = MomentAccumulator(layout: sampler.layout, dimension: d)
    try sampler.advance(steps: 5000, schedule: schedule, observers: [moments])
    let measured = try moments.snapshot().configurationalTemperature(map).estimate
    #expect(abs(predicted.value / measured.value - 1) < 0.1, "\(predicted), \(measured)")
  }

  @Test("sinks.toml is flagged where its step stands, with a step that would do")
  func sinks() throws {
    let advice = try advise(load("sinks"))
    let warning = try #require(advice.warnings.first)
    #expect(advice.warnings.count == 1)
    #expect(warning.finding.line == 29 && warning.finding.column == 8)
    #expect(warning.finding.message.contains("too small: micro minima capture walkers"))
    let text = warning.description
    #expect(text.contains("sinks.toml:29:8: warning: the step 0.05 is too small"))
    #expect(text.contains("  step = 0.05\n"))
    #expect(text.contains("hint: sampling.step = 0.1"))
    // 1.6 times 2√ε.
    #expect(abs((advice.step.suggestedStep ?? 0) - 0.1012) < 0.01)
  }

  /// A scenario with its step times a factor, and what is said of it.
  typealias Changed = (name: String, factor: Double, complaint: String)

  static let outside: [Changed] = [
    ("double-well", 3, "too large"), ("muller-brown", 3, "too large"),
    ("quadratic-fine", 3, "between two scales"), ("quadratic-fine", 0.3333, "too small"),
    ("double-well", 0.3333, "too small"), ("sinks", 0.3333, "too small"),
    ("quadratic-coarse", 3, "no finer than"), ("gradient-descent", 0.3333, "too short"),
  ]

  @Test("a step that is three times too large or too small", arguments: outside)
  func isWarnedOf(_ changed: Changed) throws {
    let warnings = try advise(load(changed.name, step: changed.factor)).warnings
    #expect(warnings.contains { $0.finding.message.contains(changed.complaint) }, "\(warnings)")
  }

  static let inside: [Changed] = [
    ("quadratic-coarse", 0.3333, ""), ("sinks", 3, ""), ("gradient-descent", 3, ""),
    ("many-scales", 3, ""), ("many-scales", 0.3333, ""), ("scale-spectrum", 0.3333, ""),
    ("many-scales-spectrum", 0.3333, ""), ("anisotropic-quadratic", 3, ""),
  ]

  @Test("steps three times larger or smaller whose runs pass are not warned of", arguments: inside)
  func isNotWarnedOf(_ changed: Changed) throws {
    let warnings = try advise(load(changed.name, step: changed.factor)).warnings
    #expect(warnings.isEmpty, "\(warnings)")
  }

  @Test("a function without micro terms is told where it stands")
  func smooth() throws {
    let scenario = try Scenario(
      text: """
        schema = 1
        [potential]
        coordinates = ["x"]
        value = "x^2/2 + x^4"
        [sampling]
        step = 0.1
        """, path: "smooth.toml")
    let warnings = try advise(scenario).warnings
    #expect(warnings.count == 1)
    #expect(warnings.first?.finding.message.hasPrefix("no step makes noise") == true)
    #expect(warnings.first?.finding.line == 4)
  }

  @Test("several steps with one advisor give what each gives alone")
  func severalSteps() throws {
    let scenario = try load("quadratic-fine")
    let advisor = try ScenarioAdvisor(scenario, options: RunOptions(threads: 2))
    _ = try advisor.advise(step: 0.5, friction: 0.1)
    let second = try advisor.advise(step: 0.1, friction: 0.1)
    #expect(second.step.temperature == (try advise(scenario).step.temperature))
  }
}
