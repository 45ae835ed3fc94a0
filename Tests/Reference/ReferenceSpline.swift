/// The slow oracle of tensor splines: cubic B-splines on uniform knots by the recursion of Cox and de Boor, in
/// one or two coordinates, every function evaluated everywhere.
public struct ReferenceSpline {
  public let lower: [Double]
  public let upper: [Double]
  public let intervals: [Int]

  public init(lower: [Double], upper: [Double], intervals: [Int]) {
    self.lower = lower
    self.upper = upper
    self.intervals = intervals
  }

  /// The number of functions.
  public var count: Int { intervals.reduce(1) { $0 * ($1 + 3) } }

  public func contains(_ q: [Double]) -> Bool {
    q.indices.allSatisfy { lower[$0] <= q[$0] && q[$0] <= upper[$0] }
  }

  /// All functions at a point; the last coordinate's index varies fastest.
  public func values(_ q: [Double]) -> [Double] {
    product(q.indices.map { i in line(i) { basis($0, degree: 3, axis: i, q[i]) } })
  }

  /// Their gradients: for each coordinate the derivatives of all functions.
  public func gradients(_ q: [Double]) -> [[Double]] {
    q.indices.map { k in
      product(
        q.indices.map { i in
          line(i) { i == k ? slope($0, axis: i, q[i]) : basis($0, degree: 3, axis: i, q[i]) }
        })
    }
  }

  /// P = Σ over the axes of DᵀD, D the third differences of the coefficients along the axis.
  public var penalty: [[Double]] {
    let sizes = intervals.map { $0 + 3 }
    var p = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
    for axis in sizes.indices {
      let stride = axis == sizes.count - 1 ? 1 : sizes[sizes.count - 1]
      for start in 0..<count where start / stride % sizes[axis] + 3 < sizes[axis] {
        let difference = [-1.0, 3, -3, 1].enumerated().map { (start + $0 * stride, $1) }
        for (i, a) in difference {
          for (j, b) in difference { p[i][j] += a * b }
        }
      }
    }
    return p
  }

  private func line(_ axis: Int, _ value: (Int) -> Double) -> [Double] {
    (0..<(intervals[axis] + 3)).map(value)
  }

  private func product(_ lines: [[Double]]) -> [Double] {
    lines.dropFirst().reduce(lines[0]) { slow, fast in
      slow.flatMap { a in fast.map { a * $0 } }
    }
  }

  private func spacing(_ axis: Int) -> Double {
    (upper[axis] - lower[axis]) / Double(intervals[axis])
  }

  private func knot(_ j: Int, _ axis: Int) -> Double {
    lower[axis] + Double(j - 3) * spacing(axis)
  }

  private func basis(_ j: Int, degree: Int, axis: Int, _ x: Double) -> Double {
    guard degree > 0 else {
      // The upper end belongs to the last cell.
      let isLast = x == upper[axis] && j == intervals[axis] + 2
      return isLast || (knot(j, axis) <= x && x < knot(j + 1, axis)) ? 1 : 0
    }
    let width = Double(degree) * spacing(axis)
    return (x - knot(j, axis)) / width * basis(j, degree: degree - 1, axis: axis, x)
      + (knot(j + degree + 1, axis) - x) / width * basis(j + 1, degree: degree - 1, axis: axis, x)
  }

  private func slope(_ j: Int, axis: Int, _ x: Double) -> Double {
    (basis(j, degree: 2, axis: axis, x) - basis(j + 1, degree: 2, axis: axis, x)) / spacing(axis)
  }
}
