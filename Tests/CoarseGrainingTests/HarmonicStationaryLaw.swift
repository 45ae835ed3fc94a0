import Dynamics
import Foundation
import LinearAlgebra
import Reference

/// The stationary law of the damped Störmer–Verlet map for V = ½ qᵀKq with white gradient noise of
/// covariance G: no sampling, the solution of the discrete Lyapunov equation
///
///     S = A S Aᵀ + B G Bᵀ,     (q′, p′) = A (q, p) + B g.
struct HarmonicStationaryLaw {
  /// Cov(q), Cov(p) and E[q pᵀ] at the ends of the step.
  let position: Matrix
  let momentum: Matrix
  let cross: Matrix
  /// Cov(q½) at the gradient points.
  let midpoint: Matrix
  /// E[p′ pᵀ].
  let lagged: Matrix
  private let map: DampedVerlet

  init(_ map: DampedVerlet, stiffness: Matrix, noise: Matrix) throws {
    let d = map.dimension
    let half = (map.step / 2) * map.inverseMass
    let unit = Matrix.identity(d)
    let zero = Matrix(rows: d, columns: d)
    // Rows of the linear maps (q, p) ↦ q½, p′, q′.
    let middle = Self.beside(unit, half)
    let kicked = Self.beside(zero, map.decay) - map.kick * (stiffness * middle)
    let moved = middle + half * kicked
    let a = Self.above(moved, kicked)
    let b = Self.above(-(half * map.kick), -map.kick)
    let source = b * noise * b.transpose
    let law = try LinearMap(propagator: a, noise: source).stationaryCovariance()
    position = Self.part(law, 0, 0, d)
    momentum = Self.part(law, d, d, d)
    cross = Self.part(law, 0, d, d)
    midpoint = (middle * law * middle.transpose).symmetrized
    lagged = kicked * Self.above(cross, momentum)
    self.map = map
  }

  /// The moments that two walkers would have, had they run for ever.
  func moments() -> WalkerMoments {
    let index = MomentAccumulator.Index(dimension: map.dimension)
    var sums = [Double](repeating: 0, count: 2 * index.count)
    for walker in 0..<2 {
      for i in 0..<map.dimension {
        sums[2 * index.positionSquare(i) + walker] = position[i, i]
        for j in 0..<map.dimension {
          sums[2 * index.momentumProduct(i, j) + walker] = momentum[i, j]
          sums[2 * index.laggedProduct(i, j) + walker] = lagged[i, j]
        }
      }
    }
    return WalkerMoments(
      layout: EnsembleLayout(walkers: 2), index: index, records: 1, sums: sums)
  }

  private static func beside(_ a: Matrix, _ b: Matrix) -> Matrix {
    Matrix(rows: zip(a.rowArrays, b.rowArrays).map { $0 + $1 })
  }

  private static func above(_ a: Matrix, _ b: Matrix) -> Matrix {
    Matrix(rows: a.rowArrays + b.rowArrays)
  }

  private static func part(_ a: Matrix, _ row: Int, _ column: Int, _ d: Int) -> Matrix {
    Matrix(rows: (0..<d).map { i in (0..<d).map { a[row + i, column + $0] } })
  }
}

extension Draws {
  /// X Xᵀ/d + `floor` · I for a Gaussian d × d matrix X.
  mutating func positiveDefinite(_ d: Int, floor: Double) -> Matrix {
    var x = Matrix(rows: d, columns: d)
    for i in 0..<d { for j in 0..<d { x[i, j] = normal() } }
    return ((1 / Double(d)) * (x * x.transpose)).symmetrized + floor * Matrix.identity(d)
  }
}

/// The largest stable step 2/√λ_max(M⁻¹K).
func stabilityBound(stiffness: Matrix, inverseMass: Matrix) throws -> Double {
  let root = try SymmetricEigen(inverseMass).map { $0.squareRoot() }
  let values = try SymmetricEigen((root * stiffness * root).symmetrized).values
  return 2 / (values.last ?? .nan).squareRoot()
}
