import Comparison

extension RunResults {
  /// What the names of verdicts on comparisons start with.
  private static let comparisonChecks = ["hamiltonian_", "langevin_", "kinetics_", "surrogate_"]

  /// The results without any comparison of surrogate and original dynamics: neither arrays, nor
  /// numbers of the summary, nor verdicts.
  public func removingComparison() -> RunResults {
    replacingComparison(hamiltonian: nil, langevin: nil, kinetics: nil, verdicts: [])
  }

  /// Replaces the comparisons by others, nothing else.
  ///
  /// The parts of the summary follow from the comparisons. The `timing` stays that of the run.
  ///
  /// - Parameters:
  ///   - hamiltonian: the Hamiltonian comparison, nil where none was made.
  ///   - langevin: the Langevin comparison, likewise.
  ///   - kinetics: the comparison of wells, likewise.
  ///   - verdicts: what the diagnostics say of the comparisons; they follow the other verdicts.
  /// - Returns: the results with these comparisons in the place of those that they have.
  public func replacingComparison(
    hamiltonian: HamiltonianResult?, langevin: LangevinResult?, kinetics: KineticsResult?,
    verdicts: [Summary.Verdict]
  ) -> RunResults {
    var copy = self
    copy.hamiltonian = hamiltonian
    copy.langevin = langevin
    copy.kinetics = kinetics
    copy.summary.hamiltonian = hamiltonian.map { Summary.Hamiltonian($0) }
    copy.summary.langevin = langevin.map { Summary.Langevin.observables(of: $0) }
    copy.summary.langevinRun = langevin.map { Summary.LangevinRun($0) }
    copy.summary.kinetics = kinetics.map { Summary.Kinetics($0) }
    copy.summary.speedup = Summary.Speedup(
      hamiltonian: hamiltonian, langevin: langevin, sampling: summary.samplingCost)
    copy.summary.verdicts =
      summary.verdicts.filter { verdict in
        !Self.comparisonChecks.contains { verdict.check.hasPrefix($0) }
      } + verdicts
    return copy
  }
}
