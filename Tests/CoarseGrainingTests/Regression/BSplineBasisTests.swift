import CoarseGraining
import Foundation
import LinearAlgebra
import Testing

@Suite struct BSplineBasisTests {
  static let bases = [
    BSplineBasis(lower: -1.5, upper: 2.25, intervals: 1),
    BSplineBasis(lower: -1.5, upper: 2.25, intervals: 7),
    BSplineBasis(lower: 1e3, upper: 1e3 + 1e-3, intervals: 40),
  ]

  /// Places all over the domain, with its ends and (nearly) the knots.
  static func places(_ basis: BSplineBasis) -> [Double] {
    (0...200).map { basis.lower + (basis.upper - basis.lower) * Double($0) / 200 }
  }

  @Test(arguments: bases) func functionsSumToOneAndAreNotNegative(_ basis: BSplineBasis) {
    for x in Self.places(basis) {
      let (first, values) = basis.evaluate(x)
      #expect(first >= 0 && first + 4 <= basis.count)
      #expect(abs(values.sum() - 1) < 1e-15)
      #expect(values.min() >= 0)
      #expect(abs(basis.derivative(x).values.sum()) * basis.spacing < 1e-15)
      #expect(abs(basis.secondDerivative(x).values.sum()) * basis.spacing * basis.spacing < 4e-15)
    }
  }

  @Test func derivativesAgreeWithDifferences() {
    let basis = BSplineBasis(lower: -1.5, upper: 2.25, intervals: 7)
    let coefficients = (0..<basis.count).map { sin(Double($0) * 1.7) }
    func sum(_ x: (first: Int, values: SIMD4<Double>)) -> Double {
      (0..<4).reduce(0) { $0 + x.values[$1] * coefficients[x.first + $1] }
    }
    let h = 1e-5
    for k in 1..<40 {
      // Beyond the ends too: the continuation is linear.
      let x = -2 + 0.12 * Double(k) + 1e-3
      let slope = (sum(basis.evaluate(x + h)) - sum(basis.evaluate(x - h))) / (2 * h)
      #expect(abs(sum(basis.derivative(x)) - slope) < 1e-8)
      let bend = (sum(basis.derivative(x + h)) - sum(basis.derivative(x - h))) / (2 * h)
      #expect(abs(sum(basis.secondDerivative(x)) - bend) < 1e-8)
    }
  }

  @Test func polynomialsUpToCubicsAreReproduced() {
    let basis = BSplineBasis(lower: -1, upper: 3, intervals: 9)
    for degree in 0...3 {
      // Marsden's identity: coefficients are the blossom of the monomial at three successive knots.
      let coefficients = (0..<basis.count).map { k in
        let knots = (0..<3).map { basis.lower + Double(k - 2 + $0) * basis.spacing }
        let (a, b, c) = (knots[0], knots[1], knots[2])
        return [1, (a + b + c) / 3, (a * b + b * c + c * a) / 3, a * b * c][degree]
      }
      let spline = TensorSpline(bases: [basis], coefficients: coefficients)
      for x in Self.places(basis) {
        #expect(abs(spline.value(at: [x]) - pow(x, Double(degree))) < 1e-13)
      }
      // The penalty sees cubics only.
      let roughness = basis.thirdDifferencePenalty.quadratic(coefficients)
      if degree < 3 {
        #expect(roughness < 1e-12)
      } else {
        let third = 6 * pow(basis.spacing, 3)
        #expect(abs(roughness - Double(basis.intervals) * third * third) < 1e-12)
      }
    }
  }

  @Test func penaltyHasANullSpaceOfDimensionThree() throws {
    let penalty = BSplineBasis(lower: 0, upper: 1, intervals: 9).thirdDifferencePenalty
    let values = try SymmetricEigen(penalty.dense).values
    #expect(values.prefix(3).allSatisfy { abs($0) < 1e-12 })
    #expect(values[3] > 1e-4)
  }

  @Test(arguments: [
    (2.7, 0.05, 2, 32), (2.7, 0.09, 2, 30), (2.7, 0.9, 2, 4), (4.0, 0.01, 1, 200),
    (4.0, 0.1, 1, 40), (4.0, 0.0, 1, 200), (4.0, 1e-300, 1, 200), (4.0, .infinity, 1, 4),
    (4.0, .nan, 2, 4),
  ]) func intervalsFollowTheResolution(
    _ width: Double, _ resolution: Double, _ dimension: Int, _ expected: Int
  ) {
    #expect(
      BSplineBasis.intervals(width: width, resolution: resolution, dimension: dimension)
        == expected)
  }

  @Test func splinesOfTwoCoordinatesMultiplyTheirFactors() {
    let bases = [
      BSplineBasis(lower: -1, upper: 1, intervals: 4),
      BSplineBasis(lower: 0, upper: 2, intervals: 6),
    ]
    let a = (0..<7).map { cos(Double($0)) }
    let b = (0..<9).map { sin(2 * Double($0)) }
    let x = TensorSpline(bases: [bases[0]], coefficients: a)
    let y = TensorSpline(bases: [bases[1]], coefficients: b)
    let both = TensorSpline(bases: bases, coefficients: a.flatMap { u in b.map { u * $0 } })
    for q in [[0.3, 1.1], [-1, 2], [1.5, 0.2], [-2, 3]] {
      let (u, v) = (x.value(at: [q[0]]), y.value(at: [q[1]]))
      #expect(abs(both.value(at: q) - u * v) < 1e-14)
      let (du, dv) = (x.gradient(at: [q[0]])[0], y.gradient(at: [q[1]])[0])
      let gradient = both.gradient(at: q)
      #expect(abs(gradient[0] - du * v) < 1e-13 && abs(gradient[1] - u * dv) < 1e-13)
    }
    let axes = [
      UniformAxis(lower: -1, upper: 1, count: 5), UniformAxis(lower: 0.5, upper: 1, count: 3),
    ]
    let grid = both.values(on: axes)
    for i in 0..<5 {
      for j in 0..<3 {
        let value = both.value(at: [axes[0].center(i), axes[1].center(j)])
        #expect(abs(grid[3 * i + j] - value) < 1e-14)
      }
    }
  }

  @Test func axisFindsItsCells() {
    let axis = UniformAxis(lower: -1, upper: 1, count: 8)
    for i in 0..<8 { #expect(axis.index(of: axis.center(i)) == i) }
    #expect(axis.index(of: -1) == 0)
    #expect(axis.index(of: 1) == 7)
    for x in [(-1.0).nextDown, 1.0.nextUp, .nan, .infinity] { #expect(axis.index(of: x) == nil) }
    #expect(abs(axis.width - 0.25) < 1e-16)
  }
}
