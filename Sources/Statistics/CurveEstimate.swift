import LinearAlgebra

/// A curve estimated from independent units (trajectories, walkers, cohorts), with the influence of
/// every unit on every point.
///
/// The influences are scaled such that the sum of their products over the units is the covariance
/// of two points, Cov(c_i, c_j) ≈ Σ_u I_ui I_uj: standard errors, paired differences, linear
/// functionals and simultaneous bands all follow from them with no assumption about the correlation
/// along the curve (docs/statistics.md). They take units × points numbers of memory;
/// `grouped(into:)` makes fewer of many.
public struct CurveEstimate: Equatable, Sendable {
  /// The curve.
  public let values: [Double]
  /// units × points.
  public let influences: Matrix
  /// The pointwise standard errors √(Σ_u I_u²); NaN with fewer than two units.
  public let standardErrors: [Double]

  /// The number of independent units.
  public var units: Int { influences.rows }
  /// The number of points of the curve.
  public var count: Int { values.count }

  /// A curve from its values and the influences of the units (units × points).
  ///
  /// Numbers that are not finite give standard errors that are not finite, at the same points only.
  public init(values: [Double], influences: Matrix) {
    precondition(values.count == influences.columns, "one column of influences per point expected")
    self.values = values
    self.influences = influences
    standardErrors =
      influences.rows > 1
      ? influences.columnLengths : [Double](repeating: .nan, count: values.count)
  }

  /// The mean of the curves of independent units, one per row.
  ///
  /// The influences are (x_u − x̄)/√(U(U−1)), so that the standard error is the textbook s/√U. A
  /// point at which all units agree has a standard error of exactly zero. O(units · points).
  /// - Throws: `tooFew` below two units, `notFinite`.
  public init(meanOf units: Matrix) throws(StatisticsError) {
    guard units.rows >= 2 else { throw .tooFew(needed: 2, got: units.rows) }
    guard units.isFinite else { throw .notFinite }
    let centre = units.columnMeans
    let scale = influenceScale(units: units.rows)
    var influences = units
    influences.forEachRow { row in
      for i in row.indices { row[i] = scale * (row[i] - centre[i]) }
    }
    self.init(values: centre, influences: influences)
  }

  /// The value at one point with its standard error.
  public func estimate(at point: Int) -> Estimate {
    Estimate(value: values[point], standardError: standardErrors[point])
  }

  /// The linear functional Σ_i w_i c_i with its standard error, all correlations along the curve
  /// included. O(units · points).
  public func functional(_ weights: [Double]) -> Estimate {
    precondition(weights.count == count, "one weight per point expected")
    let variance =
      units > 1 ? (influences * weights).reduce(0) { $0 + $1 * $1 } : .nan
    return Estimate(
      value: zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 },
      standardError: variance.squareRoot())
  }

  /// The integral of the curve over the ascending abscissae of its points, by the trapezoidal rule.
  public func integral(over abscissae: [Double]) -> Estimate {
    functional(trapezoidalWeights(abscissae))
  }

  /// The same curve with its units joined into at most `groups` groups of consecutive units, whose
  /// influences are the sums of those of their members.
  ///
  /// Standard errors then come from the scatter of the groups: right on average, but only known to
  /// about 1/√(2·groups) of themselves. Curves to be subtracted must be grouped alike.
  public func grouped(into groups: Int) -> CurveEstimate {
    precondition(groups > 0, "a positive number of groups is needed")
    guard groups < units else { return self }
    var sums = Matrix(rows: groups, columns: count)
    influences.elements.withUnsafeBufferPointer { source in
      sums.elements.withUnsafeMutableBufferPointer { target in
        for u in 0..<units {
          // Group g holds the units from ⌈g·U/G⌉ on: sizes differ by at most one.
          let (from, to) = (u * count, (u * groups / units) * count)
          for i in 0..<count { target[to + i] += source[from + i] }
        }
      }
    }
    return CurveEstimate(values: values, influences: sums)
  }
}

/// The factor 1/√(U(U−1)) that makes deviations from the mean influences.
func influenceScale(units: Int) -> Double {
  1 / (Double(units) * Double(units - 1)).squareRoot()
}

/// The weights w_i of the trapezoidal rule ∫ c dx ≈ Σ w_i c_i.
func trapezoidalWeights(_ x: [Double]) -> [Double] {
  x.indices.map { i in
    0.5 * (x[Swift.min(i + 1, x.count - 1)] - x[Swift.max(i - 1, 0)])
  }
}

extension Matrix {
  /// Calls `body` with each row in turn, to be changed in place.
  mutating func forEachRow(_ body: (UnsafeMutableBufferPointer<Double>) -> Void) {
    let (rows, columns) = (self.rows, self.columns)
    elements.withUnsafeMutableBufferPointer { all in
      for u in 0..<rows {
        body(UnsafeMutableBufferPointer(rebasing: all[(u * columns)..<((u + 1) * columns)]))
      }
    }
  }

  /// Whether no element is NaN or infinite.
  var isFinite: Bool {
    elements.withUnsafeBufferPointer { all in
      for x in all where !x.isFinite { return false }
      return true
    }
  }

  /// The mean of every column, taken around the first row: exact where all rows agree.
  var columnMeans: [Double] {
    let (rows, columns) = (self.rows, self.columns)
    var sums = [Double](repeating: 0, count: columns)
    elements.withUnsafeBufferPointer { all in
      sums.withUnsafeMutableBufferPointer { sums in
        for u in 0..<rows {
          for i in 0..<columns { sums[i] += all[u * columns + i] - all[i] }
        }
        for i in 0..<columns where rows > 0 { sums[i] = all[i] + sums[i] / Double(rows) }
      }
    }
    return sums
  }

  /// The Euclidean length of every column.
  var columnLengths: [Double] {
    let (rows, columns) = (self.rows, self.columns)
    var sums = [Double](repeating: 0, count: columns)
    elements.withUnsafeBufferPointer { all in
      sums.withUnsafeMutableBufferPointer { sums in
        for u in 0..<rows {
          for i in 0..<columns {
            let x = all[u * columns + i]
            sums[i] += x * x
          }
        }
        for i in 0..<columns { sums[i] = sums[i].squareRoot() }
      }
    }
    return sums
  }
}
