import Statistics

/// A fitted effective potential with everything needed for its errors.
///
/// V is known up to a constant. The spline is in an arbitrary gauge; values on a grid (`grid(on:)`) are
/// reported with minimum 0 over the supported points, and their standard errors are those of V minus
/// its uniform mean over a region, by default the supported points within 4T of the minimum. A
/// difference V(a) − V(b) of two points has an error that does not depend on the gauge (`difference`).
///
/// `replicates` hold the response of the coefficients to each cohort of walkers, an infinitesimal
/// jackknife: the variance of any linear functional L is Σ_g (L·δθ_g)². Two methods fitted to one run
/// share the cohorts, so the error of their difference includes their correlation.
public struct EffectivePotential: Sendable {
  /// Which regression gave the potential.
  public enum Method: String, Codable, Sendable, CaseIterable {
    /// V = −T log ρ of the recorded positions.
    case density
    /// Least squares of sampled gradients on ∇V.
    case force
    /// Networks trained on the samples; no `EffectivePotential` has this method, as it has no spline.
    case mlp
  }

  /// How the fit went.
  public struct FitStatistics: Equatable, Sendable {
    /// Samples in the domain, and those ignored outside of it.
    public var samples: SampleCounts
    /// The smoothing parameter λ of the third-difference penalty.
    public var smoothing: Double
    /// tr(H⁻¹J): coefficients that the data determine, times the variance inflation by correlation.
    public var effectiveParameters: Double?
    /// The covariance of g − ∇V (force method): the white part of the micro noise.
    public var residualCovariance: ResidualCovariance?
    /// The share of Σ|g|² that ∇V explains (force method).
    public var rSquared: Double?

    package init(
      samples: SampleCounts, smoothing: Double, effectiveParameters: Double? = nil,
      residualCovariance: ResidualCovariance? = nil, rSquared: Double? = nil
    ) {
      self.samples = samples
      self.smoothing = smoothing
      self.effectiveParameters = effectiveParameters
      self.residualCovariance = residualCovariance
      self.rSquared = rSquared
    }
  }

  /// How the potential was obtained.
  public let method: Method
  /// V in an arbitrary gauge.
  public let spline: TensorSpline
  /// δθ_g: the response of the coefficients to each cohort.
  public let replicates: [[Double]]
  /// The temperature, with its error.
  public let temperature: Estimate
  /// Where the fit rests on data.
  public let support: SampledSupport
  /// How the fit went.
  public let statistics: FitStatistics

  /// A potential from its parts.
  public init(
    method: Method, spline: TensorSpline, replicates: [[Double]], temperature: Estimate,
    support: SampledSupport, statistics: FitStatistics
  ) {
    precondition(
      replicates.allSatisfy { $0.count == spline.coefficients.count }, "replicates of the spline")
    self.method = method
    self.spline = spline
    self.replicates = replicates
    self.temperature = temperature
    self.support = support
    self.statistics = statistics
  }

  /// The number of coordinates.
  public var dimension: Int { spline.dimension }

  /// The finest length that the fit resolves along each coordinate: the distance of its knots.
  public var resolution: [Double] { spline.bases.map(\.spacing) }

  /// V(a) − V(b) with its standard error.
  public func difference(from b: [Double], to a: [Double]) -> Estimate {
    func contrast(_ coefficients: [Double]) -> Double {
      let spline = TensorSpline(bases: spline.bases, coefficients: coefficients)
      return spline.value(at: a) - spline.value(at: b)
    }
    let variance = replicates.reduce(0) { $0 + contrast($1) * contrast($1) }
    return Estimate(
      value: contrast(spline.coefficients), standardError: variance.squareRoot())
  }

  /// The gradient at a point, each component with its standard error.
  public func gradient(at q: [Double]) -> [Estimate] {
    let responses = replicates.map {
      TensorSpline(bases: spline.bases, coefficients: $0).gradient(at: q)
    }
    return spline.gradient(at: q).enumerated().map { i, value in
      let variance = responses.reduce(0) { $0 + $1[i] * $1[i] }
      return Estimate(value: value, standardError: variance.squareRoot())
    }
  }

  /// The micro gradients g − ∇V at stored samples, component by component.
  ///
  /// `midpoints[i]` and `gradients[i]` hold component i of all samples. A sample outside of the domain
  /// of the fit gives NaN, so that series keep their places.
  public func residuals(midpoints: [[Double]], gradients: [[Double]]) -> [[Double]] {
    precondition(
      midpoints.count == dimension && gradients.count == dimension,
      "\(dimension) components expected")
    var result = gradients
    var point = [Double](repeating: 0, count: dimension)
    for k in 0..<(midpoints.first?.count ?? 0) {
      for i in 0..<dimension { point[i] = midpoints[i][k] }
      let inside = zip(spline.bases, point).allSatisfy { $1 >= $0.lower && $1 <= $0.upper }
      let slope = inside ? spline.gradient(at: point) : nil
      for i in 0..<dimension { result[i][k] -= slope?[i] ?? .nan }
    }
    return result
  }
}
