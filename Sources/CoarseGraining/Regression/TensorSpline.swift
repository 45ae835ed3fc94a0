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
    return contract(bases.indices.map { bases[$0].evaluate(q[$0]) })
  }

  /// The gradient at a point.
  public func gradient(at q: [Double]) -> [Double] {
    precondition(q.count == dimension, "a point of \(dimension) coordinates expected")
    let values = bases.indices.map { bases[$0].evaluate(q[$0]) }
    return bases.indices.map { axis in
      var factors = values
      factors[axis] = bases[axis].derivative(q[axis])
      return contract(factors)
    }
  }

  /// The values at all points of a grid (the centres of the axes), row-major.
  public func values(on axes: [UniformAxis]) -> [Double] {
    SplineGrid(bases: bases, axes: axes).values(of: coefficients)
  }

  private func contract(_ factors: [(first: Int, values: SIMD4<Double>)]) -> Double {
    let last = factors[factors.count - 1]
    guard factors.count == 2 else { return row(last.first, last.values) }
    let stride = bases[1].count
    return (0..<4).reduce(0) {
      $0 + factors[0].values[$1]
        * row((factors[0].first + $1) * stride + last.first, last.values)
    }
  }

  private func row(_ start: Int, _ values: SIMD4<Double>) -> Double {
    (0..<4).reduce(0) { $0 + values[$1] * coefficients[start + $1] }
  }
}
