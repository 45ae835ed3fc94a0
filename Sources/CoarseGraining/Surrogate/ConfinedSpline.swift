import LinearAlgebra
import Potentials

/// A fitted spline as a potential that dynamics can run on for ever (docs/surrogate-potential.md).
///
/// Three regions:
/// - on the supported cells it is the fit, to the bit;
/// - elsewhere in the box of the knots, coefficients that touch no supported cell are replaced so
///   that V rises away from the data (`FreeCoefficients`), and V stays twice continuously
///   differentiable;
/// - outside of the box it continues linearly along each axis, with the mixed term ∂x∂yV in the
///   corners, plus a wall ½κ·distance², and is continuously differentiable.
///
/// κ is the largest of
/// 1. the largest |curvature| of V on the supported cells (and the given minimum),
/// 2. twice the largest |∂x∂yV| at a corner of the box, so that the wall dominates the mixed term,
/// 3. the steepest fall of V out of the box over the knot spacing there, so that a walker that
///    the data send out is turned within one cell.
///
/// Hence along every ray that leaves the box at right angles V grows from one cell on (three at a
/// corner), at least as fast as ¼κ·distance². A constant V without a minimum of κ has no wall, for lack
/// of a scale.
public struct ConfinedSpline: SurrogatePotential {
  /// The spline after its free coefficients were replaced.
  public let spline: TensorSpline
  /// Where the fit rests on data.
  public let support: SampledSupport
  /// κ of the wall outside of the box.
  public let confinement: Double
  private let table: SplineTable

  /// Makes a fitted spline confining.
  ///
  /// - Parameters:
  ///   - spline: the fit, with finite coefficients.
  ///   - support: effective samples in the knot cells of that spline. When no cell is supported, no
  ///     coefficient is replaced and rule 1 looks at all cells.
  ///   - minimumConfinement: the least κ, ≥ 0.
  /// - Complexity: O(cells) jets and O(coefficients · rows).
  public init(spline: TensorSpline, support: SampledSupport, minimumConfinement: Double = 0) {
    precondition(support.axes == spline.bases.map(\.cells), "the support of this spline expected")
    precondition(minimumConfinement >= 0, "the wall must not repel inwards")
    let supported = Self.cells(support)
    var (curvature, steepest) = (minimumConfinement, 0.0)
    spline.forEachJet(inCells: supported) { jet in
      let range = jet.curvatures(dimension: spline.dimension)
      curvature = max(curvature, range.upperBound, -range.lowerBound)
      steepest = max(steepest, jet.slope)
    }
    let replaced = TensorSpline(
      bases: spline.bases,
      coefficients: FreeCoefficients(bases: spline.bases, supported: supported)
        .replaced(in: spline.coefficients, curvature: curvature, steepest: steepest))
    self.init(
      replaced, support,
      confinement: max(curvature, Self.wallNeeded(by: replaced)))
  }

  private init(_ spline: TensorSpline, _ support: SampledSupport, confinement: Double) {
    self.spline = spline
    self.support = support
    self.confinement = confinement
    table = SplineTable(
      lower: spline.bases.map(\.lower), upper: spline.bases.map(\.upper),
      cells: spline.bases.map(\.intervals), coefficients: spline.coefficients,
      confinement: confinement)
  }

  /// The number of coordinates, 1 or 2.
  public var dimension: Int { spline.dimension }

  /// The spline and its wall as the kernels evaluate them.
  public var splineTable: SplineTable? { table }

  /// Whether the knot cell of a point has enough effective samples; no point outside of the box has.
  public func isSupported(_ q: [Double]) -> Bool { support.contains(q) }

  /// The potential times a positive factor, wall included: a deliberately wrong one, to see how
  /// sensitive dynamics is to it.
  public func scaled(by factor: Double) -> ConfinedSpline {
    precondition(factor > 0 && factor.isFinite, "a positive factor expected")
    return ConfinedSpline(
      TensorSpline(bases: spline.bases, coefficients: spline.coefficients.map { factor * $0 }),
      support, confinement: factor * confinement)
  }

  /// A flag per knot cell, all of them when none is supported.
  static func cells(_ support: SampledSupport) -> [Bool] {
    let flags = support.effectiveSamples.map { $0 >= support.threshold }
    return flags.contains(true) ? flags : flags.map { _ in true }
  }

  /// Rules 2 and 3: the κ that the corners and the rim of the box ask for.
  private static func wallNeeded(by spline: TensorSpline) -> Double {
    let x = spline.bases[0]
    let ends = [(x.lower, -1.0), (x.upper, 1.0)]
    var needed = 0.0
    func turn(_ outwardSlope: Double, _ spacing: Double) {
      needed = max(needed, -outwardSlope / spacing)
    }
    guard spline.dimension == 2 else {
      for (end, outwards) in ends { turn(outwards * spline.jet(end, 0).x, x.spacing) }
      return needed
    }
    let y = spline.bases[1]
    for (end, outwards) in ends {
      for k in 0...(4 * y.intervals) {
        let jet = spline.jet(end, y.lower + 0.25 * Double(k) * y.spacing)
        turn(outwards * jet.x, x.spacing)
      }
      for other in [y.lower, y.upper] { needed = max(needed, 2 * abs(spline.jet(end, other).xy)) }
    }
    for (end, outwards) in [(y.lower, -1.0), (y.upper, 1.0)] {
      for k in 0...(4 * x.intervals) {
        let jet = spline.jet(x.lower + 0.25 * Double(k) * x.spacing, end)
        turn(outwards * jet.y, y.spacing)
      }
    }
    return needed
  }
}
