import Dynamics
import Foundation
import LinearAlgebra
import Potentials
import Statistics

/// One piece of advice in the making.
struct StepInquiry {
  let advisor: StepAdvisor
  let step: Double
  let friction: Double
  let maps: ProbeMaps
  let probe: StepProbe
  private(set) var concerns: [StepConcern] = []
  private(set) var unknown: [String] = []

  /// Streams of random numbers, one for each ensemble.
  enum Stream {
    static let main: UInt64 = 0
    static let calibrated: UInt64 = 1
    static let reference: UInt64 = 0x100
    static let stability: UInt64 = 0x200
    static let masses: UInt64 = 0x300
    static let sinks: UInt64 = 0x1000
    static let remedies: UInt64 = 0x2000
  }

  init(
    advisor: StepAdvisor, step: Double, friction: Double, cancellation: Cancellation?
  ) throws(DynamicsError) {
    let settings = advisor.settings
    let isDescent = settings.integrator == .gradientDescent
    guard isDescent || friction > 0 && friction.isFinite else {
      throw .invalidParameter("the friction must be positive and finite, not \(friction)")
    }
    self.advisor = advisor
    self.step = step
    self.friction = friction
    maps = ProbeMaps(advisor, friction: friction)
    probe = StepProbe(
      potential: advisor.potential, walkers: settings.walkers, seed: settings.seed,
      threads: settings.threads,
      budget: ProbeBudget(StepAdvisor.totalWork, for: advisor.potential),
      cancellation: cancellation)
    _ = try maps.map(step: step)
  }

  var settings: StepAdvisor.Settings { advisor.settings }
  var survey: GradientSurvey { advisor.survey }
  var criterion: StabilityCriterion {
    settings.integrator == .dampedVerlet ? .secondOrder : .firstOrder
  }

  /// 2/√λ_max of the mean Hessian where walkers start.
  var staticLimit: Double? {
    survey.macroscopicCurvature.map(criterion.largestStableStep)
  }

  /// What the probe that stands for the run is asked for.
  var details: [StepProbe.Detail] { noiseDetails + [.precision(domain: settings.domain)] }

  /// The force fit of many coordinates would take longer than all else.
  var noiseDetails: [StepProbe.Detail] {
    maps.dimension <= StepProbe.mostCoordinatesWithNoise ? [.noise] : []
  }

  var isCalibrated: Bool { settings.calibration != nil }

  var sinkLimit: Double {
    survey.largestCurvature > 0
      ? criterion.largestStableStep(curvature: survey.largestCurvature) : 0
  }

  /// Makes all probes.
  ///
  /// - Throws: `DynamicsError.cancelled`.
  mutating func advice() throws -> StepAdvice {
    // The calibrated run's times are told by a probe of its own.
    let length = maps.length(step: step, share: isCalibrated ? 0.5 : 1)
    let main = try attempt("what a run at this step would give") { inquiry in
      try inquiry.probe.findings(
        try inquiry.maps.map(step: inquiry.step), initial: inquiry.settings.initial,
        length: length, run: Stream.main,
        details: inquiry.isCalibrated ? inquiry.noiseDetails : inquiry.details)
    }
    let isNoisy = main.findings.map(makesNoise) ?? false
    let reference =
      isNoisy
      ? nil
      : try affordable("another step to start from") {
        try $0.reference(hasDiverged: main.hasDiverged)
      }
    let isSmooth =
      main.findings != nil && !isNoisy && reference.map { !makesNoise($0) } ?? false
    let known = main.findings ?? reference
    if known == nil { note("the limit of stability: walkers ran away at every step tried") }
    let stability = try affordable("the limit of stability") {
      try $0.stabilityLimit(from: known, diverges: main.hasDiverged)
    }
    let leastStep =
      isSmooth
      ? nil
      : try affordable("the smallest step without sinks") {
        try $0.leastStep(from: known, below: stability)
      }
    judgeStability(main, limit: stability)
    if isSmooth {
      concerns.append(.smooth)
    } else if let findings = main.findings {
      judgeSinks(findings, isNoisy: isNoisy)
    }
    let covariance = isNoisy ? main.findings.flatMap(noiseCovariance) : nil
    let calibrated = try self.calibrated(main.findings, covariance)
    let sweepLimit = try affordable("the stability of the sweep") {
      try $0.judgeSweep(from: known, limit: stability)
    }
    if isNoisy, let final = calibrated ?? main.findings { judgeNoise(final) }
    let window = StepWindow(
      sinkLimit: sinkLimit, leastStep: leastStep, stabilityLimit: stability,
      sweepLimit: sweepLimit, noiseLimit: noiseLimit(covariance),
      strongestFriction: strongestFriction)
    let suggestion =
      concerns.contains(where: \.isOfStep) && !isSmooth
      ? try affordable("a better step") { try $0.remedy(window, from: known) } : nil
    return result(
      main: isNoisy ? main.findings : nil, calibrated: calibrated, covariance: covariance,
      window: window, suggestion: suggestion)
  }

