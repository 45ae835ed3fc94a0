/// A curve with its pointwise standard errors and a simultaneous 95 % band.
public struct CurveBand: Equatable, Sendable, Codable {
  /// The curve.
  public var values: [Double]
  /// The standard error at each point.
  public var standardErrors: [Double]
  /// The band is value ± factor · standard error: it holds the whole true curve with 95 % probability.
  public var factor: Double

  /// A band from its parts.
  public init(values: [Double], standardErrors: [Double], factor: Double) {
    self.values = values
    self.standardErrors = standardErrors
    self.factor = factor
  }

  private enum CodingKeys: String, CodingKey {
    case values
    case standardErrors = "standard_errors"
    case factor
  }
}
