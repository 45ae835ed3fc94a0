/// A run as described by a scenario file (TOML), with every default filled in.
///
/// The file format is described in docs/scenario-files.md. Two scenarios are equal when their
/// settings are; where they were read from does not matter.
public struct Scenario: Sendable {
  /// The version of the file format, 1.
  public let schema: Int
  /// The title for reports; the file's base name unless given.
  public var title: String
  /// The multiscale function.
  public var potential: PotentialSection
  /// Nil when the domain is to be chosen from the samples.
  public var domain: DomainSection?
  /// The step and the ensemble.
  public var sampling: SamplingSection
  /// The sweep that measures the noise, and the friction made from it.
  public var calibration: CalibrationSection
  /// How V is fitted.
  public var regression: RegressionSection
  /// The networks that learn V; nil when not wanted.
  public var surrogate: SurrogateSection?
  /// Conservative dynamics of V against that of f; nil when not wanted.
  public var hamiltonian: HamiltonianSection?
  /// Kinetic Langevin dynamics of V against that of f; nil when not wanted.
  public var langevin: LangevinSection?
  /// The ladder of steps of the scale spectrum; nil: as the program chooses.
  public var scan: ScanSection?
  /// What goes into the results folder.
  public var report: ReportSection
  /// The text that this scenario was read from.
  public let source: ScenarioSource

  /// Where each given value starts in the text, by its key path such as "sampling.step".
  let positions: [String: SourcePosition]
  /// The expressions as written in the text.
  let potentialLiterals: PotentialSection.Literals
  let langevinLiterals: LangevinSection.Literals

  /// The number of coordinates d.
  public var dimension: Int { potential.dimension }

  static let schemaVersion = 1
  static let keys = [
    "schema", "title", "potential", "domain", "sampling", "calibration", "regression",
    "surrogate", "hamiltonian", "langevin", "scan", "report",
  ]
}

extension Scenario: Equatable {
  /// Whether all settings agree; the source does not count.
  public static func == (a: Scenario, b: Scenario) -> Bool {
    a.schema == b.schema && a.title == b.title && a.potential == b.potential
      && a.domain == b.domain && a.sampling == b.sampling && a.calibration == b.calibration
      && a.regression == b.regression && a.surrogate == b.surrogate
      && a.hamiltonian == b.hamiltonian && a.langevin == b.langevin
      && a.scan == b.scan && a.report == b.report
  }
}

extension Scenario {
  /// The same scenario with another seed, as from the command line.
  ///
  /// - Throws: when the seed is above ``SamplingSection/largestSeed``, which a file cannot hold.
  public func with(seed: UInt64) throws(ScenarioError) -> Scenario {
    guard seed <= SamplingSection.largestSeed else {
      throw ScenarioError(
        file: source.path,
        message: "the seed must be from 0 to \(SamplingSection.largestSeed), found \(seed)",
        hint: "any smaller number does as well")
    }
    var copy = self
    copy.sampling.seed = seed
    return copy
  }

  /// An error that points at a setting of this scenario, or at the table that holds it, or at the
  /// start of the file when neither is written there.
  ///
  /// - Parameters:
  ///   - keyPath: the setting, such as "sampling.step".
  ///   - message: what is wrong.
  ///   - hint: what to do about it.
  /// - Returns: the error, to be thrown.
  public func error(
    at keyPath: String, _ message: String, hint: String? = nil
  ) -> ScenarioError {
    let section = String(keyPath.prefix { $0 != "." })
    return source.error(
      message, at: positions[keyPath] ?? positions[section] ?? .start, hint: hint)
  }
}
