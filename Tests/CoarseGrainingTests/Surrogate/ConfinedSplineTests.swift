import CoarseGraining
import Foundation
import LinearAlgebra
import Statistics
import Testing

@Suite struct ConfinedSplineTests {
  static let cases: [(TensorSpline, SampledSupport)] =
    (1...6).map { SplineFixtures.random(dimension: 1 + Int($0) % 2, seed: $0) }
    + [SplineFixtures.banana(seed: 1)]

  /// Places in and around the box, up to its width beyond.
  static func places(_ spline: TensorSpline, count: Int, seed: UInt64) -> [[Double]] {
    var draws = Draws(seed: seed)
    return (0..<count).map { _ in
      spline.bases.map { $0.lower + (3 * draws.uniform() - 1) * ($0.upper - $0.lower) }
    }
  }

  @Test(arguments: cases.indices) func theFitStaysOnSupportedCells(_ index: Int) {
    let (fit, support) = Self.cases[index]
    let confined = ConfinedSpline(spline: fit, support: support)
    let points = support.points(count: 500, generator: Philox(seed: 3, stream: 0))
    #expect(points.count == 500)
    for q in points {
      #expect(confined.isSupported(q))
      #expect(confined.value(at: q) == fit.value(at: q))
      #expect(confined.gradient(at: q) == fit.gradient(at: q))
    }
    let determined = SplineFixtures.determined(fit, support)
    #expect(determined.contains(false))
    for (k, isDetermined) in determined.enumerated() where isDetermined {
      #expect(confined.spline.coefficients[k] == fit.coefficients[k])
    }
  }

  @Test(arguments: cases.indices) func derivativesAgreeWithDifferences(_ index: Int) {
    let (fit, support) = Self.cases[index]
    let confined = ConfinedSpline(spline: fit, support: support)
    for q in Self.places(fit, count: 300, seed: 4) {
      let gradient = confined.gradient(at: q)
      let hessian = confined.hessian(at: q)
      #expect(hessian.isSymmetric(tolerance: 0))
      for j in q.indices {
        let delta = 1e-6
        var (plus, minus) = (q, q)
        plus[j] += delta
        minus[j] -= delta
        let slope = (confined.value(at: plus) - confined.value(at: minus)) / (2 * delta)
        let scale = max(1, abs(confined.value(at: q)))
        #expect(abs(gradient[j] - slope) < 1e-6 * max(1e-3 * scale / delta, abs(slope)))
        let (above, below) = (confined.gradient(at: plus), confined.gradient(at: minus))
        for i in q.indices {
          let bend = (above[i] - below[i]) / (2 * delta)
          #expect(abs(hessian[i, j] - bend) < 1e-3 * max(confined.confinement, abs(bend)))
        }
      }
    }
  }

  /// From anywhere on the rim, along every direction that leaves the box at right angles, V grows
  /// from one cell on (three at a corner) and at least as fast as ¼κ·distance², whatever the fit does.
  @Test(arguments: cases.indices) func theWallConfines(_ index: Int) {
    let (fit, support) = Self.cases[index]
    let confined = ConfinedSpline(spline: fit, support: support)
    // But for rounding.
    #expect(confined.confinement >= confined.largestCurvature() * (1 - 1e-12))
    let cell = fit.bases.map(\.spacing).max() ?? 0
    for (rim, direction) in Self.rays(fit) {
      let isCorner = direction.allSatisfy { $0 != 0 } && direction.count == 2
      let first = (isCorner ? 3 : 1) * cell
      for factor in [1, 1.5, 3, 10, 100, 1e4] {
        let distance = first * factor
        let q = zip(rim, direction).map { $0 + distance * $1 }
        let outwards = zip(confined.gradient(at: q), direction).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(outwards > 0, "\(rim) \(direction) \(distance)")
        let rise = confined.value(at: q) - confined.value(at: rim)
        let fall = zip(confined.gradient(at: rim), direction).reduce(0) { $0 + $1.0 * $1.1 }
        let bound = 0.25 * confined.confinement * distance * distance + min(fall, 0) * distance
        #expect(rise >= bound - 1e-9 * abs(bound), "\(rim) \(direction) \(distance)")
      }
    }
  }

  /// Points on the rim with the unit vectors of their outward normals.
  static func rays(_ spline: TensorSpline) -> [([Double], [Double])] {
    let x = spline.bases[0]
    guard spline.dimension == 2 else { return [([x.lower], [-1]), ([x.upper], [1])] }
    let y = spline.bases[1]
    var result: [([Double], [Double])] = []
    for k in 0...200 {
      let s = Double(k) / 200
      let (u, v) = (
        x.lower + s * (x.upper - x.lower), y.lower + s * (y.upper - y.lower)
      )
      result += [
        ([u, y.lower], [0, -1]), ([u, y.upper], [0, 1]), ([x.lower, v], [-1, 0]),
        ([x.upper, v], [1, 0]),
      ]
    }
    for (corner, signs) in [
      ([x.lower, y.lower], [-1.0, -1.0]), ([x.lower, y.upper], [-1, 1]),
      ([x.upper, y.lower], [1, -1]), ([x.upper, y.upper], [1, 1]),
    ] {
      for angle in stride(from: 0.05, to: 1.55, by: 0.1) {
        result.append((corner, [signs[0] * cos(angle), signs[1] * sin(angle)]))
      }
    }
    return result
  }

