import Dynamics
import LinearAlgebra
import Potentials

/// λ_max(M⁻¹∇²f) over some points: the square of the fastest frequency that dynamics on f meets
/// there, which decides its time step.
///
/// An expression is differentiated symbolically and evaluated in blocks, a `SurrogatePotential` knows
/// its Hessian; of anything else (and of an expression of too many coordinates for a tape of second
/// derivatives) central differences of ∇f are taken, over 10⁻⁷ of the extent of the points along
/// each coordinate, which must be well below the finest scale of f.
///
/// Micro terms oscillate so fast that random points are as good as a search: of a sum of n terms
/// A ε cos(k·q/ε) with independent phases, N points miss the largest curvature by some 5 N^(−2/n) of
/// it: below 1 % for n ≤ 3 and N = 20 000. Of more scales only the finest few matter.
///
/// - Parameters:
///   - potential: f.
///   - points: where to look; points whose second derivatives are not finite do not count.
///   - inverseMass: M⁻¹, the identity unless given.
/// - Returns: the largest eigenvalue, NaN when there is no point that counts.
/// - Complexity: a Hessian (or 2d gradients) per point; O(d³) for those that could be the largest.
public func largestCurvature(
  of potential: any Potential, at points: [[Double]], inverseMass: Matrix? = nil
) -> Double {
  let d = potential.dimension
  var search = CurvatureSearch(inverseMass: inverseMass ?? .identity(d))
  let hessians = HessianSource(potential, near: points)
  // In portions: all Hessians at once would need points · d² numbers.
  for start in stride(from: 0, to: points.count, by: 1024) {
    let portion = Array(points[start..<min(start + 1024, points.count)])
    for hessian in hessians.evaluate(portion) { search.look(at: hessian) }
  }
  return search.largest
}

/// The largest Frobenius norm of ∇²f over some points, which no curvature of either sign exceeds: how fast the forces
/// of f can change at all.
///
/// - Returns: the norm, infinite where second derivatives are not finite.
/// - Complexity: a Hessian (or 2d gradients) per point.
public func curvatureBound(of potential: any Potential, at points: [[Double]]) -> Double {
  let norms = HessianSource(potential, near: points).evaluate(points).map { hessian in
    hessian.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
  return norms.allSatisfy(\.isFinite) ? norms.max() ?? 0 : .infinity
}

extension ConfinedSpline {
  /// λ_max(M⁻¹∇²V) over the supported cells (over all cells when none is supported), from 5 or 5 × 5
  /// points of each, its corners included: all there is to see in 1-D, where V″ is linear in each cell.
  ///
  /// M⁻¹ is the identity unless given.
  public func largestCurvature(inverseMass: Matrix? = nil) -> Double {
    var search = CurvatureSearch(inverseMass: inverseMass ?? .identity(dimension))
    spline.forEachJet(inCells: Self.cells(support)) { jet in
      search.look(at: dimension == 2 ? [jet.xx, jet.xy, jet.xy, jet.yy] : [jet.xx])
    }
    return search.largest
  }
}

/// The largest eigenvalue met so far.
private struct CurvatureSearch {
  private(set) var largest = Double.nan
  private let weighting: MassWeighting?
  private let dimension: Int

  init(inverseMass: Matrix) {
    weighting = MassWeighting(inverseMass)
    dimension = inverseMass.rows
    precondition(weighting != nil, "a finite symmetric inverse mass matrix expected")
  }

  /// Takes a Hessian into account, given row by row.
  mutating func look(at hessian: [Double]) {
    guard let weighting else { return }
    let square = hessian.reduce(0) { $0 + $1 * $1 }
    // The Frobenius norm bounds the eigenvalues; most Hessians need no decomposition.
    guard square.isFinite, !(weighting.largestInverseMass * square.squareRoot() <= largest)
    else { return }
    let matrix = Matrix(rows: dimension, columns: dimension, elements: hessian)
    guard let value = weighting.largestEigenvalue(of: matrix), !(value <= largest) else { return }
    largest = value
  }
}
