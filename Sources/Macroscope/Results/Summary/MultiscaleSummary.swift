import Statistics
import Storage

/// The `summary.json` of a run at several steps: each scale's main numbers, and the pieces between them.
///
/// The full summary of each scale is in its own folder. The format is described in docs/results.md.
public struct MultiscaleSummary: Codable, Equatable, Sendable {
  /// The version of this format.
  public var schemaVersion = Summary.currentSchemaVersion
  /// Which program wrote it.
  public var program: Summary.Program
  /// Which scenario it comes from; the seed is that of the scan and of the coarsest scale.
  public var scenario: Summary.ScenarioRecord
  /// Those of the scan, those of each scale with its name in front, and those on the components.
  public var verdicts: [Summary.Verdict]
  /// The coarsest first.
  public var scales: [Scale]
  /// The pieces of f between neighbouring scales, the coarsest first; absent above two dimensions, where
  /// there is no V of all coordinates.
  public var decomposition: [Component]?
  /// The networks that serve all scales; absent unless the scenario asks for them.
  public var conditioned: Conditioned?
  /// The scale spectrum, when the steps come from one.
  public var scaleSpectrum: Summary.ScaleSpectrum?
  /// Where the time went, over all scales and the scan.
  public var timing: Summary.Timing

  /// A value from its parts.
  public init(
    program: Summary.Program, scenario: Summary.ScenarioRecord, verdicts: [Summary.Verdict],
    scales: [Scale], decomposition: [Component]? = nil, conditioned: Conditioned? = nil,
    scaleSpectrum: Summary.ScaleSpectrum? = nil, timing: Summary.Timing
  ) {
    self.program = program
    self.scenario = scenario
    self.verdicts = verdicts
    self.scales = scales
    self.decomposition = decomposition
    self.conditioned = conditioned
    self.scaleSpectrum = scaleSpectrum
    self.timing = timing
  }

  /// Whether diagnostics were made and every one passed.
  public var isTrustworthy: Bool { !verdicts.isEmpty && verdicts.allSatisfy(\.passed) }

  private enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case program, scenario, verdicts, scales, decomposition, conditioned
    case scaleSpectrum = "scale_spectrum"
    case timing
  }
}

extension MultiscaleSummary {
  /// One scale.
  public struct Scale: Codable, Equatable, Sendable {
    /// The name of its folder.
    public var folder: String
    public var step: Double
    /// The seed of its run.
    public var seed: UInt64
    /// Whether all its diagnostics passed.
    public var trustworthy: Bool
    /// T in V = −T log ρ.
    public var temperature: Estimate
    /// Of all that the step does not resolve: G, in rows.
    public var noiseCovariance: [[Estimate]]?
    /// Its trace.
    public var strength: Estimate?
    /// Keyed by method.
    public var effectivePotential: [String: Summary.PotentialSummary]
    /// How far density and force are apart.
    public var consistency: Summary.Consistency?
    public var trappedFraction: Estimate
    public var gradientEvaluations: Int

    /// A value from its parts.
    public init(
      folder: String, step: Double, seed: UInt64, trustworthy: Bool, temperature: Estimate,
      noiseCovariance: [[Estimate]]? = nil, strength: Estimate? = nil,
      effectivePotential: [String: Summary.PotentialSummary],
      consistency: Summary.Consistency? = nil, trappedFraction: Estimate,
      gradientEvaluations: Int
    ) {
      self.folder = folder
      self.step = step
      self.seed = seed
      self.trustworthy = trustworthy
      self.temperature = temperature
      self.noiseCovariance = noiseCovariance
      self.strength = strength
      self.effectivePotential = effectivePotential
      self.consistency = consistency
      self.trappedFraction = trappedFraction
      self.gradientEvaluations = gradientEvaluations
    }

    private enum CodingKeys: String, CodingKey {
      case folder, step, seed, trustworthy, temperature
      case noiseCovariance = "noise_covariance"
      case strength
      case effectivePotential = "effective_potential"
      case consistency
      case trappedFraction = "trapped_fraction"
      case gradientEvaluations = "gradient_evaluations"
    }
  }
}
