import Dynamics
import Foundation
import LinearAlgebra
import Statistics

/// The ends of the window, by trying.
extension StepInquiry {
  /// The largest step at which walkers stay, within 2 %: between one at which they do and one at which they
  /// run away. The mean Hessian says where to look first; for a harmonic V it is right.
  ///
  /// Nil when they stay at forty times the largest step known to be good, and when no good step is known:
  /// a thousand small steps do not tell whether V confines walkers.
  func stabilityLimit(from known: ProbeFindings?, diverges: Bool) throws -> Double? {
    guard let known else { return nil }
    let law = known.law
    var stable = known.map.step
    var unstable = diverges ? step : Double.infinity
    var trial: UInt64 = 0
    func test(_ h: Double) throws {
      guard h > stable, h < unstable else { return }
      trial += 1
      let stays = try probe.stays(
        try maps.map(step: h), initial: law, run: Stream.stability + trial)
      if stays { stable = h } else { unstable = h }
    }
    if let limit = staticLimit {
      try test(0.97 * limit)
      try test(1.03 * limit)
    }
    var largest = max(stable, step)
    let end = 40 * largest
    while unstable == .infinity, largest < end {
      largest *= 1.5
      try test(largest)
    }
    guard unstable < .infinity else { return nil }
    while unstable > 1.02 * stable { try test((stable * unstable).squareRoot()) }
    return (stable * unstable).squareRoot()
  }

  /// Judges the step against the stability limit.
  mutating func judgeStability(_ main: Outcome, limit: Double?) {
    if main.hasDiverged || limit.map({ step > $0 }) == true {
      add(.unstable(limit: limit))
    } else if let limit, step > settings.limits.stability * limit {
      add(.nearlyUnstable(limit: limit))
    }
  }

  /// The stability limit of the sweep's runs, at least; whether walkers stay is tried with each of its
  /// masses when the step comes near.
  mutating func judgeSweep(from known: ProbeFindings?, limit: Double?) throws -> Double? {
    guard settings.integrator == .dampedVerlet, let limit, let known,
      let design = settings.calibration?.design, !design.inverseMasses.isEmpty
    else { return nil }
    let lightest =
      design.inverseMasses.compactMap {
        (try? SymmetricEigen($0))?.values.last
      }.max() ?? 1
    let bound = limit / max(lightest, 1).squareRoot()
    guard step > 0.8 * bound, step < limit else { return bound }
    for (n, mass) in design.inverseMasses.enumerated() {
      let stays = try quiet {
        try probe.stays(
          try maps.map(step: step, inverseMass: mass), initial: known.law,
          run: Stream.masses + UInt64(n))
      }
      guard stays == false else { continue }
      add(.unstableSweep(limit: bound))
      break
    }
    return bound
  }

  /// Captures per relaxation time, from three captures on; fewer prove nothing.
  func captures(_ findings: ProbeFindings, relaxation: Double) -> Double {
    findings.sinks.revivals < 3 ? 0 : findings.sinks.escapeRate.value * relaxation
  }

  /// The time that captures are counted against, as in the verdict of a run.
  private func relaxation(_ findings: ProbeFindings) -> Double {
    let time = findings.relaxation.position.value
    return time.isFinite ? time : maps.relaxation ?? 0
  }

  mutating func judgeSinks(_ findings: ProbeFindings, isNoisy: Bool) {
    let rate = captures(findings, relaxation: relaxation(findings))
    if rate > settings.limits.escape {
      add(.sinks(rate: rate))
    } else if step < sinkLimit {
      add(isNoisy ? .belowSinkLimit(limit: sinkLimit) : .atRest(limit: sinkLimit))
    } else if !isNoisy {
      add(.silent)
    }
  }

  /// The smallest step of a ladder at which short ensembles lose few walkers, within a factor 1.26: it
  /// starts a little above where the steepest micro minima become stable, and goes down as long as few are
  /// lost, to half of that, or up until few are.
  func leastStep(from known: ProbeFindings?, below limit: Double?) throws -> Double? {
    guard let known, sinkLimit > 0 else { return nil }
    let time = relaxation(known)
    let most = limit ?? .infinity
    func isFree(_ n: Int) throws -> Bool {
      let h = sinkLimit * pow(10, 0.1 * Double(n))
      guard h < most else { return false }
      let found = try quiet {
        try probe.findings(
          try maps.map(step: h), initial: known.law, length: maps.length(step: h, share: 0.1),
          run: Stream.sinks + UInt64(0x100 + n))
      }
      return found.map { captures($0, relaxation: time) <= settings.limits.escape } ?? false
    }
    var n = 1
    if try isFree(n) {
      while n > -3, try isFree(n - 1) { n -= 1 }
    } else {
      repeat { n += 1 } while try n < 16 && !isFree(n)
      guard n < 16 else { return nil }
    }
    return sinkLimit * pow(10, 0.1 * Double(n))
  }

  /// The step nearest to the one asked for whose probe shows nothing wrong, from a ladder between the ends
  /// of the window with margins.
  func remedy(_ window: StepWindow, from known: ProbeFindings?) throws -> Double? {
    guard let known else { return nil }
    let safe =
      survey.largestCurvature > 0 ? criterion.safeStep(curvature: survey.largestCurvature) : 0
    let lower = max(safe, 1.26 * window.lower)
    let upper = 0.7 * window.upper
    guard upper.isFinite, lower > 0, lower <= upper else { return nil }
    let rungs = max(2, min(24, Int((log(upper / lower) / log(1.15)).rounded(.up)) + 1))
    let ladder = (0..<rungs).map { lower * pow(upper / lower, Double($0) / Double(rungs - 1)) }
    let nearest = ladder.enumerated().sorted {
      abs(log($0.element / step)) < abs(log($1.element / step))
    }
    for (n, h) in nearest {
      let found = try quiet {
        try probe.findings(
          try maps.map(step: h), initial: known.law, length: maps.length(step: h, share: 0.2),
          run: Stream.remedies + UInt64(n), details: noiseDetails)
      }
      if let found, isClean(found) { return h }
    }
    return nil
  }

  private func isClean(_ findings: ProbeFindings) -> Bool {
    guard makesNoise(findings),
      captures(findings, relaxation: relaxation(findings)) <= settings.limits.escape
    else { return false }
    // Half of what fails a run: the middle of a plateau, not its edge.
    let kurtosis = findings.worstKurtosis ?? .exact(3)
    let colour = findings.noise?.lagOneCorrelation ?? .exact(0)
    return abs(kurtosis.value - 3) < settings.limits.kurtosis / 2 + 2 * kurtosis.standardError
      && abs(colour.value) < settings.limits.colour + 2 * colour.standardError
  }
}
