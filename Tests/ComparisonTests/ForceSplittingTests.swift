import Comparison
import Dynamics
import Foundation
import LinearAlgebra
import Potentials
import Testing

/// Which terms of f the comparison takes for slow, and that it makes no difference.
@Suite struct ForceSplittingTests {
  private static let smooth = "(exp(-(x - 1)^2) + exp(-(x + 1)^2) + x^4/20)"
  private static let wave = "0.001*cos(x/0.001)"

  private static func smooth(_ x: Double) -> Double {
    exp(-(x - 1) * (x - 1)) + exp(-(x + 1) * (x + 1)) + x * x * x * x / 20
  }

  private func run(_ function: String, friction: Double = 0.05, trajectories: Int = 64) throws
    -> LangevinResult
  {
    let settings = LangevinComparison.Settings(
      temperature: 0.5, friction: Matrix(rows: [[friction]]), trajectories: trajectories,
      pathTime: 2, equilibriumTime: 60, records: 20,
      initial: InitialLaw(
        positions: .normal(mean: [0], deviation: [1]), momentumDeviation: 0.5.squareRoot()),
      observables: [try Potentials.Expression("x", coordinates: ["x"])], seed: 8, threads: 2)
    return try LangevinComparison(
      settings: settings, original: try ExpressionPotential(function, coordinates: ["x"]),
      surrogate: knownSurrogate(box: [-5...5], intervals: [300]) { Self.smooth($0[0]) },
      method: "force", wells: nil, region: (0..<5000).map { [-2.5 + 5 * Double($0) / 5000] }
    ).run().langevin
  }

  @Test("terms whose forces hardly change in the time between noises are slow")
  func found() throws {
    let original = try run("\(Self.smooth) + \(Self.wave)").systems[0]
    #expect(original.noiseInterval == 7 && original.slowForceInterval == 7)
    // Records are whole numbers of intervals apart, at a step that is no larger for that.
    let whole = try run("(\(Self.smooth) + \(Self.wave))*1").systems[0]
    #expect(whole.noiseInterval == 7 && whole.slowForceInterval == 1)
    #expect(original.step <= whole.step && original.step > 0.8 * whole.step)
    let steps = 0.1 / original.step
    #expect(abs(steps - steps.rounded()) < 1e-9 && Int(steps.rounded()) % 7 == 0)
    #expect(original.stepCheck?.passed == true)
  }

  @Test(
    "nothing is split where it would be wrong or save nothing",
    arguments: [
      // Cheap beside the wave; as fast as the wave; waves that only a far shorter interval resolves.
      "x^4/20 + \(wave)", "0.002*sin(x/0.002) + \(wave) + \(wave)",
      "(exp(-x^2) + 0.1*sin(x/0.02)*exp(-x^2) + x^4/20) + \(wave)",
    ])
  func notFound(function: String) throws {
    #expect(try run(function).systems[0].slowForceInterval == 1)
  }

  @Test("where noise acts in every step, all forces do")
  func friction() throws {
    #expect(
      try run("\(Self.smooth) + \(Self.wave)", friction: 2).systems[0].slowForceInterval == 1)
  }

  @Test("the law is Gibbs'")
  func equilibrium() throws {
    let result = try run("\(Self.smooth) + \(Self.wave)", trajectories: 1500)
    #expect(result.systems[0].slowForceInterval == 7)
    // By quadrature of exp(−f/T), on a grid that resolves the wave; the law is even.
    var (norm, second) = (0.0, 0.0)
    for n in 0..<1_000_000 {
      let x = (Double(n) + 0.5) * 5e-6
      let weight = exp(-(Self.smooth(x) + 0.001 * cos(x / 0.001)) / 0.5)
      norm += weight
      second += weight * x * x
    }
    let curves = result.observables[0].curves[0]
    #expect(abs(curves.mean.deviation(from: 0)) < 4)
    #expect(abs(curves.deviation.deviation(from: (second / norm).squareRoot())) < 4)
    let difference = result.observables[0].differences[0].meanPath.band
    #expect(
      zip(difference.values, difference.standardErrors).allSatisfy { abs($0) <= 5 * $1 })
  }
}
