import CoarseGraining
import Comparison
import Dynamics
import Foundation
import LinearAlgebra
import Macroscope
import Potentials
import Reference
import Statistics

/// Langevin dynamics of a harmonic function against a surrogate that is exactly that function, and against another
/// harmonic one: there all curves, and their differences, are known.
///
/// Here the stage of the comparison is called by itself. After a run V has errors of its own, and neither its curves nor
/// those of f, which has micro terms, are known.
enum LangevinCase {
  static let function = "x^2 + x*y/2 + 0.75*y^2"
  static let stiffness = Matrix(rows: [[2, 0.5], [0.5, 1.5]])
  static let other = "1.3*x^2 + x*y/2 + 0.75*y^2"
  static let otherStiffness = Matrix(rows: [[2.6, 0.5], [0.5, 1.5]])
  static let friction = Matrix(rows: [[1, 0.3], [0.3, 0.6]])

  static func settings(
    trajectories: Int, seed: UInt64, dimension: Int, step: Double? = 0.1
  ) throws -> LangevinComparison.Settings {
    let names = ["x", "y"].prefix(dimension).map { String($0) }
    return LangevinComparison.Settings(
      temperature: 1, friction: dimension == 1 ? Matrix(rows: [[1]]) : friction,
      trajectories: trajectories, pathTime: 8, equilibriumTime: 40, records: 40,
      initial: InitialLaw(
        positions: .normal(
          mean: [Double](repeating: 1, count: dimension),
          deviation: [Double](repeating: 0.3, count: dimension))),
      observables: try names.map { try Potentials.Expression($0, coordinates: names) },
      step: step, surrogateStep: step, seed: seed, threads: 1)
  }

  static let experiment = Experiment(name: "Langevin", every: 4) { seed in
    let settings = try settings(trajectories: 400, seed: seed, dimension: 2)
    let original = try ExpressionPotential(function, coordinates: ["x", "y"])
    let result = try LangevinComparison(
      settings: settings, original: original,
      surrogate: KnownSurrogate(function: original, stiffness: stiffness), method: "force",
      truncations: [(other, try ExpressionPotential(other, coordinates: ["x", "y"]))],
      wells: nil, region: [[0, 0]]
    ).run().langevin

    let curves = try result.systems.enumerated().map { index, system in
      try exactCurves(settings, system.step, index == 2 ? otherStiffness : stiffness)
    }
    var seen = Observations()
    for (i, observable) in result.observables.enumerated() {
      for (system, name) in [(0, "f"), (2, "other f")] {
        try seen.add(
          observable.curves[system], of: "\(observable.name) on \(name)", curves[system], i,
          edges: observable.edges)
      }
      try seen.add(
        observable.differences[0], of: "\(observable.name), V − f", curves[1], curves[0], i,
        edges: observable.edges)
      try seen.add(
        observable.differences[1], of: "\(observable.name), other f − f", curves[2], curves[0], i,
        edges: observable.edges)
    }
    let vector = curves.map { $0.autocorrelation([0, 1]) }
    seen.add("ACF of q on f", result.vectorAutocorrelation[0], truth: vector[0])
    seen.add(
      "ACF of q, other f − f", result.vectorAutocorrelationDifferences[1].band,
      truth: zip(vector[2], vector[0]).map { $0 - $1 })
    return seen
  }

  /// The exact curves of one of the systems.
  static func exactCurves(
    _ settings: LangevinComparison.Settings, _ step: Double, _ stiffness: Matrix
  ) throws -> HarmonicCurves {
    let map = try BAOAB(
      step: step, friction: settings.friction, temperature: settings.temperature)
    let d = stiffness.rows
    let interval = settings.pathTime / Double(settings.records)
    return HarmonicCurves(
      law: LinearMap(map, stiffness: stiffness).repeated(Int((interval / step).rounded())),
      start: [Double](repeating: 1, count: d) + [Double](repeating: 0, count: d),
      spread: .diagonal(
        [Double](repeating: 0.09, count: d) + [Double](repeating: 1, count: d)),
      records: settings.records,
      total: 1 + settings.records + Int((settings.equilibriumTime / interval).rounded()))
  }
}

/// A surrogate that is a given harmonic function, with data where its first coordinate is below a bound.
struct KnownSurrogate: SurrogatePotential {
  let function: ExpressionPotential
  let stiffness: Matrix
  var bound = Double.infinity

  var dimension: Int { function.dimension }
  var gradientTape: Tape? { function.gradientTape }
  func value(at q: [Double]) -> Double { function.value(at: q) }
  func gradient(at q: [Double]) -> [Double] { function.gradient(at: q) }
  func isSupported(_ q: [Double]) -> Bool { q[0] < bound }
  func hessian(at q: [Double]) -> Matrix { stiffness }
}

