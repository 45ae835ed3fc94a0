/// The judgement on the difference of two curves: how large it is, whether it is within a
/// tolerance, and whether it can be told from zero.
///
/// Both judgements use the simultaneous band, so they hold for the whole curve at once.
/// `isEquivalent` is an equivalence test: too few data widen the band and fail it, whereas too few
/// data let `holdsZero` pass.
public struct CurveComparison: Equatable, Sendable {
  /// The difference with its simultaneous band, of 95 % unless another confidence was asked for.
  public let band: CurveBand
  /// The largest |Δ| and its standard error at that point. Being the largest of many, it exceeds
  /// zero by a few standard errors also for equal curves.
  public let maxDeviation: Estimate
  /// The point of the largest |Δ|: the first of several, or the first where Δ is NaN.
  public let index: Int
  /// The largest |Δ| that counts as equivalent, in the units of the curve.
  public let tolerance: Double
  /// Whether the whole band lies within ± tolerance. False when anything is NaN.
  public let isEquivalent: Bool
  /// Whether the band holds zero at every point. False when anything is NaN.
  public let holdsZero: Bool

  /// Judges a difference, which must have at least one point, by its simultaneous band of the given
  /// confidence; see `CurveEstimate.band` for the cost and for points without an error.
  public init(
    _ difference: CurveEstimate, tolerance: Double, confidence: Double = 0.95, generator: Philox
  ) {
    precondition(difference.count > 0, "a curve without points")
    let band = difference.band(confidence: confidence, generator: generator)
    var index = 0
    for (i, value) in band.values.enumerated() {
      if value.isNaN {
        index = i
        break
      }
      if abs(value) > abs(band.values[index]) { index = i }
    }
    self.band = band
    self.index = index
    self.tolerance = tolerance
    maxDeviation = Estimate(
      value: abs(band.values[index]), standardError: band.standardErrors[index])
    isEquivalent = band.values.indices.allSatisfy {
      abs(band.values[$0]) + band.halfWidth(at: $0) <= tolerance
    }
    holdsZero = band.values.indices.allSatisfy {
      abs(band.values[$0]) <= band.halfWidth(at: $0)
    }
  }
}

extension CurveBand {
  /// The half width of the band at one point: zero where the standard error is, whatever the
  /// factor.
  public func halfWidth(at point: Int) -> Double {
    standardErrors[point] == 0 ? 0 : factor * standardErrors[point]
  }
}
