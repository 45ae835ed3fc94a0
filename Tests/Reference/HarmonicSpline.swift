import Potentials

/// f = Σ ½ k_i q_i², as a cubic spline on uniform knots, which represents quadratics exactly.
public struct HarmonicSpline: Potential {
  public let stiffness: [Double]
  public let splineTable: SplineTable?

  public init(stiffness: [Double], radius: Double = 6, cells: Int = 12) {
    self.stiffness = stiffness
    let spacing = 2 * radius / Double(cells)
    // On uniform knots x² = Σ (c² − Δ²/3) B_c over the splines' centres c.
    let squares = (0..<(cells + 3)).map { n in
      let centre = -radius + Double(n - 1) * spacing
      return centre * centre - spacing * spacing / 3
    }
    let first = squares.map { stiffness[0] / 2 * $0 }
    let coefficients =
      stiffness.count == 1
      ? first : first.flatMap { a in squares.map { a + stiffness[1] / 2 * $0 } }
    splineTable = SplineTable(
      lower: stiffness.map { _ in -radius }, upper: stiffness.map { _ in radius },
      cells: stiffness.map { _ in cells }, coefficients: coefficients, confinement: 1)
  }

  public var dimension: Int { stiffness.count }
  public func value(at q: [Double]) -> Double {
    zip(stiffness, q).reduce(0) { $0 + $1.0 * $1.1 * $1.1 / 2 }
  }
  public func gradient(at q: [Double]) -> [Double] { zip(stiffness, q).map { $0 * $1 } }
}
