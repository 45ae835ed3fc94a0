import CoarseGraining
import Foundation
import LinearAlgebra
import Potentials
import Statistics
import Testing

@Suite struct LargestCurvatureTests {
  static func points(_ dimension: Int, count: Int, width: Double = 2) -> [[Double]] {
    let philox = Philox(seed: 17, stream: 0)
    return (0..<count).map { n in
      (0..<dimension).map { width * (philox.uniform(UInt64(n), UInt64($0)) - 0.5) }
    }
  }

  /// f = x²/2 + A ε cos(kx/ε): 1 + A k²/ε.
  @Test(arguments: [1e-1, 1e-3, 1e-6]) func ofOneMicroTerm(_ epsilon: Double) throws {
    let f = try ExpressionPotential(
      "x^2/2 + 1.5*eps*cos(2*x/eps)", coordinates: ["x"], parameters: ["eps": epsilon])
    let found = largestCurvature(of: f, at: Self.points(1, count: 20_000))
    let exact = 1 + 1.5 * 4 / epsilon
    #expect(found <= exact * (1 + 1e-12) && found > 0.9999 * exact)
  }

  /// Two waves in different directions: the largest eigenvalue of Σ A_j/ε k_j k_jᵀ, where both crest.
  @Test(arguments: [nil, Matrix(rows: [[2, 0.5], [0.5, 1]])])
  func ofTwoWaves(_ inverseMass: Matrix?) throws {
    let epsilon = 5e-4
    let f = try ExpressionPotential(
      "2*eps*cos(x/eps) + 1.4*eps*cos((x + 2*y)/eps + 0.3)", coordinates: ["x", "y"],
      parameters: ["eps": epsilon])
    let found = largestCurvature(
      of: f, at: Self.points(2, count: 20_000), inverseMass: inverseMass)
    let crest = (1 / epsilon) * Matrix(rows: [[3.4, 2.8], [2.8, 5.6]])
    // λ of M⁻¹K from trace and determinant.
    let product = (inverseMass ?? .identity(2)) * crest
    let determinant = product[0, 0] * product[1, 1] - product[0, 1] * product[1, 0]
    let half = 0.5 * product.trace
    let exact = half + (half * half - determinant).squareRoot()
    #expect(found <= exact * (1 + 1e-12) && found > 0.99 * exact)
  }

  /// The same potential without its symbols: by differences of the gradient.
  @Test func closuresAreDifferentiatedNumerically() throws {
    let epsilon = 1e-4
    let f = try ExpressionPotential(
      "x^2 + eps*cos((x - y)/eps)", coordinates: ["x", "y"], parameters: ["eps": epsilon])
    let closure = ClosurePotential(
      dimension: 2, value: { f.value(at: $0) }, gradient: { f.gradient(at: $0) })
    let points = Self.points(2, count: 500)
    let exact = largestCurvature(of: f, at: points)
    #expect(abs(largestCurvature(of: closure, at: points) / exact - 1) < 1e-5)
  }

  /// 300 coordinates: the second derivatives do not fit a tape.
  @Test func manyCoordinates() throws {
    let f = try ExpressionPotential(
      "sum(i, 1, 300, i*x[i]^2/2)", coordinates: ["x[300]"])
    #expect(throws: ExpressionError.self) { try f.makeHessianTape() }
    let found = largestCurvature(of: f, at: Self.points(300, count: 2))
    #expect(abs(found / 300 - 1) < 1e-6)
  }

  @Test func singularPointsDoNotCount() throws {
    let f = try ExpressionPotential("1/x", coordinates: ["x"])
    #expect(abs(largestCurvature(of: f, at: [[0], [0.5], [2]]) - 16) < 1e-12)
    #expect(largestCurvature(of: f, at: [[0]]).isNaN)
    #expect(largestCurvature(of: f, at: []).isNaN)
    // A negative curvature is still the largest.
    #expect(abs(largestCurvature(of: f, at: [[-1]]) + 2) < 1e-12)
  }

  @Test func boundsHoldForEitherSign() throws {
    let f = try ExpressionPotential("3*x^2 - 4*x*y - 2*y^2", coordinates: ["x", "y"])
    #expect(abs(curvatureBound(of: f, at: Self.points(2, count: 9)) - 84.0.squareRoot()) < 1e-12)
    let g = try ExpressionPotential("-exp(x)", coordinates: ["x"])
    #expect(abs(curvatureBound(of: g, at: [[0], [2], [-5]]) - exp(2)) < 1e-12)
    #expect(curvatureBound(of: try ExpressionPotential("5*x", coordinates: ["x"]), at: [[1]]) == 0)
    let singular = try ExpressionPotential("1/x", coordinates: ["x"])
    #expect(curvatureBound(of: singular, at: [[1], [0]]) == .infinity)
    #expect(curvatureBound(of: singular, at: []) == 0)
  }

  @Test(arguments: [1, 2]) func ofASpline(_ dimension: Int) {
    let (fit, support) = SplineFixtures.random(dimension: dimension, seed: 21)
    let confined = ConfinedSpline(spline: fit, support: support)
    let points = support.points(count: 20_000, generator: Philox(seed: 1, stream: 0))
    let mass = dimension == 1 ? Matrix(rows: [[3]]) : Matrix(rows: [[2, 0.5], [0.5, 1]])
    for inverseMass in [nil, mass] {
      let found = confined.largestCurvature(inverseMass: inverseMass)
      let searched = largestCurvature(of: confined, at: points, inverseMass: inverseMass)
      // Between the 25 places of a cell the curvature may be somewhat higher; corners it finds.
      #expect(found > 0.97 * searched)
      #expect(found < 1.25 * searched)
    }
  }
}
