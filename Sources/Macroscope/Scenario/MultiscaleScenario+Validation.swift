import Potentials

extension MultiscaleScenario {
  /// Checks what needs the potential itself, as ``Scenario/validate(memoryLimit:)`` does: of every step
  /// that is known, and of the components.
  ///
  /// - Parameter memoryLimit: the most memory that a run may need.
  /// - Returns: f, ready for use.
  /// - Throws: the first problem, with its place in the expression where it has one.
  @discardableResult
  public func validate(
    memoryLimit: MemoryLimit = .ofThisProcess
  ) throws(ScenarioError) -> ExpressionPotential {
    let potentials = try unresolved.validate(memoryLimit: memoryLimit)
    try unresolved.checkMemory(estimatedMemory, limit: memoryLimit)
    _ = try makeComponents()
    return potentials.value
  }

  /// The known pieces of f, the coarsest first.
  ///
  /// - Throws: an error that points into the expression, or at the one that is not finite somewhere in the
  ///   domain.
  public func makeComponents() throws(ScenarioError) -> [ExpressionPotential] {
    let probes = ProbePoints(unresolved)
    let points = [probes.centre] + probes.interior + probes.corners
    var components: [ExpressionPotential] = []
    for (index, text) in potential.components.enumerated() {
      let written = unresolved.writtenComponent(index)
      let component = try unresolved.makePotential(text, written)
      try unresolved.checkValues(
        component.values(at: points), of: component.expression, written, at: points,
        "a point of the domain")
      components.append(component)
    }
    return components
  }

  /// What one scale takes, whatever its step; nil when its length is given in time, and the number of steps
  /// depends on the step. The memory is that of the whole: scales are run one after the other.
  public var costOfOneScale: ScenarioCost? { time == nil ? unresolved.cost : nil }

  /// An upper estimate of the memory of a run, in bytes.
  public var estimatedMemory: Double {
    let memory = unresolved.cost.memory
    guard let surrogate, surrogate.isConditioned else { return memory }
    // The samples of all scales, and as much again for the network of all. A scan finds rarely more than four.
    return memory + Double(2 * (choice.steps?.count ?? 4)) * surrogate.memory(unresolved)
  }

  /// Gradients of the dynamics that the coarsest scale is compared by; see
  /// ``Scenario/comparisonEvaluations()``.
  public func comparisonEvaluations() -> Double { unresolved.comparisonEvaluations() }
}
