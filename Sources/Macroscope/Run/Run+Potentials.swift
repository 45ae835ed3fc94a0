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

  /// Gradients of the function that the comparison takes at least: those of trajectories at the step of the sampling,
  /// which that of the function itself is far below.
  var comparisonEvaluations: Double {
    guard let section = scenario.langevin else { return 0 }
    return 10 * Double(section.trajectories) * section.time / scenario.sampling.step
  }
}
