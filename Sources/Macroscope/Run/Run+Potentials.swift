import Potentials

extension Run {
  /// The scenario's potentials, checked, with the kernel that the options ask for.
  ///
  /// - Parameter evaluations: how many gradients of the function will be taken.
  /// - Returns: them, ready for use.
  /// - Throws: as ``Scenario/validate(memoryLimit:)``.
  func makePotentials(evaluations: Double) throws(ScenarioError) -> ScenarioPotentials {
    var potentials = try scenario.validate()
    potentials.value = options.kernel.apply(
      to: potentials.value, evaluations: evaluations, compiler: options.compiler)
    return potentials
  }

  /// About how many gradients a scan takes, whose steps are not known before.
  static let scanEvaluations = 1e9

  /// About how many gradients of the function the comparison takes. Its step is not known yet: what the step of the
  /// sampling does not resolve needs one that is some hundred times shorter.
  var comparisonEvaluations: Double {
    guard let section = scenario.langevin else { return 0 }
    let time = section.time + section.equilibriumTime
    return 300 * Double(section.trajectories) * time / scenario.sampling.step
  }
}
