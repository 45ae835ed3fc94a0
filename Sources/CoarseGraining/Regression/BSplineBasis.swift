import LinearAlgebra

/// Cubic B-splines on uniform knots (de Boor, "A Practical Guide to Splines").
///
/// The domain is divided into `intervals` cells; in cell c the functions c ... c + 3 are not zero, so
/// there are `intervals + 3` functions. They sum to 1 everywhere. Outside of the domain every function
/// continues linearly (value and slope of the nearest end), so splines have defined, tame values there.
public struct BSplineBasis: Equatable, Sendable, Codable {
  /// The lower end of the domain.
  public let lower: Double
  /// The upper end of the domain.
  public let upper: Double
  /// The number of knot cells.
  public let intervals: Int

  /// A basis of `intervals` ≥ 1 cells between two finite ends in ascending order.
  public init(lower: Double, upper: Double, intervals: Int) {
    precondition(lower.isFinite && upper.isFinite && lower < upper, "ends must ascend")
    precondition(intervals > 0, "at least one interval is needed")
    self.lower = lower
    self.upper = upper
    self.intervals = intervals
  }

  /// The basis on the same interval as an axis.
  public init(on axis: UniformAxis, intervals: Int) {
    self.init(lower: axis.lower, upper: axis.upper, intervals: intervals)
  }

  /// The number of functions.
  public var count: Int { intervals + 3 }

  /// The distance of the knots: the finest scale that a spline resolves.
  public var spacing: Double { (upper - lower) / Double(intervals) }

  /// The knot cells.
  public var cells: UniformAxis { UniformAxis(lower: lower, upper: upper, count: intervals) }

  /// How many intervals suit a resolution length: as many as keep the spacing at `resolution` or
  /// above, at least 4, at most 200 (for a spline of one coordinate) or 32 per axis (of two).
  public static func intervals(width: Double, resolution: Double, dimension: Int) -> Int {
    let most = dimension == 1 ? 200 : 32
    let ratio = width / resolution
    guard ratio > 0 else { return 4 }  // an unknown resolution (NaN) is taken as coarse
    return min(max(4, Int(min(ratio, 1e6))), most)
  }

  /// The four functions that are not zero at `x`, and the index of the first.
  public func evaluate(_ x: Double) -> (first: Int, values: SIMD4<Double>) {
    let (cell, t, excess) = locate(x)
    var values = Self.values(t)
    if excess != 0 { values += excess * Self.slopes(t) }
    return (cell, values)
  }

  /// Their derivatives.
  public func derivative(_ x: Double) -> (first: Int, values: SIMD4<Double>) {
    let (cell, t, _) = locate(x)
    return (cell, Self.slopes(t) / spacing)
  }

  /// Their second derivatives; zero outside of the domain.
  public func secondDerivative(_ x: Double) -> (first: Int, values: SIMD4<Double>) {
    let (cell, t, excess) = locate(x)
    guard excess == 0 else { return (cell, .zero) }
    return (cell, SIMD4(1 - t, 3 * t - 2, 1 - 3 * t, t) / (spacing * spacing))
  }

  /// The cell, the place in it in [0, 1], and how far `x` lies outside of the domain, in cells.
  private func locate(_ x: Double) -> (cell: Int, t: Double, excess: Double) {
    let position = (x - lower) / spacing
    if position >= 0, position <= Double(intervals) {
      let cell = min(Int(position), intervals - 1)
      return (cell, position - Double(cell), 0)
    }
    return position < 0
      ? (0, 0, position) : (intervals - 1, 1, position - Double(intervals))  // NaN ends here
  }

  private static func values(_ t: Double) -> SIMD4<Double> {
    let s = 1 - t
    return SIMD4(
      s * s * s, (3 * t - 6) * t * t + 4, (3 * s - 6) * s * s + 4, t * t * t) / 6
  }

  private static func slopes(_ t: Double) -> SIMD4<Double> {
    let s = 1 - t
    return SIMD4(-s * s, (3 * t - 4) * t, (4 - 3 * s) * s, t * t) / 2
  }

  /// The penalty P = DᵀD of third differences of the coefficients, bandwidth 3: θᵀPθ is zero exactly
  /// when the spline is a polynomial of degree 2 or less (Eilers & Marx 1996, order 3).
  public var thirdDifferencePenalty: SymmetricBandMatrix {
    let stencil = [-1.0, 3, -3, 1]
    var penalty = SymmetricBandMatrix(size: count, bandwidth: 3)
    for row in 0..<intervals {
      for a in 0..<4 {
        for b in 0...a { penalty.add(stencil[a] * stencil[b], at: row + a, row + b) }
      }
    }
    return penalty
  }

  /// The four functions of a cell as polynomials of u = t − ½ in [−½, ½]: row k holds the coefficients
  /// of 1, u, u², u³ of function `cell + k`.
  static let localPolynomials: [SIMD4<Double>] = [
    SIMD4(1, -6, 12, -8) / 48, SIMD4(23, -30, -12, 24) / 48,
    SIMD4(23, 30, -12, -24) / 48, SIMD4(1, 6, 12, 8) / 48,
  ]
}
