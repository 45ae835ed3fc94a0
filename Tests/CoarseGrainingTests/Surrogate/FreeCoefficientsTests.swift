import CoarseGraining
import Foundation
import Testing

/// What lies beyond the data must not attract.
@Suite struct FreeCoefficientsTests {
  /// Points of a fine grid over box and surroundings that are lower than all of their neighbours.
  static func minima(
    of confined: ConfinedSpline, perCell: Int = 6, margin: Int = 3
  ) -> [[Double]] {
    let axes = confined.spline.bases.map { basis in
      (-margin * perCell...(basis.intervals + margin) * perCell).map {
        basis.lower + (Double($0) + 0.37) * basis.spacing / Double(perCell)
      }
    }
    let isPlane = axes.count == 2
    let rows = isPlane ? axes[0] : [0]
    let columns = axes[axes.count - 1]
    let points = rows.flatMap { x in columns.map { isPlane ? [x, $0] : [$0] } }
    let values = confined.values(at: points)
    let n = columns.count
    return values.indices.filter { k in
      let (i, j) = (k / n, k % n)
      for a in max(0, i - 1)...min(rows.count - 1, i + 1) {
        for b in max(0, j - 1)...min(n - 1, j + 1)
        where (a != i || b != j) && values[a * n + b] <= values[k] { return false }
      }
      return true
    }.map { points[$0] }
  }

  /// The distance to the nearest supported cell along the axis where it is largest, in cells.
  static func cellsFromSupport(_ q: [Double], _ support: SampledSupport) -> Double {
    let width = support.axes[support.axes.count - 1].count
    var nearest = Double.infinity
    for (cell, samples) in support.effectiveSamples.enumerated()
    where samples >= support.threshold {
      let place = support.axes.count == 2 ? [cell / width, cell % width] : [cell]
      var distance = 0.0
      for (i, axis) in support.axes.enumerated() {
        let position = (q[i] - axis.lower) / axis.width - Double(place[i])
        distance = max(distance, -position, position - 1)
      }
      nearest = min(nearest, distance)
    }
    return nearest
  }

  /// Where a fit falls towards the rim of its data it must turn outside; but it does so near
  /// them, within a cell for the most part (of 168 random fits four needed up to 1.44), and beyond two cells there is no
  /// minimum at all.
  @Test(arguments: 1...24) func randomFitsHaveNoMinimaOfTheirOwn(_ seed: Int) {
    let (fit, support) = SplineFixtures.random(dimension: 1 + seed % 2, seed: UInt64(seed))
    let confined = ConfinedSpline(spline: fit, support: support)
    let minima = Self.minima(of: confined)
    #expect(!minima.isEmpty)
    for q in minima {
      let distance = Self.cellsFromSupport(q, support)
      #expect(distance <= 2, "\(q) is \(distance) cells from the data")
    }
    // The untreated fit has plenty.
    if seed % 2 == 1 {
      let raw = ConfinedSpline(
        spline: fit,
        support: SplineFixtures.support(fit.bases) { _ in true })
      #expect(Self.minima(of: raw).count { Self.cellsFromSupport($0, support) > 2 } > 2)
    }
  }

