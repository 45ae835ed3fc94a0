import CoarseGraining
import Comparison
import Dynamics
import Foundation
import LinearAlgebra
import Potentials
import Statistics

/// Runs surrogate dynamics on the learned V beside dynamics on f, as the scenario asks.
///
/// It needs the results of a run alone, so an old results folder serves as well as a fresh run.
struct ComparisonStage {
  let scenario: Scenario
  let potentials: ScenarioPotentials
  let results: RunResults
  let options: RunOptions

  /// The results with the comparison in them, in place of an earlier one.
  func run(stopwatch: inout Stopwatch) throws -> RunResults {
    var hamiltonian: HamiltonianResult?
    var langevin: LangevinComparison.Outcome?
    if let section = scenario.hamiltonian {
      hamiltonian = try stopwatch.measure(.hamiltonian) {
        options.progress(RunProgress(stage: .hamiltonian, fraction: 0))
        return try comparison(section).run(
          unit: options.unit("hamiltonian"), cancellation: options.cancellation
        ) {
          options.progress(RunProgress(stage: .hamiltonian, fraction: $0))
        }
      }
    }
    if let section = scenario.langevin {
      langevin = try stopwatch.measure(.langevin) {
        options.progress(RunProgress(stage: .langevin, fraction: 0))
        return try comparison(section).run(
          unit: options.unit("langevin"), cancellation: options.cancellation
        ) {
          options.progress(RunProgress(stage: .langevin, fraction: $0))
        }
      }
    }
    var verdicts = Verdicts()
    verdicts.judge(hamiltonian)
    verdicts.judge(langevin?.langevin)
    verdicts.judge(langevin?.kinetics)
    return results.replacingComparison(
      hamiltonian: hamiltonian, langevin: langevin?.langevin, kinetics: langevin?.kinetics,
      verdicts: verdicts.list)
  }

  private func learned(
    _ method: EffectivePotential.Method, _ section: String
  ) throws -> LearnedPotential {
    guard let learned = LearnedPotential(results, method: method) else {
      throw scenario.error(
        at: "\(section).surrogate", "the results hold no usable V by \(method.rawValue)",
        hint: method == .mlp
          ? "train networks first, with 'macroscope train'; they need the stored samples, so "
            + "report.samples must be true"
          : "run the scenario again with '\(method.rawValue)' in regression.methods")
    }
    return learned
  }

  // MARK: - Hamiltonian

  private func comparison(_ section: HamiltonianSection) throws -> HamiltonianComparison {
    let learned = try learned(section.surrogate, "hamiltonian")
    let minimum = learned.minimum
    let states = states(section.start, minimum: minimum.point)
    return HamiltonianComparison(
      original: potentials.value, surrogate: learned.potential, method: learned.method.rawValue,
      states: states, time: section.time, records: section.records, step: section.step,
      surrogateStep: section.surrogateStep, tolerance: section.tolerance,
      lowestEnergy: minimum.value,
      region: learned.region(seed: scenario.sampling.seed) + states.map(\.q),
      threads: options.threads)
  }

  /// An energy stands for a start at the minimum of V with that kinetic energy, shared equally by
  /// the momenta.
  private func states(
    _ start: HamiltonianSection.Start, minimum: [Double]
  ) -> [PhasePoint] {
    switch start {
    case .states(let states): return states
    case .energies(let energies):
      let d = scenario.dimension
      return (energies ?? [0.5, 1, 2].map { $0 * temperature }).map { energy in
        PhasePoint(
          q: minimum, p: [Double](repeating: (2 * energy / Double(d)).squareRoot(), count: d))
      }
    }
  }

  // MARK: - Langevin

  /// That which the run was calibrated for, or else the measured one.
  private var temperature: Double {
    if scenario.dimension > 1, scenario.calibration.enabled,
      scenario.sampling.integrator == .dampedVerlet
    {
      return scenario.calibration.temperature
    }
    return results.summary.potentialTemperature.value
  }

  /// That of the run that V was learned in; where there is none the scenario must give one.
  private var friction: Matrix {
    let rows = results.summary.calibration?.friction ?? []
    return rows.isEmpty
      ? scenario.sampling.friction * .identity(scenario.dimension) : Matrix(rows: rows)
  }

  private func comparison(_ section: LangevinSection) throws -> LangevinComparison {
    let learned = try learned(section.surrogate, "langevin")
    let temperature = section.temperature ?? temperature
    // Wells are found on a grid, which there is up to two coordinates.
    let wells =
      learned.axes.isEmpty
      ? nil
      : WellPartition(
        values: learned.values, axes: learned.axes, supported: learned.isSupported,
        minimumDepth: section.wellDepth * temperature, maximumCoreHeight: 2 * temperature)
    let initial = InitialLaw(
      positions: section.initial,
      momentumDeviation: section.momentumDeviation ?? temperature.squareRoot())
    let seed = scenario.sampling.seed
    let settings = LangevinComparison.Settings(
      temperature: temperature, friction: section.friction ?? friction,
      trajectories: section.trajectories, pathTime: section.time,
      equilibriumTime: section.equilibriumTime, records: section.records, initial: initial,
      observables: potentials.observables, step: section.step,
      surrogateStep: section.surrogateStep, surrogateReplicas: section.surrogateReplicas,
      tolerance: section.tolerance, seed: seed,
      threads: options.threads)
    return LangevinComparison(
      settings: settings, original: potentials.value, surrogate: learned.potential,
      method: learned.method.rawValue,
      truncations: potentials.truncations.map { ($0.expression.source, $0) },
      // Of a single well there is nothing to be said.
      wells: wells.flatMap { $0.wells.count > 1 ? $0 : nil },
      region: learned.region(seed: seed) + startingPoints(initial, seed: seed))
  }

  /// Some of the places that trajectories start from: V need not be known there, but f must be resolved.
  private func startingPoints(_ initial: InitialLaw, seed: UInt64) -> [[Double]] {
    initial.states(
      count: 1000, dimension: scenario.dimension,
      generator: Philox(seed: seed, stream: UInt64.max - 1)
    ).map(\.q)
  }
}
