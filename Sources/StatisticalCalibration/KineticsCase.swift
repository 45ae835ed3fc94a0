import CoarseGraining
import Comparison
import Dynamics
import Foundation
import LinearAlgebra
import Macroscope
import Potentials
import Statistics

/// Langevin dynamics in a symmetric double well against a surrogate that is that function: populations are ½, and passages
/// as frequent on both.
enum KineticsCase {
  /// The comparison with `scale` times the function, T being a third of the barrier.
  static func outcome(
    scale: Double, trajectories: Int, seed: UInt64
  ) throws -> LangevinComparison.Outcome {
    let axis = UniformAxis(lower: -2, upper: 2, count: 200)
    let function = "1.5*(x^2 - 1)^2"
    let settings = LangevinComparison.Settings(
      temperature: 0.5, friction: Matrix(rows: [[1]]), trajectories: trajectories, pathTime: 10,
      equilibriumTime: 150, records: 50,
      initial: InitialLaw(
        positions: .points([[-1], [1]]), momentumDeviation: 0.5.squareRoot()),
      observables: [try Potentials.Expression("x", coordinates: ["x"])], step: 0.1,
      surrogateStep: 0.1, seed: seed, threads: 1)
    return try LangevinComparison(
      settings: settings, original: try ExpressionPotential(function, coordinates: ["x"]),
      surrogate: KnownSurrogate(
        function: try ExpressionPotential("\(scale)*\(function)", coordinates: ["x"]),
        stiffness: Matrix(rows: [[12]])),
      method: "force",
      wells: WellPartition(
        values: axis.centers.map { 1.5 * ($0 * $0 - 1) * ($0 * $0 - 1) }, axes: [axis],
        supported: [Bool](repeating: true, count: 200), minimumDepth: 0.25, maximumCoreHeight: 1),
      region: [[0], [1]]
    ).run()
  }

  static let experiment = Experiment(name: "double well", every: 8) { seed in
    let outcome = try outcome(scale: 1, trajectories: 2000, seed: seed)
    var seen = Observations()
    let wells = outcome.kinetics?.wells ?? []
    for (system, name) in ["f", "V"].enumerated() {
      for n in 0..<2 {
        seen.add(
          "population \(n + 1) on \(name)", n < wells.count ? wells[n].populations[system] : nil,
          truth: 0.5)
      }
      for n in 0..<2 {
        let passages = outcome.kinetics?.passages ?? []
        seen.add(
          "passage time \(n + 1) on \(name)", n < passages.count ? passages[n].times[system] : nil,
          truth: nil)
      }
    }
    var verdicts = Verdicts()
    verdicts.judge(outcome.langevin)
    verdicts.judge(outcome.kinetics)
    seen.add(verdicts.list)
    return seen
  }
}