  /// A fit that rises towards the rim of its data, as at equilibrium, has no minimum outside at all.
  @Test(arguments: 1...4) func bananaHasNoMinimumOutsideOfTheData(_ seed: Int) {
    let (fit, support) = SplineFixtures.banana(seed: UInt64(seed))
    let confined = ConfinedSpline(spline: fit, support: support)
    let minima = Self.minima(of: confined)
    #expect(minima.count == 3)
    for q in minima { #expect(support.contains(q), "\(q)") }
  }

  /// A noisy force fit as it comes, with what it makes of the rim and of the empty cells: no minimum
  /// but the two wells, and nothing so stiff that the step 0.2/√λ for the data, λ their largest
  /// curvature, would not be stable with a margin of two in the frequency.
  @Test(arguments: 1...3) func aForceFitIsConfinedGently(_ seed: Int) throws {
    let law = TestLaw.twoWells(temperature: 0.25)
    let bases = [
      BSplineBasis(lower: -2.5, upper: 2.5, intervals: 30),
      BSplineBasis(lower: -2, upper: 2, intervals: 24),
    ]
    let samples = ForceRegressionTests.sampled(
      law, bases: bases, perCohort: 2000, noise: 0.7, seed: UInt64(seed))
    let fit = try ForceRegressionTests.fit(samples, temperature: law.temperature)
    let confined = ConfinedSpline(spline: fit.spline, support: fit.support)
    let minima = Self.minima(of: confined)
    #expect(minima.count == 2 && minima.allSatisfy { fit.support.contains($0) })
    let everywhere = ConfinedSpline(
      spline: confined.spline, support: SplineFixtures.support(bases) { _ in true })
    let limit = 25 * confined.largestCurvature()
    #expect(everywhere.largestCurvature() < limit)
    #expect(confined.confinement < limit)
  }

  /// Along straight lines away from the data V rises: with the levels of the rim known, far enough out
  /// it is higher by ½κ·distance².
  @Test func risesAwayFromTheData() {
    let (fit, support) = SplineFixtures.banana(seed: 1)
    let confined = ConfinedSpline(spline: fit, support: support)
    let highest =
      SplineFixtures.determined(fit, support).enumerated()
      .filter(\.element).map { fit.coefficients[$0.offset] }.max() ?? .nan
    let cell = fit.bases.map(\.spacing).max() ?? 0
    for corner in [[-1.5, -0.5], [1.2, 2.0]] {
      let cells = Self.cellsFromSupport(corner, support)
      #expect(cells > 4)
      let reach = (cells - 4) * cell
      let rise = confined.value(at: corner) - highest
      #expect(rise > 0.5 * confined.largestCurvature() * reach * reach - (highest + 5))
    }
  }

  /// Four temperatures from cold to hot, started on the data: the walkers stay in the wells or come
  /// back, and none settles outside of the data.
  @Test func dynamicsComesBackToTheData() {
    let (fit, support) = SplineFixtures.banana(seed: 5)
    let confined = ConfinedSpline(spline: fit, support: support)
    var outside: [Double] = []
    for temperature in [0.25, 1, 4, 16] {
      let walk = langevin(
        confined, from: support.points(count: 8, generator: .init(seed: 3, stream: 0)),
        temperature: temperature, steps: 6000)
      outside.append(walk.unsupported)
      #expect(walk.farthest.isFinite && walk.farthest < 1)
      // Cooled down, every walker is on the data again.
      let cooled = langevin(
        confined, from: walk.positions, temperature: 0.05, steps: 4000)
      #expect(cooled.positions.allSatisfy { support.contains($0) })
    }
    // The data reach up to 5 above the wells, where a law at T = 1 is rarely found.
    #expect(outside[0] < 1e-3 && outside[1] < 0.05)
    #expect(outside == outside.sorted())
  }

  /// BAOAB in a few lines, the step 0.2/√κ, γ = 1.
  private func langevin(
    _ potential: ConfinedSpline, from start: [[Double]], temperature: Double, steps: Int
  ) -> (positions: [[Double]], unsupported: Double, farthest: Double) {
    let h = 0.2 / potential.confinement.squareRoot()
    let decay = exp(-h)
    let noise = (temperature * (1 - decay * decay)).squareRoot()
    var (unsupported, farthest) = (0, 0.0)
    let ends = start.enumerated().map { walker, start in
      var draws = Draws(seed: 99, stream: walker)
      var q = start
      var p = q.map { _ in temperature.squareRoot() * draws.normal() }
      var g = potential.gradient(at: q)
      for _ in 0..<steps {
        for i in q.indices {
          p[i] -= 0.5 * h * g[i]
          q[i] += 0.5 * h * p[i]
          p[i] = decay * p[i] + noise * draws.normal()
          q[i] += 0.5 * h * p[i]
        }
        g = potential.gradient(at: q)
        for i in q.indices { p[i] -= 0.5 * h * g[i] }
        if !potential.isSupported(q) { unsupported += 1 }
        for (basis, x) in zip(potential.spline.bases, q) {
          farthest = max(farthest, basis.lower - x, x - basis.upper)
        }
      }
      return q
    }
    return (ends, Double(unsupported) / Double(steps * start.count), farthest)
  }
}
