import Comparison
import Foundation
import LinearAlgebra
import Statistics

extension Fixtures {
  /// One observable, and three systems: f, V, and a truncation that leaves a scale out.
  static func doubleWellLangevin() -> LangevinResult {
    let truncation = "(x^2 - 1)^2"
    let time = (0...200).map { 0.05 * Double($0) }
    let observable = observable(
      "x", time: time, edges: edges(-1.9, 1.9, 60), scale: 0.874, centre: 0.2, start: 1.5,
      deviations: [0, 1, 6],
      energy: { x in 2 * (x * x - 1) * (x * x - 1) })
    return LangevinResult(
      method: "force", temperature: 0.5, friction: Matrix(rows: [[0.5]]), trajectories: 4000,
      pathTime: 10, equilibriumTime: 100,
      systems: [
        system("original", 0.002, 9800.25, 220_004_000, 31.4, checked: true),
        system("surrogate", 0.05, 12.5, 8_804_000, 1.31, checked: true),
        system(truncation, 0.05, 11.8, 8_804_000, 1.12, checked: false),
      ], time: time, lag: time, observables: [observable], vectorAutocorrelation: [],
      vectorAutocorrelationDifferences: [],
      unsupported: .init(
        path: Estimate(value: 0.00031, standardError: 0.00004),
        equilibrium: Estimate(value: 0.00012, standardError: 0.00001)))
  }

  /// Two observables and the autocorrelation of the vector.
  static func muellerBrownLangevin() -> LangevinResult {
    let time = (0...150).map { 0.2 * Double($0) }
    let x = observable(
      "x", time: time, edges: edges(-1.5, 1.2, 50), scale: 0.61, centre: -0.1, start: 0.6,
      deviations: [0, 1], energy: { x in 2.5 * (x * x - 0.3) * (x * x - 0.3) })
    let y = observable(
      "y", time: time, edges: edges(-0.5, 2, 40), scale: 0.66, centre: 0.7, start: 0.1,
      deviations: [0, 1],
      energy: { y in 2.2 * ((y - 0.7) * (y - 0.7) - 0.4) * ((y - 0.7) * (y - 0.7) - 0.4) })
    let vector = [0.0, 1].map { autocorrelationBand(time, deviation: $0) }
    return LangevinResult(
      method: "force", temperature: 1,
      friction: Matrix(rows: [[0.1677, 0.1103], [0.1103, 0.2206]]),
      trajectories: 4000, pathTime: 30, equilibriumTime: 300,
      systems: [
        system("original", 0.0006, 91_000, 2_200_000_000, 70.2, checked: true),
        system("surrogate", 0.03, 41.7, 44_004_000, 2.6, checked: true),
      ], time: time, lag: time, observables: [x, y], vectorAutocorrelation: vector,
      vectorAutocorrelationDifferences: [difference(vector[1], vector[0], at: time, 0.1)],
      unsupported: .init(
        path: Estimate(value: 0.0021, standardError: 0.0001),
        equilibrium: Estimate(value: 0.0018, standardError: 0.0001)))
  }

  private static func system(
    _ name: String, _ step: Double, _ curvature: Double, _ evaluations: Int, _ seconds: Double,
    checked: Bool
  ) -> LangevinResult.System {
    let check = LangevinResult.StepCheck(
      trajectories: 500, maxDeviation: Estimate(value: 0.021, standardError: 0.012),
      maxCorrelationDeviation: Estimate(value: 0.011, standardError: 0.008), passed: true)
    return LangevinResult.System(
      name: name, step: step, noiseInterval: name == "original" ? 9 : 1,
      slowForceInterval: name == "original" ? 9 : 1, largestCurvature: curvature,
      gradientEvaluations: evaluations, seconds: seconds, stepCheck: checked ? check : nil)
  }

