/// What a scenario file asks for: one run, or one for each of several steps.
public enum ScenarioFile: Sendable, Equatable {
  /// One step.
  case single(Scenario)
  /// Several steps, or steps that the scale spectrum is to find.
  case multiscale(MultiscaleScenario)

  /// Reads and decodes a scenario file of either kind.
  ///
  /// - Throws: as ``Scenario/load(path:)``.
  public static func load(path: String) throws(ScenarioError) -> ScenarioFile {
    try ScenarioFile(source: Scenario.readSource(path: path))
  }

  /// Decodes a scenario of either kind from text in memory.
  ///
  /// - Throws: the first error of the text.
  public init(text: String, path: String) throws(ScenarioError) {
    try self.init(source: ScenarioSource(text: text, path: path))
  }

  init(source: ScenarioSource) throws(ScenarioError) {
    let root = try TOMLNode.parse(source)
    self =
      try Self.writesSeveralSteps(root)
      ? .multiscale(MultiscaleScenario(source: source, root: root))
      : .single(Scenario(source: source, root: root))
  }

  /// The same with another seed, as from the command line.
  ///
  /// - Throws: when the seed is too large.
  public func with(seed: UInt64) throws(ScenarioError) -> ScenarioFile {
    switch self {
    case .single(let scenario): .single(try scenario.with(seed: seed))
    case .multiscale(let scenario): .multiscale(try scenario.with(seed: seed))
    }
  }

  /// Checks what needs the potential itself.
  ///
  /// - Parameter memoryLimit: the most memory a run may need.
  /// - Throws: the first problem.
  public func validate(
    memoryLimit: MemoryLimit = .ofThisProcess
  ) throws(ScenarioError) {
    switch self {
    case .single(let scenario): try scenario.validate(memoryLimit: memoryLimit)
    case .multiscale(let scenario): try scenario.validate(memoryLimit: memoryLimit)
    }
  }

  /// The scenario as TOML with all defaults filled in.
  public func resolvedTOML() -> String {
    switch self {
    case .single(let scenario): scenario.resolvedTOML()
    case .multiscale(let scenario): scenario.resolvedTOML()
    }
  }

  /// Whether `sampling.step` is a list or a word.
  private static func writesSeveralSteps(_ root: TOMLNode) -> Bool {
    guard case .table(let sections) = root.value,
      case .table(let keys)? = sections.first(where: { $0.key == "sampling" })?.node.value
    else { return false }
    switch keys.first(where: { $0.key == "step" })?.node.value {
    case .array?, .string?: return true
    default: return false
    }
  }
}
