import CoarseGraining
import LinearAlgebra
import Macroscope
import Statistics

/// Advice as lines of text: the window of steps and frictions, and what a run would give.
public func adviceText(_ advice: Advice, coordinates: [String]) -> [String] {
  let step = advice.step
  var lines = [
    "step: \(number(step.step)), admissible \(range(step.window))"
  ]
  if let friction = step.friction {
    let bounds = [
      advice.weakestFriction.map { "from \(number($0)) (three times 1/γ in the burn-in)" },
      step.window.strongestFriction.map { "to \(number($0)) (kurtosis of bounded noise)" },
    ].compactMap { $0 }.joined(separator: " ")
    lines.append("friction: \(number(friction)), suitable \(bounds)")
  }
  if let temperature = step.temperature { lines.append("temperature of V: \(number(temperature))") }
  if let kinetic = step.kineticTemperature {
    lines.append("kinetic temperature: \(number(kinetic))")
  }
  if let sweep = step.sweepTemperature {
    lines.append("temperature in the sweep with equal masses: \(number(sweep))")
  }
  if let resolution = step.resolution {
    let list = zip(coordinates, resolution).prefix(4).map { "\($0) \(number($1))" }
    lines.append(
      "resolution length: " + list.joined(separator: ", ")
        + (resolution.count > 4 ? ", …" : ""))
  }
  if let relaxation = step.relaxation {
    lines.append(
      "relaxation time: \(relaxation.isReliable ? "" : "at least ")\(number(relaxation.slowest))")
  }
  // Of a run that cannot be trusted this says nothing.
  if step.concerns.isEmpty, let error = advice.relativeError, let needed = advice.stepsForAim {
    lines.append(
      "standard error of V by density: \(number(error)) T; "
        + "\(Advice.aim) T needs \(number(needed)) steps")
  }
  return lines + step.unknown.map { "not found: \($0)" }
}

private func range(_ window: StepWindow) -> String {
  let lower = "from \(number(window.lower)) (sinks)"
  guard window.upper.isFinite else { return lower + "; no upper limit was found" }
  let reason =
    if window.upper == window.noiseLimit {
      "noise too strong for the temperature"
    } else if window.upper == window.sweepLimit {
      "stability of the sweep"
    } else {
      "stability of V"
    }
  return lower + " to \(number(window.upper)) (\(reason))"
}

/// Two digits: more would be false precision in what a short probe shows.
private func number(_ value: Double) -> String { NumberFormat.number(value, digits: 2) }

private func number(_ estimate: Estimate) -> String {
  NumberFormat.number(estimate.value, digits: 3)
}
