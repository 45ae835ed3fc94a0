import CoarseGraining
import Dynamics
import LinearAlgebra
import Statistics
import Surrogates

/// The learned V of a run, made from its results alone: the same whether they come from this run or
/// from a folder.
struct LearnedPotential {
  let method: EffectivePotential.Method
  let potential: any SurrogatePotential
  /// The grid of the results with V on it; empty above two coordinates.
  let axes: [UniformAxis]
  let values: [Double]
  let isSupported: [Bool]
  /// Where samples were, of networks.
  private let sampled: [[Double]]

  /// Nil when the results hold no fit by that method, or hold it without where it rests on data.
  init?(_ results: RunResults, method: EffectivePotential.Method) {
    guard
      let learned = method == .mlp ? Self.networks(results) : Self.spline(results, method: method)
    else { return nil }
    self = learned
  }

  private init(
    method: EffectivePotential.Method, potential: any SurrogatePotential, axes: [UniformAxis],
    values: [Double], isSupported: [Bool], sampled: [[Double]] = []
  ) {
    self.method = method
    self.potential = potential
    self.axes = axes
    self.values = values
    self.isSupported = isSupported
    self.sampled = sampled
  }

  private static func spline(
    _ results: RunResults, method: EffectivePotential.Method
  ) -> LearnedPotential? {
    guard let fit = results.potentials.first(where: { $0.method == method.rawValue }) else {
      return nil
    }
    let points = results.grid.reduce(1) { $0 * $1.points.count }
    let axes = results.grid.compactMap(\.cells)
    guard let spline = fit.spline, let support = fit.support,
      axes.count == spline.dimension, axes.count == results.grid.count,
      fit.values.count == points
    else { return nil }
    return LearnedPotential(
      method: method, potential: ConfinedSpline(spline: spline, support: support), axes: axes,
      values: fit.values, isSupported: fit.supported)
  }

  /// V of the networks; nil when there are none, or nothing that tells where the samples were.
  private static func networks(_ results: RunResults) -> LearnedPotential? {
    guard let surrogate = results.surrogate else { return nil }
    let potential = surrogate.potential
    let d = potential.dimension
    let fit = results.potentials.first { $0.method == EffectivePotential.Method.mlp.rawValue }
    let count = results.grid.reduce(1) { $0 * $1.points.count }
    guard
      fit.map({ fit in
        fit.values.count == count && results.grid.allSatisfy { $0.points.count > 1 }
      }) ?? true
    else { return nil }
    let isSupported = fit?.supported ?? []
    let sampled: [[Double]]
    if let samples = results.samples, samples.dimension == d {
      let n = samples.position.count / d
      sampled = stride(from: 0, to: n, by: max(1, n / regionPoints)).map {
        Array(samples.position[($0 * d)..<(($0 + 1) * d)])
      }
    } else {
      let columns = gridPoints(results.grid.map(\.points))
      sampled = isSupported.indices.filter { isSupported[$0] }.map { n in columns.map { $0[n] } }
    }
    guard !sampled.isEmpty else { return nil }
    return LearnedPotential(
      method: .mlp, potential: potential, axes: fit == nil ? [] : results.grid.compactMap(\.cells),
      values: fit?.values ?? [], isSupported: isSupported, sampled: sampled)
  }

  /// Where V is lowest on the supported points of the grid, or of the samples where there is no grid, and
  /// its value there.
  var minimum: (point: [Double], value: Double) {
    guard !axes.isEmpty else {
      let values = potential.values(at: sampled)
      let lowest = values.indices.min { values[$0] < values[$1] } ?? 0
      return (sampled[lowest], values[lowest])
    }
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
    guard let spline = potential as? ConfinedSpline else { return sampled }
    return spline.support.points(
      count: Self.regionPoints, generator: Philox(seed: seed, stream: UInt64.max))
  }

  /// Enough for the largest curvature of fast oscillations to be seen within a percent.
  static let regionPoints = 20_000
}
