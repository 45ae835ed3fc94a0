/// `[domain]`: the box in which V is fitted and reported, one interval per coordinate.
public struct DomainSection: Hashable, Sendable {
  /// The interval of each coordinate, of positive length.
  public var intervals: [ClosedRange<Double>]

  /// A box of one interval per coordinate.
  public init(intervals: [ClosedRange<Double>]) {
    self.intervals = intervals
  }

  /// Whether a point lies in the box, its faces included.
  public func contains(_ point: [Double]) -> Bool {
    zip(intervals, point).allSatisfy { $0.contains($1) }
  }
}

extension DomainSection {
  /// Nil when the scenario has no domain, or a wrong one (then reported).
  init?(_ table: TableReader, potential: PotentialSection) {
    guard table.exists else { return nil }
    let bases = potential.coordinates.compactMap { CoordinateName($0) }
    let names = potential.coordinateNames
    let known = bases.map(\.base) + names
    let allowed = Set(known)
    // One is enough, since the first of a file is shown; looking for what was meant takes time.
    if let (key, position) = table.keys.first(where: { !allowed.contains($0.key) }) {
      let guess = suggestion(for: key, among: known).map { "did you mean '\($0)'? " } ?? ""
      table.report(
        "'\(key.printable)' in [domain] is not a coordinate", at: position,
        hint: guess + "The coordinates are \(potential.coordinates.quotedList)")
    }
    var intervals: [ClosedRange<Double>] = []
    for coordinate in bases {
      let all = Self.interval(coordinate.base, table)
      for name in coordinate.expanded {
        let own = name == coordinate.base ? nil : Self.interval(name, table)
        if let interval = own ?? all {
          intervals.append(interval)
        } else if table.keyPosition(name) == nil && table.keyPosition(coordinate.base) == nil {
          table.reportMissing(
            name,
            hint: "give every coordinate its interval, \(name.tomlKey) = [-1.5, 1.5], or leave "
              + "[domain] out to have it chosen from the samples")
          return nil
        }
      }
    }
    guard intervals.count == potential.dimension else { return nil }
    self.intervals = intervals
  }

  private static func interval(_ key: String, _ table: TableReader) -> ClosedRange<Double>? {
    let hint = "write the interval as [lower, upper], such as [-1.5, 1.5]"
    guard let node = table.node(key),
      let elements = table.array(node, key, of: "two real numbers", hint: hint)
    else { return nil }
    guard elements.count == 2 else {
      table.report(
        "'domain.\(key)' must be [lower, upper], found \(elements.count) "
          + (elements.count == 1 ? "value" : "values"), at: node.position, hint: hint)
      return nil
    }
    let ends = elements.compactMap { table.real($0, key, .finite, hint: hint) }
    guard ends.count == 2 else { return nil }
    guard ends[0] < ends[1], (ends[1] - ends[0]).isFinite else {
      table.report(
        "'domain.\(key)' must go from a lower to a higher number, "
          + "found [\(shortest(ends[0])), \(shortest(ends[1]))]", at: node.position, hint: hint)
      return nil
    }
    return ends[0]...ends[1]
  }
}