  /// An observable whose systems deviate from the first by multiples of the standard error.
  private static func observable(
    _ name: String, time: [Double], edges: [Double], scale: Double, centre: Double, start: Double,
    deviations: [Double], energy: (Double) -> Double
  ) -> LangevinResult.Observable {
    let curves = deviations.map { deviation in
      let (density, distribution) = equilibrium(edges, deviation: deviation, energy: energy)
      return LangevinResult.Curves(
        meanPath: meanPathBand(time, scale, centre, start, deviation: deviation),
        autocorrelation: autocorrelationBand(time, deviation: deviation), density: density,
        distribution: distribution,
        mean: Estimate(value: centre / 8 + 0.002 * deviation, standardError: 0.004),
        deviation: Estimate(value: scale + 0.001 * deviation, standardError: 0.001),
        autocorrelationTime: Estimate(value: 1.93 - 0.04 * deviation, standardError: 0.05))
    }
    let differences = curves.dropFirst().map { system in
      let equilibrium = difference(system.distribution, curves[0].distribution, at: edges, 0.05)
      let width = edges[1] - edges[0]
      return LangevinResult.Differences(
        meanPath: difference(system.meanPath, curves[0].meanPath, at: time, 0.1 * scale),
        autocorrelation: difference(
          system.autocorrelation, curves[0].autocorrelation, at: time, 0.1),
        equilibrium: equilibrium,
        wasserstein: Estimate(
          value: equilibrium.band.values.reduce(0) { $0 + width * abs($1) }, standardError: 0.0021),
        wassersteinFloor: 0.0034,
        autocorrelationTime: system.autocorrelationTime - curves[0].autocorrelationTime)
    }
    return LangevinResult.Observable(
      name: name, scale: scale, edges: edges, curves: curves, differences: differences)
  }

  /// A damped swing from `start` to `centre`.
  private static func meanPathBand(
    _ time: [Double], _ scale: Double, _ centre: Double, _ start: Double, deviation: Double
  ) -> CurveBand {
    let errors = time.map { scale / 4000.0.squareRoot() * (1 - 0.6 * exp(-$0)) }
    return CurveBand(
      values: zip(time, errors).map { t, error in
        centre + (start - centre) * exp(-0.45 * t) * cos(1.9 * t)
          + deviation * error * sin(0.9 * t) * (1 - exp(-t))
      }, standardErrors: errors, factor: 2.91)
  }

  private static func autocorrelationBand(_ lag: [Double], deviation: Double) -> CurveBand {
    let errors = lag.map { 0.009 * (1 - exp(-$0)) }
    return CurveBand(
      values: zip(lag, errors).map { t, error in
        exp(-0.5 * t) * (0.7 + 0.3 * cos(2.6 * t)) + deviation * error * sin(0.7 * t + 0.2)
      }, standardErrors: errors, factor: 2.84)
  }

  /// The density exp(−energy), tilted a little, in the bins, and its distribution at the edges.
  private static func equilibrium(
    _ edges: [Double], deviation: Double, energy: (Double) -> Double
  ) -> (density: CurveBand, distribution: CurveBand) {
    let middles = zip(edges, edges.dropFirst()).map { ($0 + $1) / 2 }
    let widths = zip(edges, edges.dropFirst()).map { $1 - $0 }
    let weights = middles.map { exp(-energy($0) + 0.008 * deviation * $0) }
    let total = zip(weights, widths).reduce(0) { $0 + $1.0 * $1.1 }
    let density = weights.map { $0 / total }
    var distribution = [0.0]
    for (value, width) in zip(density, widths) {
      distribution.append((distribution.last ?? 0) + value * width)
    }
    return (
      CurveBand(values: density, standardErrors: density.map { 0.01 * $0 + 0.001 }, factor: 2.7),
      CurveBand(
        values: distribution,
        standardErrors: distribution.map { 0.009 * (max(0, $0 * (1 - $0))).squareRoot() },
        factor: 2.5)
    )
  }

  /// The difference of two bands of independent systems, judged as a comparison does.
  private static func difference(
    _ a: CurveBand, _ b: CurveBand, at points: [Double], _ tolerance: Double
  ) -> CurveDifference {
    let band = CurveBand(
      values: zip(a.values, b.values).map { $0 - $1 },
      standardErrors: zip(a.standardErrors, b.standardErrors).map {
        ($0 * $0 + $1 * $1).squareRoot()
      },
      factor: max(a.factor, b.factor))
    let worst = band.values.indices.max { abs(band.values[$0]) < abs(band.values[$1]) } ?? 0
    let reach = zip(band.values, band.standardErrors).map { (abs($0), band.factor * $1) }
    return CurveDifference(
      band: band,
      maxDeviation: Estimate(
        value: abs(band.values[worst]), standardError: band.standardErrors[worst]),
      location: points[worst], tolerance: tolerance,
      isEquivalent: reach.allSatisfy { $0.0 + $0.1 <= tolerance },
      holdsZero: reach.allSatisfy { $0.0 <= $0.1 })
  }
}
