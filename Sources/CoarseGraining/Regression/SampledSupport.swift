/// Where a fit rests on data: the effective number of samples in each resolution cell (a cell of the
/// spline's knots).
public struct SampledSupport: Equatable, Sendable {
  /// The cells along each coordinate.
  public let axes: [UniformAxis]
  /// Effective samples per cell, row-major.
  public let effectiveSamples: [Double]
  /// A cell with at least so many effective samples is supported.
  public let threshold: Double

  /// The default threshold: with ten effective samples the population of a cell is known to a third,
  /// V = −T log ρ to T/3.
  public static let defaultThreshold = 10.0

  /// A support from its numbers.
  public init(
    axes: [UniformAxis], effectiveSamples: [Double], threshold: Double = defaultThreshold
  ) {
    precondition(
      effectiveSamples.count == axes.reduce(1) { $0 * $1.count }, "one number per cell")
    (self.axes, self.effectiveSamples, self.threshold) = (axes, effectiveSamples, threshold)
  }

  /// Whether the cell of a point is supported; no point outside of the domain is.
  public func contains(_ q: [Double]) -> Bool {
    precondition(q.count == axes.count, "a point of \(axes.count) coordinates expected")
    var cell = 0
    for (axis, x) in zip(axes, q) {
      guard let index = axis.index(of: x) else { return false }
      cell = cell * axis.count + index
    }
    return effectiveSamples[cell] >= threshold
  }

  /// `contains` for all points of a grid, row-major.
  public func contains(grid: [UniformAxis]) -> [Bool] {
    precondition(grid.count == axes.count, "one grid axis per coordinate")
    let indices = zip(axes, grid).map { axis, points in points.centers.map(axis.index(of:)) }
    let fast = indices[indices.count - 1]
    let slow: [Int?] = indices.count == 2 ? indices[0] : [0]
    let columns = axes[axes.count - 1].count
    return slow.flatMap { i in
      fast.map { j in
        guard let i, let j else { return false }
        return effectiveSamples[i * columns + j] >= threshold
      }
    }
  }
}
