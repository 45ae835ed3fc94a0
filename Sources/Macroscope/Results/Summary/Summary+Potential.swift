import Statistics

extension Summary {
  /// One fit of the effective potential.
  public struct PotentialSummary: Codable, Equatable, Sendable {
    /// The knot spacing, per coordinate.
    public var resolution: [Double]
    /// The root-mean-square error against the reference, over grid points where the reference lies within
    /// 4T of its minimum, the best constant removed. Absent without a reference.
    public var rmse: Estimate?
    /// The largest error over the same points.
    public var maxError: Double?
    /// The smoothing parameter chosen from the data, for methods that have one.
    public var smoothing: Double?
    /// The number of samples that entered.
    public var samples: Int
    /// The fraction of samples outside the domain, which did not enter.
    public var outOfDomainFraction: Double

    /// A value from its parts.
    public init(
      resolution: [Double], rmse: Estimate? = nil, maxError: Double? = nil,
      smoothing: Double? = nil, samples: Int, outOfDomainFraction: Double = 0
    ) {
      self.resolution = resolution
      self.rmse = rmse
      self.maxError = maxError
      self.smoothing = smoothing
      self.samples = samples
      self.outOfDomainFraction = outOfDomainFraction
    }

    private enum CodingKeys: String, CodingKey {
      case resolution
      case rmse
      case maxError = "max_error"
      case smoothing
      case samples
      case outOfDomainFraction = "out_of_domain_fraction"
    }
  }

  /// How far two methods are apart, in the norm of ``PotentialSummary/rmse``.
  public struct Consistency: Codable, Equatable, Sendable {
    /// The root-mean-square difference.
    public var rmse: Estimate
    /// The largest difference.
    public var max: Double
    /// The root-mean-square difference in units of its expected scatter.
    public var inSigma: Double

    /// A value from its parts.
    public init(
      rmse: Estimate, max: Double, inSigma: Double
    ) {
      self.rmse = rmse
      self.max = max
      self.inSigma = inSigma
    }

    private enum CodingKeys: String, CodingKey {
      case rmse
      case max
      case inSigma = "in_sigma"
    }
  }
}
