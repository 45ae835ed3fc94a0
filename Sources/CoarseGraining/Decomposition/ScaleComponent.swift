import Statistics

/// The piece of a multiscale function that one step resolves and a larger one does not: V of the smaller step
/// less V of the larger, on a grid (docs/decomposition.md).
///
/// The two potentials come from runs that share no random number, so that their errors are independent:
/// the variance of a linear functional of the difference is the sum over the cohorts of both. Each V is known
/// up to a constant, and so is the difference: its mean over `region` is zero, and its errors are those of
/// the difference less that mean.
public struct ScaleComponent: Sendable {
  /// Fine less coarse, with mean zero over `region`, at every point of the grid, and the influences of the
  /// cohorts of both runs.
  public let curve: CurveEstimate
  /// The points at which both potentials rest on data.
  public let isSupported: [Bool]
  /// Those of them within 4T of the minimum of either, T being that of its own run: where the constant is
  /// fixed and sizes and errors are measured.
  public let region: [Bool]

  /// The piece between two potentials from independent runs, on one grid. O(cohorts · points).
  public init(from coarse: PotentialCurve, to fine: PotentialCurve) {
    isSupported = zip(coarse.isSupported, fine.isSupported).map { $0 && $1 }
    region = zip(coarse.region, fine.region).map { $0 && $1 }
    curve = fine.estimate.subtracting(independent: coarse.estimate).centred(over: region)
  }

  /// Whether there is a region at all, without which nothing is known.
  public var isKnown: Bool { region.count { $0 } > 1 }

  /// The simultaneous band over the supported points; the others have NaN for a value and an error.
  ///
  /// It is of 95 % unless another confidence is asked for; see `CurveEstimate.band`.
  public func band(confidence: Double = 0.95, generator: Philox) -> CurveBand {
    let points = isSupported.indices.filter { isSupported[$0] }
    let band = curve.selecting(points).band(confidence: confidence, generator: generator)
    var result = CurveBand(
      values: [Double](repeating: .nan, count: isSupported.count),
      standardErrors: [Double](repeating: .nan, count: isSupported.count), factor: band.factor)
    for (n, point) in points.enumerated() {
      result.values[point] = band.values[n]
      result.standardErrors[point] = band.standardErrors[n]
    }
    return result
  }

  /// The root mean square over the region, with its standard error to first order. It holds the noise,
  /// which ``standardError`` tells.
  public var amplitude: Estimate { comparison(with: nil).rmse }

  /// The root mean square of the standard errors over the region.
  public var standardError: Double { comparison(with: nil).expectedRMSE }

  /// How far it is from known values on the grid, over the region, the best constant removed.
  public func compare(to reference: [Double]) -> PotentialComparison {
    precondition(reference.count == curve.count, "one reference value per grid point")
    return comparison(with: reference)
  }

  private func comparison(with reference: [Double]?) -> PotentialComparison {
    let points = region.indices.filter { region[$0] }
    let known = points.map { reference?[$0] ?? 0 }
    let mean = known.reduce(0, +) / Double(max(known.count, 1))
    return PotentialComparison(
      differences: zip(points, known).map { curve.values[$0] - ($1 - mean) },
      responses: curve.selecting(points).influences.rowArrays)
  }
}
