import CoarseGraining

extension GriddedPotential {
  /// One basis per coordinate; nil when the knots are not those of a spline of one or two coordinates.
  private var bases: [BSplineBasis]? {
    var bases: [BSplineBasis] = []
    for knots in knots {
      guard knots.count > 1, let lower = knots.first, let upper = knots.last, lower < upper else {
        return nil
      }
      bases.append(BSplineBasis(lower: lower, upper: upper, intervals: knots.count - 1))
    }
    return bases.count == 1 || bases.count == 2 ? bases : nil
  }

  /// The spline behind the values; nil when it was not stored.
  var spline: TensorSpline? {
    guard let bases, coefficients.count == bases.reduce(1, { $0 * $1.count }) else { return nil }
    return TensorSpline(bases: bases, coefficients: coefficients)
  }

  /// Where it rests on data; nil when that was not stored.
  var support: SampledSupport? {
    guard let bases, cellSamples.count == bases.reduce(1, { $0 * $1.intervals }) else {
      return nil
    }
    return SampledSupport(axes: bases.map(\.cells), effectiveSamples: cellSamples)
  }
}

extension GridAxis {
  /// The cells that the points are the centres of; nil for fewer than two points.
  var cells: UniformAxis? {
    guard let first = points.first, let last = points.last, points.count > 1, first < last else {
      return nil
    }
    let half = (last - first) / Double(points.count - 1) / 2
    return UniformAxis(lower: first - half, upper: last + half, count: points.count)
  }
}
