import CoarseGraining
import Dynamics
import LinearAlgebra
import Statistics

/// The learned V of a run, made from its results alone: the same whether they come from this run or
/// from a folder.
struct LearnedPotential {
  let method: EffectivePotential.Method
  let potential: ConfinedSpline
  /// The grid of the results with V on it.
  let axes: [UniformAxis]
  let values: [Double]
  let isSupported: [Bool]

  /// Nil when the results hold no fit by that method, or hold it without where it rests on data.
  init?(_ results: RunResults, method: EffectivePotential.Method) {
    guard let fit = results.potentials.first(where: { $0.method == method.rawValue }) else {
      return nil
    }
    var bases: [BSplineBasis] = []
    for knots in fit.knots {
      guard knots.count > 1, let lower = knots.first, let upper = knots.last, lower < upper else {
        return nil
      }
      bases.append(BSplineBasis(lower: lower, upper: upper, intervals: knots.count - 1))
    }
    let cells = bases.reduce(1) { $0 * $1.intervals }
    let functions = bases.reduce(1) { $0 * $1.count }
    let points = results.grid.reduce(1) { $0 * $1.points.count }
    guard bases.count == 1 || bases.count == 2, results.grid.count == bases.count,
      fit.coefficients.count == functions, fit.cellSamples.count == cells,
      fit.values.count == points, results.grid.allSatisfy({ $0.points.count > 1 })
    else { return nil }
    let support = SampledSupport(axes: bases.map(\.cells), effectiveSamples: fit.cellSamples)
    self.method = method
    potential = ConfinedSpline(
      spline: TensorSpline(bases: bases, coefficients: fit.coefficients), support: support)
    axes = results.grid.map { axis in
      // The points are the centres of equal cells.
      let (first, last) = (axis.points[0], axis.points[axis.points.count - 1])
      let half = (last - first) / Double(axis.points.count - 1) / 2
      return UniformAxis(lower: first - half, upper: last + half, count: axis.points.count)
    }
    values = fit.values
    isSupported = fit.supported
  }

  /// Where V is lowest on the supported points of the grid, and its value there.
  var minimum: (point: [Double], value: Double) {
    var lowest = 0
    for index in values.indices where isSupported[index] {
      if !isSupported[lowest] || values[index] < values[lowest] { lowest = index }
    }
    var rest = lowest
    var point: [Double] = []
    for axis in axes.reversed() {
      point.insert(axis.center(rest % axis.count), at: 0)
      rest /= axis.count
    }
    return (point, potential.value(at: point))
  }

  /// Points spread over where V rests on data: the sampled region.
  func region(seed: UInt64) -> [[Double]] {
    potential.support.points(
      count: Self.regionPoints, generator: Philox(seed: seed, stream: UInt64.max))
  }

  /// Enough for the largest curvature of fast oscillations to be seen within a percent.
  static let regionPoints = 20_000
}
