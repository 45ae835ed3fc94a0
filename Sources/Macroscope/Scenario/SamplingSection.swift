import Dynamics

/// `[sampling]`: the map that samples, its step and the ensemble that takes it.
public struct SamplingSection: Hashable, Sendable {
  /// The map that samples.
  public enum Integrator: String, CaseIterable, Hashable, Sendable {
    /// Damped Störmer–Verlet, with momenta.
    case dampedVerlet = "damped-verlet"
    /// Gradient descent with a large learning rate, positions alone.
    case gradientDescent = "gradient-descent"
  }

  /// The map that samples.
  public var integrator: Integrator
  /// The time step h, or the learning rate η. Scales of f that it under-resolves act as noise.
  public var step: Double
  /// The number of independent walkers N.
  public var walkers: Int
  /// Steps per walker, burn-in included; the most that are taken where there is a ``targetError``.
  public var steps: Int
  /// The standard error of V at which sampling may stop, in the units of f; nil: all steps are taken.
  public var targetError: Double?
  /// The fraction of the run that is dropped at its start, 0 ≤ x < 1.
  public var burnIn: Double
  /// The scalar friction γ of one-dimensional runs and of the mass sweep; a descent has none.
  public var friction: Double
  /// Seed of the random numbers, which enter only the initial states.
  public var seed: UInt64
  /// The law of the states that the walkers start from.
  public var initial: InitialLaw
  /// Every how many steps states enter the moments and histograms.
  public var recordEvery: Int
  /// How many states are stored, thinned evenly over the run and the walkers.
  public var storedSamples: Int

  /// Physical time of a walker, steps × step.
  public var time: Double { Double(steps) * step }
  /// Steps dropped at the start.
  public var burnInSteps: Int { Int((burnIn * Double(steps)).rounded(.up)) }
  /// How often each walker is recorded.
  public var records: Int { (steps - burnInSteps) / recordEvery }

  /// Fewest walkers: error bars come from the scatter between groups of independent walkers.
  public static let fewestWalkers = 16
  /// Fewest records per walker.
  public static let fewestRecords = 10
  /// Largest seed: TOML integers have 64 bits with a sign.
  public static let largestSeed = UInt64(Int64.max)
}

extension SamplingSection {
  static let keys = [
    "step", "walkers", "steps", "time", "target_error", "burn_in", "friction", "seed", "initial",
    "record_every", "stored_samples", "integrator",
  ]
  static let walkerRange = fewestWalkers...10_000_000
  static let stepRange = 1...1_000_000_000_000
  static let walkerHint =
    "error bars come from the scatter between independent walkers: 1000 is a good number"

  init(
    _ table: TableReader, potential: PotentialSection?, domain: DomainSection?,
    use: StepUse = .single
  ) {
    integrator = Self.readIntegrator(table)
    let setting = StepSetting(table)
    let step = Self.readStep(table, setting, use)
    self.step = step ?? 1
    walkers = table.integer("walkers", Self.walkerRange, hint: Self.walkerHint) ?? 1000
    steps = Self.readSteps(table, step: step) ?? 20_000
    targetError = Self.readTargetError(table, dimension: potential?.coordinateNames.count)
    burnIn =
      table.real(
        "burn_in", .halfOpen(0, 1), hint: "it is the fraction of the run to drop, such as 0.25")
      ?? 0.25
    friction = Self.readFriction(table, setting, use) ?? 0.1
    seed = UInt64(
      table.integer("seed", 0...Int.max, hint: "any nonnegative 64-bit integer will do") ?? 1)
    recordEvery =
      table.integer(
        "record_every", 1...1_000_000, hint: "consecutive states are alike: 10 loses nothing")
      ?? min(10, max(1, (steps - Int(burnIn * Double(steps))) / Self.fewestRecords))
    storedSamples =
      table.integer(
        "stored_samples", 0...100_000_000, hint: "they go to results.h5; 0 stores none") ?? 100_000
    initial =
      potential.map { [integrator, walkers] in
        InitialLaw(
          table, potential: $0, domain: domain, integrator: integrator, walkers: walkers)
      } ?? InitialLaw(positions: .points([]), momentumDeviation: 1)
    if integrator == .gradientDescent {
      table.rejectForDescent(["friction"], because: "a gradient descent has no friction")
    }
    if records < Self.fewestRecords && !table.diagnostics.hasErrors {
      let key = ["record_every", "steps", "time", "burn_in"].first { table.keyPosition($0) != nil }
      table.report(
        "too few records of each walker: \(records), at least \(Self.fewestRecords) are needed",
        at: key.flatMap { table.node($0)?.position } ?? table.position,
        hint: "take more steps, drop a smaller part as burn-in or record more often")
    }
  }

