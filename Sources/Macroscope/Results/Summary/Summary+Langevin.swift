import Comparison
import Statistics

extension Summary {
  /// What the Langevin dynamics of V and of f do to one observable, or to the whole vector q, of
  /// which there is the autocorrelation only.
  public struct Langevin: Codable, Equatable, Sendable {
    /// The mean paths.
    public var meanPath: CurveComparison?
    /// The normalised autocorrelation functions.
    public var acf: CurveComparison
    /// The equilibrium distributions.
    public var equilibrium: EquilibriumComparison?
    /// The integrated autocorrelation times, in units of time.
    public var autocorrelationTime: AutocorrelationTimes?
    /// Truncations of f in the place of V, in the order of the scenario; nil where there are none.
    public var truncations: [Truncation]?

    private enum CodingKeys: String, CodingKey {
      case meanPath = "mean_path"
      case acf
      case equilibrium
      case autocorrelationTime = "autocorrelation_time"
      case truncations
    }
  }

  /// The largest deviation between two curves, and the judgement on it.
  public struct CurveComparison: Codable, Equatable, Sendable {
    /// The largest |difference|.
    public var maxDeviation: Double
    /// The standard error of the difference there.
    public var standardError: Double
    /// Where it is: a time, a lag or a value of the observable.
    public var location: Double
    /// The largest deviation that counts as equivalent.
    public var tolerance: Double
    /// Whether the whole simultaneous 95 % band of the difference lies within the tolerance.
    public var isEquivalent: Bool
    /// Whether that band holds zero everywhere.
    public var isWithinBand: Bool

    /// The numbers of a difference of curves.
    public init(_ difference: CurveDifference) {
      maxDeviation = difference.maxDeviation.value
      standardError = difference.maxDeviation.standardError
      location = difference.location
      tolerance = difference.tolerance
      isEquivalent = difference.isEquivalent
      isWithinBand = difference.holdsZero
    }

    private enum CodingKeys: String, CodingKey {
      case maxDeviation = "max_deviation"
      case standardError = "standard_error"
      case location = "at"
      case tolerance
      case isEquivalent = "equivalent"
      case isWithinBand = "within_band"
    }
  }

  /// Two equilibrium distributions.
  ///
  /// Coded with the keys of ``CurveComparison`` and its own side by side.
  public struct EquilibriumComparison: Equatable, Sendable {
    /// Of the distribution functions.
    public var distribution: CurveComparison
    /// The Wasserstein-1 distance ∫ |F − F_original| dx, in units of the observable.
    public var wasserstein: Estimate
    /// That distance if only the statistical errors differed, on average.
    public var wassersteinFloor: Double
    /// The Kolmogorov–Smirnov distance: the largest deviation of the distribution functions.
    public var kolmogorovSmirnov: Double { distribution.maxDeviation }

    /// The numbers of one system against the original.
    public init(_ differences: LangevinResult.Differences) {
      distribution = CurveComparison(differences.equilibrium)
      wasserstein = differences.wasserstein
      wassersteinFloor = differences.wassersteinFloor
    }
  }

  /// Integrated autocorrelation times of both systems, in units of time.
  public struct AutocorrelationTimes: Codable, Equatable, Sendable {
    public var original: Estimate
    public var surrogate: Estimate
    /// Surrogate less original.
    public var difference: Estimate
  }

  /// A truncation of f against f.
  public struct Truncation: Codable, Equatable, Sendable {
    /// The truncated function.
    public var expression: String
    public var meanPath: CurveComparison?
    public var acf: CurveComparison
    public var equilibrium: EquilibriumComparison?

    private enum CodingKeys: String, CodingKey {
      case expression
      case meanPath = "mean_path"
      case acf
      case equilibrium
    }
  }
}

extension Summary.EquilibriumComparison: Codable {
  private enum CodingKeys: String, CodingKey {
    case kolmogorovSmirnov = "kolmogorov_smirnov"
    case wasserstein = "wasserstein_1"
    case wassersteinFloor = "wasserstein_1_floor"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    distribution = try Summary.CurveComparison(from: decoder)
    wasserstein = try container.decode(Estimate.self, forKey: .wasserstein)
    wassersteinFloor = try container.decode(Double.self, forKey: .wassersteinFloor)
  }

  public func encode(to encoder: any Encoder) throws {
    try distribution.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(kolmogorovSmirnov, forKey: .kolmogorovSmirnov)
    try container.encode(wasserstein, forKey: .wasserstein)
    try container.encode(wassersteinFloor, forKey: .wassersteinFloor)
  }
}
