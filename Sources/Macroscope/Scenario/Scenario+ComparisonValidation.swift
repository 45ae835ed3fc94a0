import Potentials

extension Scenario {
  func makeObservables() throws(ScenarioError) -> [Potentials.Expression] {
    var observables: [Potentials.Expression] = []
    for text in langevin?.observables ?? [] {
      do {
        observables.append(
          try Potentials.Expression(
            text, coordinates: potential.coordinates, parameters: potential.parameters))
      } catch {
        throw locate(error, writtenObservable(text))
      }
    }
    return observables
  }

  func makeTruncations() throws(ScenarioError) -> [ExpressionPotential] {
    var truncations: [ExpressionPotential] = []
    for text in langevin?.truncations ?? [] {
      truncations.append(
        try makePotential(text, writtenTruncation(text)))
    }
    return truncations
  }

  private func writtenObservable(_ text: String) -> WrittenExpression {
    WrittenExpression(
      "the observable", "langevin.observables",
      langevinLiterals.observables.first { $0.text == text })
  }

  private func writtenTruncation(_ text: String) -> WrittenExpression {
    WrittenExpression(
      "the truncation", "langevin.truncations",
      langevinLiterals.truncations.first { $0.text == text })
  }

  /// Checks that the dynamics can start, that observables are finite over the domain and vary there,
  /// and that truncations and their gradients are finite.
  func checkComparison(
    _ potentials: ScenarioPotentials, probes: ProbePoints
  ) throws(ScenarioError) {
    if case .states(let states)? = hamiltonian?.start {
      try check(
        potentials.value, writtenValue, at: states.map(\.q), "an initial point of [hamiltonian]",
        isStart: true)
    }
    guard let langevin else { return }
    let starts: [[Double]] =
      switch langevin.initial {
      case .points(let points): points
      case .normal(let mean, _): [mean]
      }
    try check(
      potentials.value, writtenValue, at: starts, "an initial point of [langevin]", isStart: true)
    let points = starts + [probes.centre] + probes.interior + probes.corners
    let place = "a point of \(domain == nil ? "where the walkers start" : "the domain")"
    for observable in potentials.observables {
      try checkObservable(observable, at: points, place)
    }
    for (text, truncation) in zip(langevin.truncations, potentials.truncations) {
      try check(
        truncation, writtenTruncation(text), at: points, place)
    }
  }

  private func checkObservable(
    _ observable: Potentials.Expression, at points: [[Double]], _ place: String
  ) throws(ScenarioError) {
    let written = writtenObservable(observable.source)
    let values = observable.tape.evaluate(points).map { $0[0] }
    try checkValues(values, of: observable, written, at: points, place)
    guard let first = values.first, values.allSatisfy({ $0 == first }) else { return }
    throw locate(
      ExpressionError(
        message:
          "the observable '\(observable.source)' is \(shortest(first, digits: 6)) everywhere",
        range: 0..<0,
        hint: "an observable must depend on the coordinates \(potential.coordinates.quotedList)"),
      written)
  }
}
