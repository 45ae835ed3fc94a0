import Statistics

/// A scenario that asks for several steps, or for steps that the scale spectrum is to find: one run of the
/// method for each (docs/decomposition.md).
///
/// It has no step of its own. The only way to one is ``scenario(scale:step:)``, which decodes what was parsed
/// again as if that step stood there, so that whatever follows from the step, defaults and checks
/// included, is as in a file of one step.
public struct MultiscaleScenario: Sendable {
  /// Which steps.
  public let choice: StepChoice
  /// One friction for each step of a list, the largest step first; nil when one serves all.
  public let frictions: [Double]?
  /// The length of each run in time, where the scenario gives that in the place of `steps`.
  public let time: Double?
  /// Everything else. Its step is NaN, so that no number could come of it unnoticed; it is for what does
  /// not depend on the step: the scan and the checks of the expressions.
  let unresolved: Scenario
  /// What each scale will take, the coarsest first; nil where the steps are not known before the scan.
  public private(set) var scaleCosts: [ScenarioCost]?
  /// The text as it was parsed.
  private let root: TOMLNode

  /// Decodes a scenario from text in memory.
  ///
  /// - Throws: the first error of the text; one with a single step is an error too.
  public init(text: String, path: String) throws(ScenarioError) {
    let source = ScenarioSource(text: text, path: path)
    try self.init(source: source, root: TOMLNode.parse(source))
  }

  init(source: ScenarioSource, root: TOMLNode) throws(ScenarioError) {
    self.root = root
    unresolved = try Scenario(source: source, root: root, use: .unresolved)
    // Without errors, or the line above would have thrown.
    let table = TableReader(
      root, path: "", keys: nil, diagnostics: Diagnostics(source: source)
    ).table("sampling", keys: nil)
    let setting = StepSetting(table)
    guard let choice = setting.choice, choice.isMultiple else {
      throw unresolved.error(
        at: "sampling.step", "the scenario has one step", hint: StepSetting.listHint)
    }
    if choice == .auto, unresolved.surrogate?.isConditioned == true {
      throw unresolved.error(
        at: "surrogate.conditioned", "'surrogate.conditioned' needs several steps",
        hint: "step = \"auto\" runs the coarsest scale alone: choose \"all\", or remove the key")
    }
    self.choice = choice
    frictions = setting.frictions
    time = table.real("time", .positive, hint: "")
    guard let steps = choice.steps else { return }
    var costs: [ScenarioCost] = []
    for (scale, step) in steps.enumerated() {
      costs.append(try scenario(scale: scale, step: step).cost)
    }
    scaleCosts = costs
  }

}

extension MultiscaleScenario {
  /// The run of one scale.
  ///
  /// - The title names scale and step.
  /// - The reference is the sum of the first `scale` + 1 components; without components the coarsest scale
  ///   alone has one, the scenario's.
  /// - The seed of the coarsest scale is the scenario's. Those of the others are drawn from it, so that the
  ///   runs of different scales are statistically independent.
  /// - The comparisons of [hamiltonian] and [langevin] belong to the coarsest scale alone.
  ///
  /// - Parameters:
  ///   - scale: which, from 0, the coarsest.
  ///   - step: its step.
  /// - Returns: the scenario, ready to be run by itself.
  /// - Throws: when a scenario with this step would be wrong, too short for instance.
  public func scenario(scale: Int, step: Double) throws(ScenarioError) -> Scenario {
    let friction = frictions.flatMap { $0.indices.contains(scale) ? $0[scale] : nil }
    var scenario = try Scenario(
      source: source, root: root, use: .scale(step: step, friction: friction))
    let components = scenario.potential.components
    if !components.isEmpty {
      scenario.potential.reference =
        scale < components.count ? Self.sum(components.prefix(scale + 1)) : nil
      scenario.potential.components = []
    } else if scale > 0 {
      scenario.potential.reference = nil
    }
    scenario.sampling.seed = seed(ofScale: scale)
    scenario.surrogate?.isConditioned = false
    guard choice != .auto else { return scenario }
    scenario.title += ", scale \(scale): step \(shortest(step, digits: 4))"
    scenario.scan = nil
    return scale == 0 ? scenario : scenario.withoutComparison()
  }

  private static func sum(_ components: ArraySlice<String>) -> String {
    components.count == 1
      ? components[components.startIndex] : components.map { "(\($0))" }.joined(separator: " + ")
  }

  private func seed(ofScale scale: Int) -> UInt64 {
    guard scale > 0 else { return seed }
    let word = Philox(seed: seed, stream: 0x5CA1E5).words(UInt64(scale), 0)
    return (UInt64(word[0]) << 32 | UInt64(word[1])) & SamplingSection.largestSeed
  }

  /// The same with another seed, as from the command line.
  ///
  /// - Throws: when the seed is too large.
  public func with(seed: UInt64) throws(ScenarioError) -> MultiscaleScenario {
    MultiscaleScenario(self, unresolved: try unresolved.with(seed: seed))
  }

  private init(_ other: MultiscaleScenario, unresolved: Scenario) {
    choice = other.choice
    frictions = other.frictions
    time = other.time
    scaleCosts = other.scaleCosts
    root = other.root
    self.unresolved = unresolved
  }
}

/// What does not depend on the step.
extension MultiscaleScenario {
  /// The title for reports.
  public var title: String { unresolved.title }
  /// The text that this scenario was read from.
  public var source: ScenarioSource { unresolved.source }
  /// The seed of the scan and of the coarsest scale.
  public var seed: UInt64 { unresolved.sampling.seed }
  /// The multiscale function.
  public var potential: PotentialSection { unresolved.potential }
  /// The number of coordinates.
  public var dimension: Int { unresolved.dimension }
  /// The ladder of steps of the scale spectrum; nil: as the program chooses.
  public var scan: ScanSection? { unresolved.scan }
  /// The networks that one run after the other trains; their `isConditioned` asks for one more for all.
  public var surrogate: SurrogateSection? { unresolved.surrogate }
  /// What goes into the results folder.
  public var report: ReportSection { unresolved.report }

  /// An error that points at a setting; see ``Scenario/error(at:_:hint:)``.
  public func error(
    at keyPath: String, _ message: String, hint: String? = nil
  ) -> ScenarioError {
    unresolved.error(at: keyPath, message, hint: hint)
  }
}

extension MultiscaleScenario {
  /// The scenario as TOML with all defaults filled in that do not depend on the step. Reading it again
  /// gives an equal scenario.
  public func resolvedTOML() -> String {
    var out = TOMLWriter()
    var section = ""
    for entry in unresolved.resolved().entries {
      if entry.section != section {
        section = entry.section
        out.section(section)
      }
      switch entry.path {
      case "sampling.step": out.entry("step", choice.toml)
      case "sampling.steps" where time != nil: out.entry("time", time.map { "\($0)" } ?? "")
      case "sampling.friction" where frictions != nil:
        out.entry("friction", tomlArray(frictions ?? []))
      // Defaults that follow from the number of steps.
      case "sampling.record_every", "calibration.steps":
        if time == nil || unresolved.positions[entry.path] != nil {
          out.entry(entry.key, entry.value)
        }
      default: out.entry(entry.key, entry.value)
      }
    }
    return out.text
  }
}

extension MultiscaleScenario: Equatable {
  /// Whether all settings agree; the source does not count.
  public static func == (a: MultiscaleScenario, b: MultiscaleScenario) -> Bool {
    a.resolvedTOML() == b.resolvedTOML()
  }
}

extension StepChoice {
  /// Whether there is more than one step, or none that is known.
  var isMultiple: Bool { if case .fixed = self { false } else { true } }
}
