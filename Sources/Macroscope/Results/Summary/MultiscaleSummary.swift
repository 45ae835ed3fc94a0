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
  /// The scale spectrum, when the steps come from one.
  public var scaleSpectrum: Summary.ScaleSpectrum?
  /// Where the time went, over all scales and the scan.
  public var timing: Summary.Timing

  /// Whether diagnostics were made and every one passed.
  public var isTrustworthy: Bool { !verdicts.isEmpty && verdicts.allSatisfy(\.passed) }

  private enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case program, scenario, verdicts, scales, decomposition
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

  /// V of a scale less V of the next coarser one.
  public struct Component: Codable, Equatable, Sendable {
    /// Its number k: V_k − V_{k−1}.
    public var index: Int
    /// The two steps, the larger first.
    public var steps: [Double]
    /// Tr G of the larger step less that of the smaller: ½A²|k|² of the piece.
    public var strength: Estimate?
    /// The known piece, where the scenario has one.
    public var reference: String?
    /// Keyed by method.
    public var methods: [String: Fit]

    private enum CodingKeys: String, CodingKey {
      case index, steps, strength, reference, methods
    }
  }

  /// A component by one method. Its mean over its region is zero.
  public struct Fit: Codable, Equatable, Sendable {
    /// Grid points at which both potentials rest on data.
    public var supportedPoints: Int
    /// Those of them within 4T of either minimum: the region.
    public var regionPoints: Int
    /// Per coordinate, the least and the largest over the region; empty where there is none.
    public var region: [[Double]]
    /// Root mean square over the region.
    public var amplitude: Estimate
    /// The same of the standard errors.
    public var standardError: Double
    /// The simultaneous 95 % band is value ± this many standard errors.
    public var bandFactor: Double
    /// Against the reference, over the region, the best constant removed.
    public var rmse: Estimate?
    public var maxError: Double?

    private enum CodingKeys: String, CodingKey {
      case supportedPoints = "supported_points"
      case regionPoints = "region_points"
      case region, amplitude
      case standardError = "standard_error"
      case bandFactor = "band_factor"
      case rmse
      case maxError = "max_error"
    }
  }
}
