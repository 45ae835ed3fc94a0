import CoarseGraining
import Foundation

/// Bins and spline intervals of every coordinate.
struct FitAxes {
  var bins: [UniformAxis] = []
  var intervals: [Int] = []
  var domain: [ClosedRange<Double>] = []

  /// What the burn-in tells: the variances of the velocities and where the walkers went.
  struct Pilot {
    let velocityVariances: [Double]
    let positions: [[Double]]
  }

  /// Knots no finer than ℓ_i = h √(T_i/m_i), or η √Var((D∇f)_i), bins four times finer.
  ///
  /// The domain is the scenario's, or where 99 % of the walkers were with a margin. The fit reaches
  /// up to `margin` knot intervals beyond it, as far as there are samples: at the edge of a fit part
  /// of a period of the micro gradient is cut off and does not average out.
  init(_ pilot: Pilot, scenario: Scenario, step: Double) {
    let d = scenario.dimension
    for i in 0..<d {
      let seen = pilot.positions.map { $0[i] }
      let range = scenario.domain?.intervals[i] ?? sampledRange(seen)
      let width = range.upperBound - range.lowerBound
      let resolution = step * max(pilot.velocityVariances[i], 0).squareRoot()
      let knots =
        scenario.regression.knots?[i]
        ?? BSplineBasis.intervals(
          width: width, resolution: max(resolution, 1e-12 * width), dimension: min(d, 2))
      let spacing = width / Double(knots)
      func extra(_ reach: Double) -> Int {
        guard d <= 2, reach > 0 else { return 0 }
        // A sample may lie anywhere, and the quotient overflow.
        return Int(min(Double(Self.margin), (reach / spacing).rounded(.up)))
      }
      let below = extra(range.lowerBound - (seen.min() ?? range.lowerBound))
      let above = extra((seen.max() ?? range.upperBound) - range.upperBound)
      let binsPerKnot = max(4, (d == 1 ? scenario.regression.grid[i] : 100) / knots)
      domain.append(range)
      intervals.append(knots + below + above)
      bins.append(
        UniformAxis(
          lower: range.lowerBound - Double(below) * spacing,
          upper: range.upperBound + Double(above) * spacing,
          count: binsPerKnot * (knots + below + above)))
    }
  }

  /// One spline basis per coordinate.
  var bases: [BSplineBasis] { zip(bins, intervals).map { BSplineBasis(on: $0, intervals: $1) } }

  /// Knot intervals that the fit may reach beyond the domain.
  static let margin = 4
}
