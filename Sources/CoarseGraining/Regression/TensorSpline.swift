/// A cubic spline of one or two coordinates: Σ θ_kl B_k(x) B_l(y), with coefficients row-major.
///
/// Twice continuously differentiable; linear continuation outside of the domain of each axis.
public struct TensorSpline: Equatable, Sendable, Codable {
  /// One basis per coordinate.
  public let bases: [BSplineBasis]
  /// The coefficients; the last coordinate varies fastest.
  public var coefficients: [Double]

  /// A spline from its bases (one or two) and coefficients, whose number is the product of theirs.
  public init(bases: [BSplineBasis], coefficients: [Double]) {
    precondition(bases.count == 1 || bases.count == 2, "one or two coordinates")
    precondition(
      coefficients.count == bases.reduce(1) { $0 * $1.count }, "one coefficient per function")
    self.bases = bases
    self.coefficients = coefficients
  }

  /// The number of coordinates.
  public var dimension: Int { bases.count }

  /// The value at a point.
  public func value(at q: [Double]) -> Double {
    precondition(q.count == dimension, "a point of \(dimension) coordinates expected")
    let first = bases[0].evaluate(q[0])
    return dimension == 1 ? row(first.first, first.values) : product(first, bases[1].evaluate(q[1]))
  }

  /// The gradient at a point.
  public func gradient(at q: [Double]) -> [Double] {
    precondition(q.count == dimension, "a point of \(dimension) coordinates expected")
    let slopes = bases[0].derivative(q[0])
    guard dimension == 2 else { return [row(slopes.first, slopes.values)] }
    let (x, y) = (bases[0].evaluate(q[0]), bases[1].evaluate(q[1]))
    return [product(slopes, y), product(x, bases[1].derivative(q[1]))]
  }

  /// The values at all points of a grid (the centres of the axes), row-major.
  public func values(on axes: [UniformAxis]) -> [Double] {
    SplineGrid(bases: bases, axes: axes).values(of: coefficients)
  }

  private typealias Functions = (first: Int, values: SIMD4<Double>)

  private func product(_ x: Functions, _ y: Functions) -> Double {
    let stride = bases[1].count
    return (0..<4).reduce(0) {
      $0 + x.values[$1] * row((x.first + $1) * stride + y.first, y.values)
    }
  }

  private func row(_ start: Int, _ values: SIMD4<Double>) -> Double {
    (0..<4).reduce(0) { $0 + values[$1] * coefficients[start + $1] }
  }
}
