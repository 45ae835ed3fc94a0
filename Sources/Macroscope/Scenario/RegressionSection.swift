/// `[regression]`: how V is fitted, and the grid it is reported on.
public struct RegressionSection: Hashable, Sendable {
  /// A way to the effective potential.
  public enum Method: String, CaseIterable, Hashable, Sendable {
    /// V = −T log ρ from the recorded positions.
    case density
    /// Least squares of ∇f on ∇V at the gradient points.
    case force
  }

  /// The methods, in the order given, without repetition.
  public var methods: [Method]
  /// Spline intervals per coordinate; nil chooses them from the resolution length.
  public var knots: [Int]?
  /// Points of the reported grid, per coordinate.
  public var grid: [Int]
  /// Above two dimensions, the pairs of coordinates with a two-dimensional free energy.
  public var pairs: [CoordinatePair]
  /// Whether the force regression also takes the forces of the burn-in, which need no equilibrium.
  public var burnInForces: Bool
}

/// Two different coordinates, by their zero-based indices, the lower one first.
public struct CoordinatePair: Hashable, Sendable {
  /// The lower index.
  public let first: Int
  /// The higher index.
  public let second: Int

  /// The pair of two different indices, in either order.
  public init(_ a: Int, _ b: Int) {
    first = min(a, b)
    second = max(a, b)
  }

  /// All d(d−1)/2 pairs up to five dimensions, neighbours (i, i+1) above; none below three.
  static func defaults(dimension: Int) -> [CoordinatePair] {
    switch dimension {
    case ..<3: return []
    case 3...5:
      return (0..<dimension).flatMap { i in
        (i + 1..<dimension).map { CoordinatePair(i, $0) }
      }
    default: return (0..<dimension - 1).map { CoordinatePair($0, $0 + 1) }
    }
  }
}

extension RegressionSection {
  static let keys = ["methods", "knots", "grid", "pairs", "burn_in_forces"]

  init(_ table: TableReader, potential: PotentialSection, sampling: SamplingSection) {
    let dimension = potential.dimension
    methods = Self.readMethods(table) ?? Method.allCases
    if case .string("auto")? = table.node("knots")?.value {
      knots = nil
    } else {
      knots = table.integerPerCoordinate(
        "knots", count: dimension, 1...1000,
        hint: "give the number of spline intervals per coordinate, or \"auto\"")
    }
    let gridHint = "give the number of grid points per coordinate, such as [100, 100]"
    grid =
      table.integerPerCoordinate("grid", count: dimension, 2...100_000, hint: gridHint)
      ?? [Int](repeating: dimension == 1 ? 400 : 100, count: dimension)
    pairs = Self.readPairs(table, potential: potential)
    burnInForces = table.boolean("burn_in_forces") ?? false
    if burnInForces { checkBurnInForces(table, dimension: dimension, sampling: sampling) }
  }

  private func checkBurnInForces(
    _ table: TableReader, dimension: Int, sampling: SamplingSection
  ) {
    let position = table.node("burn_in_forces")?.position ?? table.position
    if dimension > 2 {
      table.report(
        "'regression.burn_in_forces' is for one or two coordinates", at: position,
        hint: "remove it: above two dimensions no force regression is made")
    } else if !methods.contains(.force) {
      table.report(
        "'regression.burn_in_forces' needs the method 'force'", at: position,
        hint: "add \"force\" to regression.methods")
    } else if sampling.burnInSteps == 0 {
      table.report(
        "'regression.burn_in_forces' needs a burn-in", at: position,
        hint: "set sampling.burn_in, such as 0.25")
    }
  }

  private static func readMethods(_ table: TableReader) -> [Method]? {
    let names = Method.allCases.map(\.rawValue)
    let hint = "choose among \(names.quotedList)"
    guard let node = table.node("methods"),
      let elements = table.array(node, "methods", of: "strings", hint: hint)
    else { return nil }
    guard !elements.isEmpty else {
      table.report("'regression.methods' is empty", at: node.position, hint: hint)
      return nil
    }
    var methods: [Method] = []
    for element in elements {
      guard case .string(let name) = element.value else {
        table.report(
          "a method must be a string, found \(element.kind)", at: element.position, hint: hint)
        return nil
      }
      guard let method = Method(rawValue: name) else {
        let guess = suggestion(for: name, among: names).map { "did you mean '\($0)'? " } ?? ""
        table.report(
          "unknown method '\(name.printable)'", at: element.position,
          hint: guess + "Valid methods are \(names.quotedList)")
        return nil
      }
      if !methods.contains(method) { methods.append(method) }
    }
    return methods
  }

  private static func readPairs(
    _ table: TableReader, potential: PotentialSection
  ) -> [CoordinatePair] {
    let names = potential.coordinateNames
    let hint = "write pairs of coordinates, such as [[\"\(names[0])\", \"\(names.last ?? "")\"]]"
    guard let node = table.node("pairs"),
      let elements = table.array(node, "pairs", of: "pairs", hint: hint)
    else { return CoordinatePair.defaults(dimension: potential.dimension) }
    guard potential.dimension > 2 else {
      table.report(
        "'regression.pairs' is for more than two coordinates", at: node.position,
        hint: "remove it: V itself is fitted here, not its marginals")
      return []
    }
    let places = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    var pairs: [CoordinatePair] = []
    var known: Set<CoordinatePair> = []
    for element in elements {
      guard case .array(let members) = element.value else {
        table.report(
          "a pair must be an array of two names, found \(element.kind)", at: element.position,
          hint: hint)
        return []
      }
      let indices = members.compactMap { member -> Int? in
        guard case .string(let name) = member.value, let index = places[name] else {
          if case .string(let name) = member.value {
            table.report(
              "'\(name.printable)' is not a coordinate", at: member.position,
              hint: "The coordinates are \(potential.coordinates.quotedList)")
          } else {
            table.report(
              "a coordinate must be a string, found \(member.kind)", at: member.position, hint: hint
            )
          }
          return nil
        }
        return index
      }
      guard indices.count == members.count else { return [] }
      guard indices.count == 2, indices[0] != indices[1] else {
        table.report("a pair must have two different coordinates", at: element.position, hint: hint)
        return []
      }
      let pair = CoordinatePair(indices[0], indices[1])
      if known.insert(pair).inserted { pairs.append(pair) }
    }
    return pairs
  }
}
