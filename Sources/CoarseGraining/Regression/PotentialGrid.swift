/// An effective potential on a grid, row-major, in a stated gauge.
public struct PotentialGrid: Sendable {
  /// The grid; its points are the centres of the axes' cells.
  public let axes: [UniformAxis]
  /// V, with minimum 0 over the supported points (over all points where none is supported).
  public let values: [Double]
  /// The standard error of V − mean of V over `region`.
  public let standardErrors: [Double]
  /// Whether each point rests on data.
  public let isSupported: [Bool]
  /// The points whose mean fixes the gauge of the standard errors.
  public let region: [Bool]
}

extension EffectivePotential {
  /// How far above its minimum the default regions reach, in units of T.
  public static let regionDepth = 4.0

  /// The potential on a grid with its standard errors.
  ///
  /// `region`, a mask over the grid, fixes the gauge of the errors; the default is the supported points
  /// within 4T of the minimum. O(cohorts · points).
  public func grid(on axes: [UniformAxis], region: [Bool]? = nil) -> PotentialGrid {
    let design = SplineGrid(bases: spline.bases, axes: axes)
    let isSupported = support.contains(grid: axes)
    let values = Self.normalised(design.values(of: spline.coefficients), over: isSupported)
    let region =
      region ?? Self.lowRegion(values, within: isSupported, depth: temperature.value)
    precondition(region.count == values.count, "one flag per grid point")
    var variances = [Double](repeating: 0, count: values.count)
    for replicate in replicates {
      let response = Self.centred(design.values(of: replicate), over: region)
      for i in response.indices { variances[i] += response[i] * response[i] }
    }
    return PotentialGrid(
      axes: axes, values: values, standardErrors: variances.map { $0.squareRoot() },
      isSupported: isSupported, region: region)
  }

  /// V on a grid, with minimum 0 over the supported points.
  public func values(on axes: [UniformAxis]) -> [Double] {
    Self.normalised(spline.values(on: axes), over: isSupported(on: axes))
  }

  /// The standard errors of V on a grid; see `grid(on:region:)`.
  public func standardErrors(on axes: [UniformAxis], region: [Bool]? = nil) -> [Double] {
    grid(on: axes, region: region).standardErrors
  }

  /// Whether each point of a grid rests on data.
  public func isSupported(on axes: [UniformAxis]) -> [Bool] { support.contains(grid: axes) }

  /// The points of a grid where `values` lie within 4T of their minimum.
  public static func region(of values: [Double], temperature: Double) -> [Bool] {
    lowRegion(values, within: values.map(\.isFinite), depth: temperature)
  }

  static func lowRegion(_ values: [Double], within mask: [Bool], depth: Double) -> [Bool] {
    let lowest = zip(values, mask).reduce(Double.infinity) { $1.1 ? min($0, $1.0) : $0 }
    return zip(values, mask).map { $1 && $0 - lowest <= regionDepth * depth }
  }

  static func normalised(_ values: [Double], over mask: [Bool]) -> [Double] {
    let lowest = zip(values, mask).reduce(Double.infinity) { $1.1 ? min($0, $1.0) : $0 }
    let origin = lowest.isFinite ? lowest : values.min() ?? 0
    return values.map { $0 - origin }
  }

  static func centred(_ values: [Double], over region: [Bool]) -> [Double] {
    let (sum, count) = zip(values, region).reduce((0.0, 0.0)) {
      $1.1 ? ($0.0 + $1.0, $0.1 + 1) : $0
    }
    guard count > 0 else { return values }
    return values.map { $0 - sum / count }
  }
}
