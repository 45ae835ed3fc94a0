import CKernels

/// Equal cells on an interval: the bins of a histogram, the knot cells of a spline, or the points
/// of a grid (the centres of the cells).
public struct UniformAxis: Equatable, Sendable, Codable {
  /// The lower end.
  public let lower: Double
  /// The upper end; it belongs to the last cell.
  public let upper: Double
  /// The number of cells.
  public let count: Int

  /// An axis of `count` ≥ 1 cells between two finite ends in ascending order.
  public init(lower: Double, upper: Double, count: Int) {
    precondition(lower.isFinite && upper.isFinite && lower < upper, "ends must ascend")
    precondition(count > 0 && count < Int(Int32.max), "at least one cell is needed")
    self.lower = lower
    self.upper = upper
    self.count = count
  }

  /// The length of a cell.
  public var width: Double { (upper - lower) / Double(count) }

  /// The centre of cell `i`.
  public func center(_ i: Int) -> Double {
    lower + (upper - lower) * ((Double(i) + 0.5) / Double(count))
  }

  /// The centres of all cells, ascending.
  public var centers: [Double] { (0..<count).map(center) }

  /// The cell that holds `x`, or nil outside of the axis (and for NaN).
  public func index(of x: Double) -> Int? {
    guard x >= lower, x <= upper else { return nil }
    return min(Int((x - lower) * (Double(count) / (upper - lower))), count - 1)
  }

  /// The same axis for the C accumulators, along one component of the blocks.
  func accumulatorAxis(component: Int) -> ck_acc_axis {
    ck_acc_axis(
      lower: lower, upper: upper, scale: Double(count) / (upper - lower), count: Int32(count),
      component: Int32(component))
  }
}
