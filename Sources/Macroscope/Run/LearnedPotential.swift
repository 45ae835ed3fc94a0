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
    let points = results.grid.reduce(1) { $0 * $1.points.count }
    let axes = results.grid.compactMap(\.cells)
    guard let spline = fit.spline, let support = fit.support,
      axes.count == spline.dimension, axes.count == results.grid.count,
      fit.values.count == points
    else { return nil }
    self.method = method
    self.axes = axes
    potential = ConfinedSpline(spline: spline, support: support)
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
