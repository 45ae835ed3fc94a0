/// What a run leaves for the regressions.
public struct SampledData: Sendable {
  /// Counts of the recorded positions.
  public var histogram: Histogram?
  /// Sums over gradients at the gradient points.
  public var forces: ForceNormalEquations?

  /// Data from the accumulators that the run had.
  public init(histogram: Histogram? = nil, forces: ForceNormalEquations? = nil) {
    (self.histogram, self.forces) = (histogram, forces)
  }
}

/// A way to fit an effective potential to the samples of a run.
public protocol EffectivePotentialRegressor: Sendable {
  /// Which way it is.
  var method: EffectivePotential.Method { get }

  /// Fits the potential, with one replicate per cohort for its errors.
  func fit(
    _ data: SampledData, temperature: TemperatureReplicates
  ) throws(RegressionError) -> EffectivePotential
}
