import Comparison
import Statistics

/// Verdicts on surrogate dynamics. Their names begin with what they belong to, so that a comparison
/// made anew replaces them all.
extension Verdicts {
  package mutating func judge(_ result: HamiltonianResult?) {
    guard let result else { return }
    let error = max(result.energyError.original, result.energyError.surrogate)
    add(
      "hamiltonian_energy", error <= Limit.energy,
      "the energy is conserved to \(text(100 * result.energyError.original)) % on f and "
        + "\(text(100 * result.energyError.surrogate)) % on V (limit \(text(100 * Limit.energy)) %)",
      cure: "the steps are too large: lower hamiltonian.step or hamiltonian.surrogate_step")
    add(
      "hamiltonian_portrait", result.isEquivalent,
      "the phase portraits of V and f are \(text(result.portraitDistance.value)) apart (tolerance "
        + "\(text(result.tolerance)), resolution \(text(result.portraitResolution)))",
      cure: "V does not carry the dynamics of f at this scale: resolve more scales by a smaller "
        + "sampling.step, or accept a larger hamiltonian.tolerance")
    guard result.unsupported.value.isFinite else { return }
    add(
      "hamiltonian_support", result.unsupported.value <= Limit.unsupported,
      "the trajectories of V were where V rests on no data for "
        + "\(text(100 * result.unsupported.value)) % of the time (limit "
        + "\(text(100 * Limit.unsupported)) %)",
      cure: "there V is a mere continuation: start with less energy, or widen [domain] and sample "
        + "it at a higher temperature")
  }

  package mutating func judge(_ result: LangevinResult?) {
    guard let result else { return }
    judgeSteps(result)
    judgeSupport(result)
    judge(
      "langevin_mean_path", "mean paths", result, key: "mean_path",
      hint: "V or its temperature is wrong, or the bands are too wide for the tolerance"
    ) {
      $0.meanPath
    }
    judge(
      "langevin_acf", "autocorrelation functions", result, key: "acf",
      hint: "V moves at another pace than f, or the bands are too wide for the tolerance"
    ) {
      $0.autocorrelation
    }
    judge(
      "langevin_equilibrium", "equilibrium distributions", result, key: "equilibrium",
      hint: "V is not the free energy of f at this temperature, or the bands are too wide"
    ) {
      $0.equilibrium
    }
  }

  package mutating func judge(_ result: KineticsResult?) {
    guard let result else { return }
    let kinetics = Summary.Kinetics(result)
    add(
      "kinetics_wells", result.isEquivalent,
      "populations of \(result.wells.count) wells differ by at most \(text(abs(kinetics.populationDifference.value)))"
        + " and passage times by \(text(100 * abs(kinetics.passageDifference.value))) % (tolerances "
        + "\(text(result.populationTolerance)) and \(text(100 * result.passageTolerance)) %, errors "
        + "allowed for)",
      cure: "barriers of V are not those of f, or too few passages were seen: raise "
        + "langevin.equilibrium_time or langevin.trajectories")
  }

  private mutating func judgeSteps(_ result: LangevinResult) {
    let checked = result.systems.compactMap { system in
      system.stepCheck.map { (name: system.name, step: system.step, check: $0) }
    }
    guard !checked.isEmpty else { return }
    let findings = checked.map { entry in
      "\(entry.name) (h = \(text(entry.step))) by \(text(entry.check.maxDeviation))"
        + (entry.check.maxCorrelationDeviation.map { ", its correlations by \(text($0))" } ?? "")
    }
    add(
      "langevin_step", checked.allSatisfy(\.check.passed),
      "halving the steps moves the mean paths of " + findings.joined(separator: ", of ")
        + " standard deviations",
      cure: "the steps are too large: lower langevin.step or langevin.surrogate_step")
  }

  private mutating func judgeSupport(_ result: LangevinResult) {
    let worst = max(result.unsupported.path.value, result.unsupported.equilibrium.value)
    add(
      "surrogate_support", worst <= Limit.unsupported,
      "the surrogate was where V rests on no data for \(text(100 * result.unsupported.path.value)) % "
        + "of the paths and \(text(100 * result.unsupported.equilibrium.value)) % of the "
        + "equilibrium (limit \(text(100 * Limit.unsupported)) %)",
      cure: "there V is a mere continuation: widen [domain] and sample it, at a higher temperature "
        + "or with regression.burn_in_forces, or start nearer")
  }

  /// All observables together, by the one that is farthest from its tolerance.
  private mutating func judge(
    _ check: String, _ what: String, _ result: LangevinResult, key: String, hint: String,
    _ difference: (LangevinResult.Differences) -> CurveDifference
  ) {
    let surrogates = result.observables.compactMap { observable in
      observable.differences.first.map { (observable.name, difference($0)) }
    }
    let worst = surrogates.max { $0.1.excess < $1.1.excess }
    guard let (name, worst) = worst else { return }
    add(
      check, surrogates.allSatisfy(\.1.isEquivalent),
      "the \(what) of V and f differ by at most \(text(worst.maxDeviation)) in \(name) "
        + "(95 % band within \(text(worst.bound)), tolerance \(text(worst.tolerance)))",
      cure: hint + "; see langevin.trajectories and langevin.tolerance.\(key)")
  }
}

extension CurveDifference {
  /// The farthest that the simultaneous band reaches from zero.
  var bound: Double {
    band.values.indices.reduce(0) { max($0, abs(band.values[$1]) + band.halfWidth(at: $1)) }
  }

  /// That, in tolerances.
  fileprivate var excess: Double { bound / max(tolerance, .leastNormalMagnitude) }
}