extension Observations {
  /// What one system does to coordinate i.
  fileprivate mutating func add(
    _ curves: LangevinResult.Curves, of name: String, _ exact: HarmonicCurves, _ i: Int,
    edges: [Double]
  ) throws {
    let meanPath = exact.meanPath(i)
    let autocorrelation = exact.autocorrelation([i])
    let distribution = try exact.distribution(i, edges: edges)
    let density = try exact.density(i, edges: edges)
    let deviation = try exact.deviation(i)
    let time = try exact.law.autocorrelationTime(i)
    let interval = 0.2
    add("mean path of \(name), t = 1", curves.meanPath.point(5), truth: meanPath[5])
    add("mean path of \(name), t = 4", curves.meanPath.point(20), truth: meanPath[20])
    add("ACF of \(name), τ = 1", curves.autocorrelation.point(5), truth: autocorrelation[5])
    add("ACF of \(name), τ = 4", curves.autocorrelation.point(20), truth: autocorrelation[20])
    // One and two and a half standard deviations below the mean.
    for place in [-1, -2.5] {
      let n = edges.firstIndex { $0 > place * deviation } ?? 1
      let label = "\(place) σ"
      add("density of \(name) at \(label)", curves.density.point(n - 1), truth: density[n - 1])
      add(
        "distribution of \(name) at \(label)", curves.distribution.point(n),
        truth: distribution[n])
    }
    add("mean of \(name)", curves.mean, truth: 0)
    add("deviation of \(name)", curves.deviation, truth: deviation)
    add(
      "autocorrelation time of \(name)", curves.autocorrelationTime, truth: interval * time)
    add("mean path of \(name)", curves.meanPath, truth: meanPath)
    add("ACF of \(name)", curves.autocorrelation, truth: autocorrelation)
    add("density of \(name)", curves.density, truth: density)
    add("distribution of \(name)", curves.distribution, truth: distribution)
    // Without the tails, which a few trajectories visit.
    let inner = edges.indices.filter { abs(edges[$0]) <= 2 * deviation }
    guard let first = inner.first, let last = inner.last, first < last else { return }
    add(
      "density of \(name) within 2σ", curves.density.part(first..<last),
      truth: Array(density[first..<last]))
    add(
      "distribution of \(name) within 2σ", curves.distribution.part(first..<last),
      truth: Array(distribution[first..<last]))
  }

  /// One system less the original.
  fileprivate mutating func add(
    _ differences: LangevinResult.Differences, of name: String, _ mine: HarmonicCurves,
    _ theirs: HarmonicCurves, _ i: Int, edges: [Double]
  ) throws {
    func less(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $0 - $1 } }
    let meanPath = less(mine.meanPath(i), theirs.meanPath(i))
    let autocorrelation = less(mine.autocorrelation([i]), theirs.autocorrelation([i]))
    let distribution = less(
      try mine.distribution(i, edges: edges), try theirs.distribution(i, edges: edges))
    let time =
      try 0.2 * (mine.law.autocorrelationTime(i) - theirs.law.autocorrelationTime(i))
    add("mean path of \(name), t = 1", differences.meanPath.band.point(5), truth: meanPath[5])
    add(
      "ACF of \(name), τ = 1", differences.autocorrelation.band.point(5), truth: autocorrelation[5])
    add("autocorrelation time of \(name)", differences.autocorrelationTime, truth: time)
    add("mean path of \(name)", differences.meanPath.band, truth: meanPath)
    add("ACF of \(name)", differences.autocorrelation.band, truth: autocorrelation)
    add("distribution of \(name)", differences.equilibrium.band, truth: distribution)
    if (distribution.map(abs).max() ?? 0) > 0.01 {
      // ∫ |ΔF| by trapezia, as it is estimated; of hardly a difference there is only the floor.
      let widths = zip(edges, edges.dropFirst()).map { $1 - $0 }
      let distance = widths.indices.reduce(0) {
        $0 + widths[$1] / 2 * (abs(distribution[$1]) + abs(distribution[$1 + 1]))
      }
      add("Wasserstein distance of \(name)", differences.wasserstein, truth: distance)
    }
  }
}

extension CurveBand {
  /// Some neighbouring points.
  func part(_ points: Range<Int>) -> CurveBand {
    CurveBand(
      values: Array(values[points]), standardErrors: Array(standardErrors[points]), factor: factor)
  }

  /// One point with its pointwise error.
  func point(_ i: Int) -> Estimate {
    Estimate(value: values[i], standardError: standardErrors[i])
  }
}
