/// The result of a test of the hypothesis that a sample is normal with unknown mean and variance.
///
/// With enough values every deviation becomes significant, however harmless; so the effect size says
/// how large it is, in units that do not grow with the sample. What it is, each test documents.
public struct NormalityTest: Sendable, Equatable {
  /// The name of the test.
  public let name: String
  /// The test statistic.
  public let statistic: Double
  /// The probability of a statistic at least as extreme under normality.
  public let pValue: Double
  /// The size of the deviation from normality.
  public let effectSize: Double
  /// The number of values used, smaller than the sample where a test had to thin it.
  public let sampleSize: Int

  /// A result from its parts; the p-value is limited to [0, 1].
  public init(
    name: String, statistic: Double, pValue: Double, effectSize: Double, sampleSize: Int
  ) {
    self.name = name
    self.statistic = statistic
    self.pValue = pValue.isNaN ? .nan : Swift.min(1, Swift.max(0, pValue))
    self.effectSize = effectSize
    self.sampleSize = sampleSize
  }
}

/// Coded with snake-case keys, and null for numbers that are not finite.
extension NormalityTest: Codable {
  private enum CodingKeys: String, CodingKey {
    case name
    case statistic
    case pValue = "p_value"
    case effectSize = "effect_size"
    case sampleSize = "sample_size"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      name: try container.decode(String.self, forKey: .name),
      statistic: try container.decode(Double?.self, forKey: .statistic) ?? .nan,
      pValue: try container.decode(Double?.self, forKey: .pValue) ?? .nan,
      effectSize: try container.decode(Double?.self, forKey: .effectSize) ?? .nan,
      sampleSize: try container.decode(Int.self, forKey: .sampleSize))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(statistic.isFinite ? statistic : nil, forKey: .statistic)
    try container.encode(pValue.isFinite ? pValue : nil, forKey: .pValue)
    try container.encode(effectSize.isFinite ? effectSize : nil, forKey: .effectSize)
    try container.encode(sampleSize, forKey: .sampleSize)
  }
}

/// At most `limit` elements, evenly spread over the sample: the whole sample when it is small enough.
func thinned<Element>(_ sample: [Element], to limit: Int) -> [Element] {
  sample.count <= limit
    ? sample : (0..<limit).map { sample[$0 * sample.count / limit] }
}
