import Statistics

extension MultiscaleSummary {
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

    /// A value from its parts.
    public init(
      index: Int, steps: [Double], strength: Estimate?, reference: String?,
      methods: [String: Fit]
    ) {
      self.index = index
      self.steps = steps
      self.strength = strength
      self.reference = reference
      self.methods = methods
    }

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

    /// A value from its parts.
    public init(
      supportedPoints: Int, regionPoints: Int, region: [[Double]], amplitude: Estimate,
      standardError: Double, bandFactor: Double, rmse: Estimate? = nil, maxError: Double? = nil
    ) {
      self.supportedPoints = supportedPoints
      self.regionPoints = regionPoints
      self.region = region
      self.amplitude = amplitude
      self.standardError = standardError
      self.bandFactor = bandFactor
      self.rmse = rmse
      self.maxError = maxError
    }

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
