import Potentials

/// The functions of a scenario, parsed and differentiated.
public struct ScenarioPotentials: Sendable {
  /// The multiscale function.
  public internal(set) var value: ExpressionPotential
  /// The known macroscopic part, if the scenario names one.
  public let reference: ExpressionPotential?
  /// What [langevin] compares; empty without that section.
  public let observables: [Potentials.Expression]
  /// What [langevin] runs beside V; empty without that section.
  public let truncations: [ExpressionPotential]
}

extension Scenario {
  /// Checks what needs the potential itself: that the expressions are correct, that the gradient is
  /// finite at the initial points and over the domain (its centre, corners, and 500 points spread
  /// evenly), that the reference, the observables and the truncations are, and that the run fits into
  /// memory.
  ///
  /// - Parameter memoryLimit: the most memory that the run may need.
  /// - Returns: the potentials, ready for use.
  /// - Throws: the first problem, with its place in the expression where it has one.
  @discardableResult
  public func validate(
    memoryLimit: MemoryLimit = .ofThisProcess
  ) throws(ScenarioError) -> ScenarioPotentials {
    try checkMemory(limit: memoryLimit)
    let potentials = try makePotentials()
    let probes = ProbePoints(self)
    if case .points(let points) = sampling.initial.positions {
      try check(potentials.value, writtenValue, at: points, "an initial point", isStart: true)
    }
    let hint = domain == nil ? "where the walkers start" : "the domain"
    try check(potentials.value, writtenValue, at: [probes.centre], "the centre of \(hint)")
    try check(potentials.value, writtenValue, at: probes.interior, "a point of \(hint)")
    try check(potentials.value, writtenValue, at: probes.corners, "a corner of \(hint)")
    if let reference = potentials.reference {
      let points = [probes.centre] + probes.interior + probes.corners
      try checkValues(
        reference.values(at: points), of: reference.expression, writtenReference, at: points,
        "a point of the domain")
    }
    try checkComparison(potentials, probes: probes)
    return potentials
  }

  /// Parses and differentiates the expressions.
  ///
  /// - Throws: an error that points into the expression.
  public func makePotentials() throws(ScenarioError) -> ScenarioPotentials {
    ScenarioPotentials(
      value: try makePotential(potential.value, writtenValue),
      reference: try potential.reference.map { (text) throws(ScenarioError) in
        try makePotential(text, writtenReference)
      },
      observables: try makeObservables(), truncations: try makeTruncations())
  }

  func makePotential(
    _ text: String, _ written: WrittenExpression
  ) throws(ScenarioError) -> ExpressionPotential {
    do {
      return try ExpressionPotential(
        text, coordinates: potential.coordinates, parameters: potential.parameters)
    } catch {
      throw locate(error, written)
    }
  }

  /// An expression's error as an error of the file.
  func locate(_ error: ExpressionError, _ written: WrittenExpression) -> ScenarioError {
    guard let literal = written.literal else {
      return self.error(at: written.keyPath, error.message, hint: error.hint)
    }
    return source.error(
      error.message, at: literal.position(ofOffset: error.range.lowerBound), hint: error.hint)
  }

  func check(
    _ function: ExpressionPotential, _ written: WrittenExpression, at points: [[Double]],
    _ place: String, isStart: Bool = false
  ) throws(ScenarioError) {
    let values = function.values(at: points)
    let gradients = function.gradients(at: points)
    for (point, (value, gradient)) in zip(points, zip(values, gradients))
    where !value.isFinite || !gradient.allSatisfy(\.isFinite) {
      let part = value.isFinite ? written.gradientName : written.name
      throw singular(
        function.expression, written, at: point, "\(part) is not finite at \(place)",
        isStart: isStart)
    }
  }

  /// The same for the values alone.
  func checkValues(
    _ values: [Double], of function: Potentials.Expression, _ written: WrittenExpression,
    at points: [[Double]], _ place: String
  ) throws(ScenarioError) {
    for (point, value) in zip(points, values) where !value.isFinite {
      throw singular(
        function, written, at: point, "\(written.name) is not finite at \(place)", isStart: false)
    }
  }

  private func singular(
    _ function: Potentials.Expression, _ written: WrittenExpression, at point: [Double],
    _ message: String, isStart: Bool
  ) -> ScenarioError {
    let coordinates = zip(potential.coordinateNames, point).prefix(4)
      .map { "\($0) = \(shortest($1, digits: 6))" }.joined(separator: ", ")
    let place = " (\(coordinates)\(dimension > 4 ? ", …" : ""))"
    let hint =
      "walkers go there: "
      + (domain == nil || isStart ? "start them elsewhere" : "choose a domain without it")
      + " or change the formula"
    let cause = function.firstSingularity(at: point)
    return locate(
      ExpressionError(
        message: message + place + (cause.map { ": \($0.message)" } ?? ""),
        range: cause?.range ?? 0..<0, hint: cause?.hint.map { "\($0); \(hint)" } ?? hint),
      written)
  }
}
