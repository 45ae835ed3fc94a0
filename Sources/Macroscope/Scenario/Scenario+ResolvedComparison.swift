import Comparison
import LinearAlgebra

extension Scenario {
  func write(_ hamiltonian: HamiltonianSection, to out: inout TOMLWriter) {
    out.section("hamiltonian")
    switch hamiltonian.start {
    case .states(let states):
      out.entry("points", tomlArray(states.map { tomlArray($0.q) }))
      out.entry("momenta", tomlArray(states.map { tomlArray($0.p) }))
    case .energies(let energies):
      out.entry("energies", energies.map { tomlArray($0) } ?? "\"auto\"")
    }
    out.entry("time", "\(hamiltonian.time)")
    out.entry("step", tomlAutomatic(hamiltonian.step))
    out.entry("surrogate_step", tomlAutomatic(hamiltonian.surrogateStep))
    out.entry("records", "\(hamiltonian.records)")
    out.entry("tolerance", "\(hamiltonian.tolerance)")
    out.entry("surrogate", tomlString(hamiltonian.surrogate.rawValue))
  }

  func write(_ langevin: LangevinSection, to out: inout TOMLWriter) {
    out.section("langevin")
    out.entry("temperature", tomlAutomatic(langevin.temperature))
    let friction = langevin.friction.map { matrix in
      let scalar = matrix.rows == 1 ? matrix.elements.first : nil
      return scalar.map { "\($0)" } ?? tomlArray(matrix.rowArrays.map { tomlArray($0) })
    }
    out.entry("friction", friction ?? "\"auto\"")
    out.entry("trajectories", "\(langevin.trajectories)")
    out.entry("surrogate_replicas", "\(langevin.surrogateReplicas)")
    out.entry("time", "\(langevin.time)")
    out.entry("equilibrium_time", "\(langevin.equilibriumTime)")
    out.entry(
      "initial",
      "{ \(langevin.initial.toml), "
        + "momentum_deviation = \(tomlAutomatic(langevin.momentumDeviation)) }")
    out.entry("observables", tomlArray(langevin.observables.map(tomlString)))
    out.entry("truncations", tomlArray(langevin.truncations.map(tomlString)))
    out.entry("step", tomlAutomatic(langevin.step))
    out.entry("surrogate_step", tomlAutomatic(langevin.surrogateStep))
    out.entry("records", "\(langevin.records)")
    out.entry("well_depth", "\(langevin.wellDepth)")
    out.entry("surrogate", tomlString(langevin.surrogate.rawValue))
    let tolerance = langevin.tolerance
    let pairs = zip(
      LangevinTolerance.keys,
      [
        tolerance.meanPath, tolerance.autocorrelation, tolerance.equilibrium,
        tolerance.population, tolerance.passageTime,
      ])
    out.entry(
      "tolerance", "{ " + pairs.map { "\($0) = \($1)" }.joined(separator: ", ") + " }")
  }
}