  /// Each of the three rules can be the one that decides.
  @Test func confinementFollowsItsRules() {
    let basis = BSplineBasis(lower: -1, upper: 1, intervals: 10)
    let everywhere = SplineFixtures.support([basis]) { _ in true }
    // V = x²: curvature 2; V = −20x falls out of the box at the upper end; spacing 0.2.
    let bowl = SplineFixtures.sampled([basis]) { $0[0] * $0[0] }
    #expect(abs(ConfinedSpline(spline: bowl, support: everywhere).confinement - 2) < 1e-9)
    let stiff = ConfinedSpline(spline: bowl, support: everywhere, minimumConfinement: 7)
    #expect(stiff.confinement == 7)
    let slide = SplineFixtures.sampled([basis]) { -20 * $0[0] }
    #expect(abs(ConfinedSpline(spline: slide, support: everywhere).confinement - 100) < 1e-9)
    // V = 3xy + x²/2 + y²/2, whose mixed derivative is 3: curvature 4, corners ask for 6.
    let bases = [basis, BSplineBasis(lower: -50, upper: 50, intervals: 10)]
    let all = SplineFixtures.support(bases) { _ in true }
    let saddle = SplineFixtures.sampled(bases) {
      0.5 * $0[0] * $0[0] + 0.5 * $0[1] * $0[1] + 3 * $0[0] * $0[1]
    }
    // The falls on the rim: ∂x V = ±1 + 3y falls by 149 per cell of 0.2 on the long sides.
    let wall = ConfinedSpline(spline: saddle, support: all)
    #expect(abs(wall.confinement - 149 / 0.2) < 1e-9)
    let square = [BSplineBasis(lower: 1, upper: 2, intervals: 2), basis]
    let product = SplineFixtures.sampled(square) { 3 * $0[0] * $0[1] + 20 * $0[1] * $0[1] }
    let corner = ConfinedSpline(
      spline: product, support: SplineFixtures.support(square) { _ in true })
    #expect(corner.confinement >= 2 * 3)
  }

  @Test(arguments: [1, 2]) func continuesTheFitLinearly(_ dimension: Int) {
    let (fit, support) = SplineFixtures.random(dimension: dimension, seed: 12)
    let confined = ConfinedSpline(spline: fit, support: support)
    for q in Self.places(fit, count: 200, seed: 5) {
      let distance = zip(fit.bases, q).reduce(0) { sum, pair in
        let d = max(pair.0.lower - pair.1, pair.1 - pair.0.upper, 0)
        return sum + d * d
      }
      let expected = confined.spline.value(at: q) + 0.5 * confined.confinement * distance
      #expect(abs(confined.value(at: q) - expected) <= 1e-12 * abs(expected))
      if distance > 0 { #expect(!confined.isSupported(q)) }
    }
  }

  @Test func scalingScalesEverything() {
    let (fit, support) = SplineFixtures.banana(seed: 2)
    let confined = ConfinedSpline(spline: fit, support: support)
    let scaled = confined.scaled(by: 1.1)
    for q in Self.places(fit, count: 200, seed: 6) {
      let value = confined.value(at: q)
      #expect(abs(scaled.value(at: q) - 1.1 * value) <= 1e-12 * abs(value) + 1e-12)
      #expect(scaled.isSupported(q) == confined.isSupported(q))
      for (a, b) in zip(scaled.gradient(at: q), confined.gradient(at: q)) {
        #expect(abs(a - 1.1 * b) <= 1e-9 * max(1, abs(b)))
      }
    }
    let ratio = scaled.largestCurvature() / confined.largestCurvature()
    #expect(abs(ratio - 1.1) < 1e-12)
  }

  /// Without any supported cell the fit is left alone, and confined.
  @Test func anUnsupportedFitIsOnlyConfined() {
    let (fit, support) = SplineFixtures.random(dimension: 1, seed: 8)
    let nowhere = SampledSupport(
      axes: support.axes, effectiveSamples: support.effectiveSamples.map { _ in 0 })
    let confined = ConfinedSpline(spline: fit, support: nowhere)
    #expect(confined.spline == fit)
    #expect(confined.confinement > 0)
    #expect(!confined.isSupported([0.1]))
  }

  @Test func potentialsOfPointsAreThoseOfEachPoint() {
    let (fit, support) = SplineFixtures.banana(seed: 3)
    let confined = ConfinedSpline(spline: fit, support: support)
    let points = Self.places(fit, count: 300, seed: 7)
    for (q, (value, gradient)) in zip(
      points, zip(confined.values(at: points), confined.gradients(at: points)))
    {
      let single = confined.value(at: q)
      #expect(abs(value - single) <= 1e-12 * max(1, abs(single)))
      for (a, b) in zip(gradient, confined.gradient(at: q)) {
        #expect(abs(a - b) <= 1e-11 * max(confined.confinement, abs(b)))
      }
    }
  }
}