  private static func readIntegrator(_ table: TableReader) -> Integrator {
    guard let name = table.string("integrator"), let node = table.node("integrator") else {
      return .dampedVerlet
    }
    let names = Integrator.allCases.map(\.rawValue)
    guard let integrator = Integrator(rawValue: name) else {
      let guess = suggestion(for: name, among: names).map { "did you mean '\($0)'? " } ?? ""
      table.report(
        "unknown integrator '\(name.printable)'", at: node.position,
        hint: guess + "The integrators are \(names.quotedList)")
      return .dampedVerlet
    }
    return integrator
  }

  /// Reports a choice of several steps where there must be one.
  private static func readStep(
    _ table: TableReader, _ setting: StepSetting, _ use: StepUse
  ) -> Double? {
    switch use {
    case .scale(let step, _): return step
    case .unresolved: return .nan
    case .single: break
    }
    guard let choice = setting.choice else { return nil }
    if case .fixed(let step) = choice { return step }
    table.report(
      "the scenario asks for several steps, step = \(choice); here one is needed",
      at: table.node("step")?.position ?? table.position,
      hint: "give one number; 'macroscope run' takes several, and leaves a scenario with one step "
        + "in the folder of each")
    return nil
  }

  private static func readFriction(
    _ table: TableReader, _ setting: StepSetting, _ use: StepUse
  ) -> Double? {
    // One for each step: checked with the list.
    if case .each? = setting.choice, case .array? = table.node("friction")?.value {
      if case .scale(_, let friction?) = use { return friction }
      return setting.frictions?.first
    }
    return table.real("friction", .positive, hint: StepSetting.frictionHint)
  }

  private static func readTargetError(_ table: TableReader, dimension: Int?) -> Double? {
    let hint =
      "it is the root-mean-square standard error of V at which sampling may stop, in the units of "
      + "the potential, such as 0.02"
    guard let error = table.real("target_error", .positive, hint: hint) else { return nil }
    guard let dimension, dimension > 2 else { return error }
    table.report(
      "'sampling.target_error' needs one or two coordinates, there are \(dimension)",
      at: table.keyPosition("target_error") ?? table.position,
      hint: "above two V is not fitted as a whole: give the length of the run by 'steps' or 'time'")
    return nil
  }

  private static func readSteps(_ table: TableReader, step: Double?) -> Int? {
    let hint = "give the length of the run either as steps, such as 20000, or as time"
    let steps = table.integer("steps", stepRange, hint: hint)
    guard let time = table.real("time", .positive, hint: hint) else { return steps }
    if let first = table.keyPosition("steps"), let second = table.keyPosition("time") {
      table.report("both 'steps' and 'time' are given", at: max(first, second), hint: hint)
      return nil
    }
    guard let step else { return nil }
    // Not known before the step is.
    guard !step.isNaN else { return stepRange.upperBound }
    let count = (time / step).rounded()
    guard count >= 1 && count <= Double(stepRange.upperBound) else {
      table.report(
        "'sampling.time' must be from 1 to \(stepRange.upperBound) steps long, "
          + "found \(shortest(time)) with a step of \(shortest(step))",
        at: table.node("time")?.position ?? table.position, hint: hint)
      return nil
    }
    return Int(count)
  }
}