  private func result(
    main: ProbeFindings?, calibrated: ProbeFindings?, covariance: Matrix?, window: StepWindow,
    suggestion: Double?
  ) -> StepAdvice {
    let final = isCalibrated ? calibrated : main
    let isDescent = settings.integrator == .gradientDescent
    let scalar = main.map { self.temperature(of: $0) }
    var (temperature, friction): (Estimate?, Matrix?) = (scalar, nil)
    switch calibrated?.map {
    case .dampedVerlet(let map): friction = map.friction
    case .gradientDescent: temperature = calibrated?.temperature
    case nil: break
    }
    if isCalibrated, !isDescent, main != nil {
      let isPossible = !concerns.contains { if case .calibration = $0 { true } else { false } }
      temperature = isPossible ? settings.calibration.map { .exact($0.temperature) } : nil
    }
    return StepAdvice(
      step: step, friction: isDescent ? nil : self.friction, window: window,
      temperature: temperature, kineticTemperature: isDescent ? nil : final?.kineticTemperature,
      sweepTemperature: isCalibrated && !isDescent ? scalar : nil, noiseCovariance: covariance,
      frictionMatrix: friction, resolution: final?.resolution, relaxation: final?.relaxation,
      precision: final?.precision, concerns: concerns, suggestedStep: suggestion, unknown: unknown)
  }

  // MARK: Probes

  /// How a probe ended.
  struct Outcome {
    var findings: ProbeFindings?
    var hasDiverged = false
  }

  /// Makes a probe; its failure is noted rather than thrown.
  mutating func attempt(
    _ purpose: String, _ body: (StepInquiry) throws -> ProbeFindings
  ) throws -> Outcome {
    do {
      return Outcome(findings: try body(self))
    } catch DynamicsError.cancelled {
      throw DynamicsError.cancelled
    } catch is ProbeBudget.Exhausted {
      unknown.append("\(purpose): \(Self.tooExpensive)")
      return Outcome()
    } catch DynamicsError.diverged {
      unknown.append("\(purpose): the walkers of the probe ran away")
      return Outcome(hasDiverged: true)
    } catch {
      unknown.append("\(purpose): \(error)")
      return Outcome()
    }
  }

  /// A probe at another step, where the one asked for gives no ensemble in equilibrium.
  private func reference(hasDiverged: Bool) throws -> ProbeFindings? {
    let steps =
      staticLimit.map { limit in [0.7, 0.35, 0.17, 0.08].map { $0 * limit } }
      ?? (hasDiverged ? (1...8).map { step / pow(2, Double($0)) } : [])
    var silent: ProbeFindings?
    for (n, h) in steps.enumerated() {
      let length = maps.length(step: h, share: 0.3)
      // Walkers that a few small steps do not yet carry away prove nothing.
      guard !hasDiverged || maps.reachesEquilibrium(length, step: h) else { continue }
      guard
        let found = try quiet({
          try probe.findings(
            try maps.map(step: h), initial: settings.initial, length: length,
            run: Stream.reference + UInt64(n))
        })
      else { continue }
      if makesNoise(found) { return found }
      silent = silent ?? found
      if !hasDiverged { break }
    }
    return silent
  }

  private static let tooExpensive = "the gradient takes too long for more than a few probes"

  /// A part of the advice, or nil, which is noted, where it would take too many probes.
  private mutating func affordable<Value>(
    _ purpose: String, _ body: (inout StepInquiry) throws -> Value?
  ) throws -> Value? {
    do {
      return try body(&self)
    } catch is ProbeBudget.Exhausted {
      note("\(purpose): \(Self.tooExpensive)")
      return nil
    }
  }

  /// The value, or nil when a probe fails; only a cancellation and the end of the budget are thrown.
  func quiet<Value>(_ body: () throws -> Value) throws -> Value? {
    do {
      return try body()
    } catch DynamicsError.cancelled {
      throw DynamicsError.cancelled
    } catch let error as ProbeBudget.Exhausted {
      throw error
    } catch {
      return nil
    }
  }

  mutating func add(_ concern: StepConcern) { concerns.append(concern) }
  mutating func note(_ text: String) { unknown.append(text) }

  /// Whether micro minima capture walkers, which explains all else.
  var hasSinks: Bool {
    concerns.contains { concern in
      switch concern {
      case .sinks, .belowSinkLimit, .atRest: true
      default: false
      }
    }
  }
}
