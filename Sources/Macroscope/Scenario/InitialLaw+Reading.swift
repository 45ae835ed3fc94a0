import Dynamics

extension InitialLaw {
  static let keys = ["mean", "deviation", "points", "momentum_deviation"]
  static let hint = "write { mean = [...], deviation = [...] } or { points = [[...], ...] }"

  /// `initial` of [sampling].
  init(
    _ sampling: TableReader, potential: PotentialSection, domain: DomainSection?,
    integrator: SamplingSection.Integrator, walkers: Int
  ) {
    let table = sampling.table("initial", keys: Self.keys)
    let positions = Positions(table, dimension: potential.dimension, domain: domain)
    guard integrator == .dampedVerlet else {
      table.rejectForDescent(["momentum_deviation"], because: "its walkers have no momenta")
      self.init(positions: positions, momentumDeviation: 0)
      positions.requireDistinct(walkers: walkers, table)
      return
    }
    let momentumDeviation =
      table.real(
        "momentum_deviation", .nonnegative,
        hint: "it is the spread of the initial momenta; 1 suits most cases") ?? 1
    self.init(positions: positions, momentumDeviation: momentumDeviation)
    // Walkers that start in the same state stay together for ever: the map is deterministic.
    guard !positions.isSpread, momentumDeviation == 0, !table.diagnostics.hasErrors else { return }
    table.report(
      "all walkers would start alike, and the dynamics is deterministic", at: table.position,
      hint: "give the positions or the momenta a deviation above 0")
  }
}

extension InitialLaw.Positions {
  /// The keys `mean`, `deviation` and `points` of a table; what is not written comes from
  /// `positions`, and `mean` or `deviation` from the domain where those are points.
  ///
  /// Without positions they are normal about the middle of the domain, spread over an eighth of its
  /// width, or standard normal without a domain.
  init(
    _ table: TableReader, dimension: Int, domain: DomainSection?,
    or positions: InitialLaw.Positions? = nil
  ) {
    let hint = InitialLaw.hint
    let mean = table.realPerCoordinate("mean", count: dimension, .finite, hint: hint)
    let deviation = table.realPerCoordinate(
      "deviation", count: dimension, .nonnegative, hint: hint)
    let points = table.points("points", dimension: dimension, hint: hint)
    for key in ["mean", "deviation"] where table.keyPosition("points") != nil {
      guard let position = table.keyPosition(key) else { continue }
      table.report(
        "'\(key)' and 'points' exclude each other", at: position, hint: hint)
    }
    if let points {
      self = .points(points)
    } else if let positions, mean == nil && deviation == nil {
      self = positions
    } else {
      var centre =
        domain?.intervals.map { $0.lowerBound / 2 + $0.upperBound / 2 }
        ?? [Double](repeating: 0, count: dimension)
      var spread =
        domain?.intervals.map { ($0.upperBound - $0.lowerBound) / 8 }
        ?? [Double](repeating: 1, count: dimension)
      if case .normal(let mean, let deviation)? = positions { (centre, spread) = (mean, deviation) }
      self = .normal(mean: mean ?? centre, deviation: deviation ?? spread)
    }
  }

  /// Whether independent draws differ.
  var isSpread: Bool {
    switch self {
    case .normal(_, let deviation): deviation.contains { $0 > 0 }
    case .points: false
    }
  }

  /// Reports a law under which two walkers of a descent would start alike, and stay so.
  fileprivate func requireDistinct(walkers: Int, _ table: TableReader) {
    guard !isSpread, !table.diagnostics.hasErrors else { return }
    if case .points(let points) = self, Set(points).count >= walkers { return }
    table.report(
      "walkers would start alike, and the dynamics is deterministic", at: table.position,
      hint: "a gradient descent has no momenta to tell them apart: give the positions a deviation "
        + "above 0, or as many points as there are walkers")
  }

  /// As the keys of an inline table.
  var toml: String {
    switch self {
    case .normal(let mean, let deviation):
      "mean = \(tomlArray(mean)), deviation = \(tomlArray(deviation))"
    case .points(let points):
      "points = \(tomlArray(points.map { tomlArray($0) }))"
    }
  }
}
