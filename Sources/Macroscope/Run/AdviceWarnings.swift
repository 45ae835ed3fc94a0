import CoarseGraining
import Foundation
import Statistics

/// Advice in words: what is wrong, where, and what would do.
struct AdviceWarnings {
  private(set) var list: [ScenarioWarning] = []
  private let scenario: Scenario
  private let advice: StepAdvice

  init(scenario: Scenario, advice: StepAdvice) {
    self.scenario = scenario
    self.advice = advice
    for concern in advice.concerns { warn(concern) }
    // Of a run that is not worth its time its length does not matter.
    if advice.concerns.isEmpty {
      warnOfResolution()
      warnOfLength()
    }
  }

  private mutating func add(_ keyPath: String, _ message: String, hint: String?) {
    list.append(
      ScenarioWarning(finding: scenario.error(at: keyPath, message, hint: hint)))
  }

  private var name: String {
    scenario.sampling.integrator == .dampedVerlet ? "step" : "learning rate"
  }

  /// The step that would do, or that none was found.
  private var remedy: String {
    if let step = advice.suggestedStep { return "sampling.step = \(text(step)) would do" }
    if advice.window.isEmpty {
      return "no step is large enough for the sinks and small enough for V: only a function with "
        + "better separated scales would do"
    }
    return "no better step was found nearby: 'macroscope scan' looks for the plateaus"
  }

  private mutating func warn(_ concern: StepConcern) {
    let step = text(advice.step)
    switch concern {
    case .unstable(let limit):
      add(
        "sampling.step",
        "the \(name) \(step) is too large: walkers run away"
          + (limit.map { " above \(text($0)), the limit of stability of V" } ?? ""), hint: remedy)
    case .nearlyUnstable(let limit):
      add(
        "sampling.step",
        "the \(name) \(step) is close to \(text(limit)), above which walkers run away", hint: remedy
      )
    case .unstableSweep(let limit):
      add(
        "sampling.step",
        "the \(name) \(step) is too large for the mass sweep: walkers with its light masses run away"
          + (limit.map { "; below \(text($0)) they cannot" } ?? ""),
        hint: "\(remedy), or lower calibration.mass_coupling and mass_contrast")
    case .smooth:
      add(
        "potential.value",
        "no step makes noise: the function is smooth, with one scale only and no micro terms",
        hint: "there is nothing to separate: V is the function itself")
    case .silent:
      add(
        "sampling.step",
        "the \(name) \(step) makes no noise: walkers settle on orbits that attract them",
        hint: remedy)
    case .atRest(let limit):
      add(
        "sampling.step",
        "the \(name) \(step) is too small: all walkers come to rest in micro minima, which are "
          + "attractors below \(text(limit))", hint: remedy)
    case .sinks(let rate):
      add(
        "sampling.step",
        "the \(name) \(step) is too small: micro minima capture "
          + (rate < 0.5
            ? "walkers, \(text(rate)) per walker and relaxation time" : "nearly all walkers")
          + "; they are attractors below \(text(advice.window.sinkLimit))",
        hint: remedy)
    case .belowSinkLimit(let limit):
      add(
        "sampling.step",
        "the \(name) \(step) is too small: micro minima are attractors below \(text(limit)), and will "
          + "capture walkers sooner or later", hint: remedy)
    case .betweenScales(let kurtosis):
      add(
        "sampling.step",
        "the \(name) \(step) lies between two scales: the kurtosis of the momenta is "
          + "\(text(kurtosis)), normal is 3", hint: remedy)
    case .strongFriction(let kurtosis):
      add(
        "sampling.friction",
        "the friction acts within few steps: the kurtosis of the momenta is \(text(kurtosis)), normal "
          + "is 3",
        hint: advice.window.strongestFriction.map {
          "sampling.friction = \(text($0)) or less would do, or a smaller step"
        })
    case .colouredNoise(let correlation):
      add(
        "sampling.step",
        "the \(name) \(step) leaves the noise coloured: micro gradients of consecutive steps correlate "
          + "by \(text(correlation))", hint: remedy)
    case .calibration(let error):
      add("sampling.step", "no calibration is possible: \(error)", hint: nil)
    case .anisotropic(let deviation):
      add(
        "calibration.enabled",
        "the directions have different temperatures: Θ/T deviates from the identity by "
          + "\(text(100 * deviation)) %", hint: "enable [calibration]")
    }
  }

  private mutating func warnOfResolution() {
    guard let domain = scenario.domain, let resolution = advice.resolution else { return }
    let names = scenario.potential.coordinateNames
    for (i, length) in resolution.enumerated() {
      let interval = domain.intervals[i]
      let width = interval.upperBound - interval.lowerBound
      guard length > width / 2 else { continue }
      add(
        "sampling.step",
        "V is known no finer than \(text(length)) along \(names[i]), what a walker travels in a step, "
          + "but the domain is \(text(width)) wide",
        hint: "choose a smaller step, a lower temperature or a wider domain")
      break
    }
  }

  private mutating func warnOfLength() {
    let sampling = scenario.sampling
    let length = RunLength(sampling, step: advice.step)
    let place = scenario.positions["sampling.time"] == nil ? "sampling.steps" : "sampling.time"
    if let relaxation = advice.relaxation, Double(sampling.steps) < length.leastSteps(relaxation) {
      let bound = relaxation.isReliable ? "" : "at least "
      add(
        place,
        "the run is too short: walkers forget where they were within \(bound)"
          + "\(text(relaxation.slowest.value)) units of time; the burn-in lasts "
          + "\(text(length.burnInTime)), the recorded part \(text(length.recordedTime))",
        hint: "it takes \(bound)\(text(length.leastSteps(relaxation))) steps")
      return
    }
    guard scenario.dimension <= 2, scenario.regression.methods.contains(.density),
      let precision = advice.precision,
      length.relativeError(precision) > Verdicts.Limit.precision
    else { return }
    let steps = length.steps(forError: Advice.aim, precision, advice.relaxation)
    add(
      place,
      "the run is too short: V by density will be known to \(text(length.relativeError(precision))) T "
        + "(limit \(text(Verdicts.Limit.precision)))",
      hint: "about \(text(steps)) steps would bring it to \(Advice.aim) T")
  }

  private func text(_ value: Double) -> String { String(format: "%.3g", value) }

  private func text(_ estimate: Estimate) -> String {
    String(format: "%.3g ± %.1g", estimate.value, estimate.standardError)
  }
}
