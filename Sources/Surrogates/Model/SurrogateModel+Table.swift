import CoarseGraining
import Storage

/// The points at which a model is tabulated.
public enum TablePoints: Equatable, Sendable {
  /// A grid of one or two axes, the first one the slowest; its points are the centres of the cells.
  case grid([UniformAxis])
  /// Given points, such as samples of a run: the only choice above two coordinates.
  case list([[Double]])

  /// The grid of `effective-potential.csv`: 400 cells along one coordinate, 100 along each of two;
  /// nil above.
  public static func standardGrid(_ bounds: [ClosedRange<Double>]) -> TablePoints? {
    guard bounds.count == 1 || bounds.count == 2 else { return nil }
    let count = bounds.count == 1 ? 400 : 100
    return .grid(
      bounds.map { UniformAxis(lower: $0.lowerBound, upper: $0.upperBound, count: count) })
  }

  /// The points, one after the other.
  public var points: [[Double]] {
    switch self {
    case .list(let points): points
    case .grid(let axes):
      axes.reduce([[]]) { points, axis in
        points.flatMap { point in axis.centers.map { point + [$0] } }
      }
    }
  }
}

extension SurrogateModel {
  /// V at some points in the columns of `effective-potential.csv`: the coordinates, `V_mlp` and
  /// `se_mlp`.
  ///
  /// V is the mean of the ensemble, with its minimum over the points at 0. The standard error is
  /// the recalibrated standard deviation of the members (divisor N − 1; not divided by √N, since
  /// members share their data) after each one's mean over the points within 4T of the minimum was
  /// taken off; where the temperature is not known, over all points. It is NaN for a single
  /// network.
  ///
  /// - Parameters:
  ///   - points: where.
  ///   - method: what follows `V_` and `se_`.
  ///   - memberValues: V of each member at all of the points, confinement included:
  ///     [member][point].
  /// - Returns: one row per point.
  /// - Throws: what `memberValues` throws.
  public func table(
    at points: TablePoints, method: String = "mlp",
    memberValues: ([[Double]]) throws -> [[Double]]
  ) rethrows -> CSVTable {
    let points = points.points
    precondition(points.allSatisfy { $0.count == dimension }, "points of the model's coordinates")
    let values = try memberValues(points)
    precondition(
      values.count == members.count && values.allSatisfy { $0.count == points.count },
      "a value for each member and point")
    let mean = points.indices.map { i in
      values.reduce(0) { $0 + $1[i] } / Double(values.count)
    }
    let lowest = mean.min() ?? 0
    let region =
      header.training.temperature.map { EffectivePotential.region(of: mean, temperature: $0) }
      ?? mean.map { _ in true }
    let errors = Self.spread(values.map { Self.centred($0, over: region) })
    var columns = header.coordinates.enumerated().map { i, name in
      CSVTable.Column(name, points.map { $0[i] })
    }
    columns.append(.init("V_\(method)", mean.map { $0 - lowest }))
    columns.append(.init("se_\(method)", errors.map { header.recalibration * $0 }))
    return CSVTable(columns: columns)
  }

  /// The values less their mean over the region.
  private static func centred(_ values: [Double], over region: [Bool]) -> [Double] {
    let count = region.reduce(0) { $0 + ($1 ? 1 : 0) }
    guard count > 0 else { return values }
    let mean = zip(values, region).reduce(0) { $0 + ($1.1 ? $1.0 : 0) } / Double(count)
    return values.map { $0 - mean }
  }

  /// The standard deviation over the members at each point.
  private static func spread(_ values: [[Double]]) -> [Double] {
    let n = Double(values.count)
    return (values.first ?? []).indices.map { i in
      guard values.count > 1 else { return .nan }
      let mean = values.reduce(0) { $0 + $1[i] } / n
      let squares = values.reduce(0) { $0 + ($1[i] - mean) * ($1[i] - mean) }
      return (squares / (n - 1)).squareRoot()
    }
  }
}
