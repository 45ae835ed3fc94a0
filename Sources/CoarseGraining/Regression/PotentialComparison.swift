import Statistics

/// How far a potential is from another over a region, with the best constant taken out.
public struct PotentialComparison: Equatable, Sendable {
  /// The root mean square difference; its standard error is to first order in the errors of V.
  /// Undefined where the region is empty.
  public let rmse: Estimate
  /// The largest difference in magnitude.
  public let maxError: Double
  /// The rms difference that the standard errors alone would give: the noise floor of `rmse`.
  public let expectedRMSE: Double
  /// The rms of the differences, each in its own standard error; about 1 when only noise differs.
  public let rmsInStandardErrors: Double
  /// The largest difference in standard errors.
  public let maxInStandardErrors: Double
  /// Points in the region.
  public let points: Int

  /// From differences at the points of a region, centred, and their responses to each cohort, centred.
  init(differences: [Double], responses: [[Double]]) {
    points = differences.count
    let n = Double(points)
    let meanSquare = differences.reduce(0) { $0 + $1 * $1 } / n
    var variances = [Double](repeating: 0, count: points)
    var ofSquare = 0.0
    for response in responses {
      var product = 0.0
      for i in 0..<points {
        variances[i] += response[i] * response[i]
        product += differences[i] * response[i]
      }
      ofSquare += (product / n) * (product / n)
    }
    let value = meanSquare.squareRoot()
    rmse = Estimate(
      value: value, standardError: value > 0 ? ofSquare.squareRoot() / value : .nan)
    maxError = differences.reduce(points > 0 ? 0 : .nan) { max($0, abs($1)) }
    expectedRMSE = (variances.reduce(0, +) / n).squareRoot()
    let ratios = zip(differences, variances).map {
      abs($0) / max($1, .leastNormalMagnitude).squareRoot()
    }
    rmsInStandardErrors = (ratios.reduce(0) { $0 + $1 * $1 } / n).squareRoot()
    maxInStandardErrors = ratios.reduce(points > 0 ? 0 : .nan) { max($0, $1) }
  }
}

extension EffectivePotential {
  /// Compares with known values on a grid, row-major.
  ///
  /// The default region is where the reference lies within 4T of its minimum, supported or not. The mean
  /// difference over the region is removed.
  public func compare(
    to reference: [Double], on axes: [UniformAxis], region: [Bool]? = nil
  ) -> PotentialComparison {
    let design = SplineGrid(bases: spline.bases, axes: axes)
    precondition(reference.count == design.pointCount, "one reference value per grid point")
    let region = region ?? Self.region(of: reference, temperature: temperature.value)
    let values = design.values(of: spline.coefficients)
    return PotentialComparison(
      differences: Self.selected(zip(values, reference).map { $0 - $1 }, in: region),
      responses: replicates.map { Self.selected(design.values(of: $0), in: region) })
  }

  /// Compares with another fit on a grid.
  ///
  /// When both have the same number of cohorts, these are taken to be the same groups of walkers, and
  /// the correlation of the two fits is accounted for; otherwise the fits are taken as independent.
  /// The default region is where both are supported and within 4T of their minima.
  public func difference(
    from other: EffectivePotential, on axes: [UniformAxis], region: [Bool]? = nil
  ) -> PotentialComparison {
    let region =
      region
      ?? zip(defaultRegion(on: axes), other.defaultRegion(on: axes)).map { $0 && $1 }
    let mine = SplineGrid(bases: spline.bases, axes: axes)
    let theirs = SplineGrid(bases: other.spline.bases, axes: axes)
    let values = Self.subtract(
      mine.values(of: spline.coefficients), theirs.values(of: other.spline.coefficients))
    let responses: [[Double]]
    if replicates.count == other.replicates.count {
      responses = zip(replicates, other.replicates).map {
        Self.selected(Self.subtract(mine.values(of: $0), theirs.values(of: $1)), in: region)
      }
    } else {
      responses =
        replicates.map { Self.selected(mine.values(of: $0), in: region) }
        + other.replicates.map { Self.selected(theirs.values(of: $0), in: region) }
    }
    return PotentialComparison(
      differences: Self.selected(values, in: region), responses: responses)
  }

  private func defaultRegion(on axes: [UniformAxis]) -> [Bool] {
    Self.lowRegion(
      values(on: axes), within: isSupported(on: axes), depth: temperature.value)
  }

  private static func subtract(_ a: [Double], _ b: [Double]) -> [Double] {
    zip(a, b).map { $0 - $1 }
  }

  /// The values in the region, their mean removed.
  private static func selected(_ values: [Double], in region: [Bool]) -> [Double] {
    precondition(values.count == region.count, "one flag per grid point")
    let inside = zip(values, region).compactMap { $1 ? $0 : nil }
    let mean = inside.reduce(0, +) / Double(max(inside.count, 1))
    return inside.map { $0 - mean }
  }
}
