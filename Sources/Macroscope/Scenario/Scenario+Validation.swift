import Potentials

/// The functions of a scenario, parsed and differentiated.
public struct ScenarioPotentials: Sendable {
  /// The multiscale function.
  public let value: ExpressionPotential
  /// The known macroscopic part, if the scenario names one.
  public let reference: ExpressionPotential?
}

extension Scenario {
  /// Checks what needs the potential itself: that the expressions are correct, that the gradient is
  /// finite at the initial points and over the domain (its centre, corners, and 500 points spread
  /// evenly), that the reference is, and that the run fits into memory.
  ///
  /// - Parameter memoryLimit: the most memory the run may need, in bytes; by default 80 % of the
  ///   machine's.
  /// - Returns: the potentials, ready for use.
  /// - Throws: the first problem, with its place in the expression where it has one.
  @discardableResult
  public func validate(
    memoryLimit: UInt64 = ScenarioCost.defaultMemoryLimit
  ) throws(ScenarioError) -> ScenarioPotentials {
    try checkMemory(limit: memoryLimit)
    let potentials = try makePotentials()
    let probes = ProbePoints(self)
    if case .points(let points) = sampling.initial.positions {
      try check(potentials.value, at: points, "an initial point", isStart: true)
    }
    let hint = domain == nil ? "where the walkers start" : "the domain"
    try check(potentials.value, at: [probes.centre], "the centre of \(hint)")
    try check(potentials.value, at: probes.interior, "a point of \(hint)")
    try check(potentials.value, at: probes.corners, "a corner of \(hint)")
    if let reference = potentials.reference {
      try checkReference(reference, at: [probes.centre] + probes.interior + probes.corners)
    }
    return potentials
  }

  /// Parses and differentiates the expressions.
  ///
  /// - Throws: an error that points into the expression.
  public func makePotentials() throws(ScenarioError) -> ScenarioPotentials {
    ScenarioPotentials(
      value: try makePotential(potential.value, valueLiteral, "potential.value"),
      reference: try potential.reference.map { (text) throws(ScenarioError) in
        try makePotential(text, referenceLiteral, "potential.reference")
      })
  }

  private func makePotential(
    _ text: String, _ literal: StringLiteral?, _ keyPath: String
  ) throws(ScenarioError) -> ExpressionPotential {
    do {
      return try ExpressionPotential(
        text, coordinates: potential.coordinates, parameters: potential.parameters)
    } catch {
      throw locate(error, literal, keyPath)
    }
  }

  /// An expression's error as an error of the file.
  private func locate(
    _ error: ExpressionError, _ literal: StringLiteral?, _ keyPath: String, place: String = ""
  ) -> ScenarioError {
    guard let literal else {
      return self.error(at: keyPath, error.message + place, hint: error.hint)
    }
    return source.error(
      error.message + place, at: literal.position(ofOffset: error.range.lowerBound),
      hint: error.hint)
  }

  private func check(
    _ potential: ExpressionPotential, at points: [[Double]], _ name: String,
    isStart: Bool = false
  ) throws(ScenarioError) {
    let values = potential.values(at: points)
    let gradients = potential.gradients(at: points)
    for (point, (value, gradient)) in zip(points, zip(values, gradients))
    where !value.isFinite || !gradient.allSatisfy(\.isFinite) {
      let what = value.isFinite ? "the gradient" : "the potential"
      throw singular(
        potential, at: point, valueLiteral, "potential.value", "\(what) is not finite at \(name)",
        isStart: isStart)
    }
  }

  private func checkReference(
    _ reference: ExpressionPotential, at points: [[Double]]
  ) throws(ScenarioError) {
    for (point, value) in zip(points, reference.values(at: points)) where !value.isFinite {
      throw singular(
        reference, at: point, referenceLiteral, "potential.reference",
        "the reference is not finite at a point of the domain")
    }
  }

  private func singular(
    _ potential: ExpressionPotential, at point: [Double], _ literal: StringLiteral?,
    _ keyPath: String, _ message: String, isStart: Bool = false
  ) -> ScenarioError {
    let coordinates = zip(self.potential.coordinateNames, point).prefix(4)
      .map { "\($0) = \(shortest($1, digits: 6))" }.joined(separator: ", ")
    let place = " (\(coordinates)\(dimension > 4 ? ", …" : ""))"
    let hint =
      "walkers go there: "
      + (domain == nil || isStart ? "start them elsewhere" : "choose a domain without it")
      + " or change the formula"
    guard var cause = potential.firstSingularity(at: point) else {
      return error(at: keyPath, message + place, hint: hint)
    }
    cause = ExpressionError(
      message: "\(message)\(place): \(cause.message)", range: cause.range,
      hint: cause.hint.map { "\($0); \(hint)" } ?? hint)
    return locate(cause, literal, keyPath)
  }
}
