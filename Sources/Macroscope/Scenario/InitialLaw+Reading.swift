import Dynamics

extension InitialLaw {
  static let keys = ["mean", "deviation", "points", "momentum_deviation"]
  static let hint = "write { mean = [...], deviation = [...] } or { points = [[...], ...] }"

  init(_ sampling: TableReader, potential: PotentialSection, domain: DomainSection?) {
    let table = sampling.table("initial", keys: Self.keys)
    let dimension = potential.dimension
    let mean = table.realPerCoordinate("mean", count: dimension, .finite, hint: Self.hint)
    let deviation = table.realPerCoordinate(
      "deviation", count: dimension, .nonnegative, hint: Self.hint)
    let points = Self.readPoints(table, dimension: dimension)
    let momentumDeviation =
      table.real(
        "momentum_deviation", .nonnegative,
        hint: "it is the spread of the initial momenta; 1 suits most cases") ?? 1
    let positions: Positions
    if let points {
      positions = .points(points)
    } else {
      positions = .normal(
        mean: mean
          ?? domain?.intervals.map { $0.lowerBound / 2 + $0.upperBound / 2 }
          ?? [Double](repeating: 0, count: dimension),
        deviation: deviation
          ?? domain?.intervals.map { ($0.upperBound - $0.lowerBound) / 8 }
          ?? [Double](repeating: 1, count: dimension))
    }
    self.init(positions: positions, momentumDeviation: momentumDeviation)
    for key in ["mean", "deviation"] where table.keyPosition("points") != nil {
      guard let position = table.keyPosition(key) else { continue }
      table.report(
        "'\(key)' and 'points' exclude each other", at: position, hint: Self.hint)
    }
    checkSpread(table)
  }

  private static func readPoints(_ table: TableReader, dimension: Int) -> [[Double]]? {
    guard let node = table.node("points"),
      let elements = table.array(node, "points", of: "points", hint: hint)
    else { return nil }
    guard !elements.isEmpty else {
      table.report("'\(table.fullPath("points"))' is empty", at: node.position, hint: hint)
      return nil
    }
    let points = elements.compactMap { element -> [Double]? in
      guard let numbers = table.array(element, "points", of: "points", hint: hint) else {
        return nil
      }
      return table.vector(
        numbers, "points", at: element.position, count: dimension,
        hint: "each point has one number per coordinate"
      ) { table.real($0, "points", .finite, hint: hint) }
    }
    return points.count == elements.count ? points : nil
  }

  /// Walkers that start in the same state stay together for ever: the map is deterministic.
  private func checkSpread(_ table: TableReader) {
    let spread: Bool
    switch positions {
    case .normal(_, let deviation): spread = deviation.contains { $0 > 0 }
    case .points: spread = false
    }
    guard !spread, momentumDeviation == 0, !table.diagnostics.hasErrors else { return }
    table.report(
      "all walkers would start alike, and the dynamics is deterministic", at: table.position,
      hint: "give the positions or the momenta a deviation above 0")
  }
}
