extension Scenario {
  /// The scenario as TOML with all defaults filled in. Reading it again gives an equal scenario.
  public func resolvedTOML() -> String { resolved().text }

  /// The same line by line.
  func resolved() -> TOMLWriter {
    var out = TOMLWriter()
    out.entry("schema", "\(schema)")
    out.entry("title", tomlString(title))
    write(potential, to: &out)
    if let domain {
      out.section("domain")
      for (name, interval) in zip(potential.coordinateNames, domain.intervals) {
        out.entry(name, tomlArray([interval.lowerBound, interval.upperBound]))
      }
    }
    write(sampling, to: &out)
    write(calibration, to: &out)
    write(regression, to: &out)
    surrogate?.write(to: &out)
    if let hamiltonian { write(hamiltonian, to: &out) }
    if let langevin { write(langevin, to: &out) }
    scan?.write(to: &out)
    out.section("report")
    out.entry("plots", "\(report.plots)")
    out.entry("samples", "\(report.samples)")
    return out
  }

  private func write(_ potential: PotentialSection, to out: inout TOMLWriter) {
    out.section("potential")
    out.entry("coordinates", tomlArray(potential.coordinates.map(tomlString)))
    let parameters = potential.parameters.sorted { $0.key < $1.key }
    out.entry(
      "parameters",
      "{ " + parameters.map { "\($0.key.tomlKey) = \($0.value)" }.joined(separator: ", ") + " }")
    out.entry("value", tomlString(potential.value))
    if let reference = potential.reference { out.entry("reference", tomlString(reference)) }
    if !potential.components.isEmpty {
      out.entry("components", tomlArray(potential.components.map(tomlString)))
    }
  }

  private func write(_ sampling: SamplingSection, to out: inout TOMLWriter) {
    out.section("sampling")
    out.entry("integrator", tomlString(sampling.integrator.rawValue))
    out.entry("step", "\(sampling.step)")
    out.entry("walkers", "\(sampling.walkers)")
    out.entry("steps", "\(sampling.steps)")
    if let error = sampling.targetError { out.entry("target_error", "\(error)") }
    out.entry("burn_in", "\(sampling.burnIn)")
    let hasMomenta = sampling.integrator == .dampedVerlet
    if hasMomenta { out.entry("friction", "\(sampling.friction)") }
    out.entry("seed", "\(sampling.seed)")
    let momenta = ", momentum_deviation = \(sampling.initial.momentumDeviation)"
    out.entry("initial", "{ \(sampling.initial.positions.toml)\(hasMomenta ? momenta : "") }")
    out.entry("record_every", "\(sampling.recordEvery)")
    out.entry("stored_samples", "\(sampling.storedSamples)")
  }

  private func write(_ calibration: CalibrationSection, to out: inout TOMLWriter) {
    out.section("calibration")
    out.entry("enabled", "\(calibration.enabled)")
    guard dimension > 1 else { return }
    let hasMasses = sampling.integrator == .dampedVerlet
    if hasMasses { out.entry("temperature", "\(calibration.temperature)") }
    out.entry("steps", "\(calibration.steps)")
    out.entry("walkers", "\(calibration.walkers)")
    if hasMasses { writeMasses(calibration, to: &out) }
    out.entry("refinements", "\(calibration.refinements)")
  }

  private func writeMasses(_ calibration: CalibrationSection, to out: inout TOMLWriter) {
    out.entry("mass_contrast", "\(calibration.massContrast)")
    out.entry("mass_coupling", "\(calibration.massCoupling)")
    if let matrices = calibration.inverseMasses {
      let rows = matrices.map { tomlArray($0.rowArrays.map { tomlArray($0) }) }
      out.entry("inverse_masses", tomlArray(rows))
    }
  }

  private func write(_ regression: RegressionSection, to out: inout TOMLWriter) {
    out.section("regression")
    out.entry("methods", tomlArray(regression.methods.map { tomlString($0.rawValue) }))
    out.entry("knots", regression.knots.map { tomlArray($0) } ?? "\"auto\"")
    out.entry("grid", tomlArray(regression.grid))
    if dimension > 2 {
      let names = potential.coordinateNames
      let pairs = regression.pairs.map {
        tomlArray([tomlString(names[$0.first]), tomlString(names[$0.second])])
      }
      out.entry("pairs", tomlArray(pairs))
    }
    out.entry("burn_in_forces", "\(regression.burnInForces)")
  }
}
