import CoarseGraining
import Dynamics

/// `[hamiltonian]`: conservative dynamics of V against that of f, from the same initial states.
public struct HamiltonianSection: Hashable, Sendable {
  /// Where the trajectories start.
  public enum Start: Hashable, Sendable {
    /// The given states.
    case states([PhasePoint])
    /// At the minimum of V, with kinetic energies that all momenta share alike; nil stands for ½T, T
    /// and 2T with the temperature of the samples.
    case energies([Double]?)
  }

  /// Where the trajectories start.
  public var start: Start
  /// How long each trajectory is.
  public var time: Double
  /// The step of the original dynamics; nil chooses it from the curvature of f.
  public var step: Double?
  /// The step of the surrogate dynamics; nil chooses it from the curvature of V.
  public var surrogateStep: Double?
  /// Recorded states per trajectory after the initial one, evenly spaced in time.
  public var records: Int
  /// The largest distance of the phase portraits, and the largest relative difference of the
  /// periods, that count as equivalent.
  public var tolerance: Double
  /// The method whose V is compared with f.
  public var surrogate: EffectivePotential.Method

  /// The time between records.
  public var recordInterval: Double { time / Double(records) }
  /// Every start is a trajectory that is drawn: no more than this.
  public static let mostStarts = 100
}

extension HamiltonianSection {
  static let keys = [
    "points", "momenta", "energies", "time", "step", "surrogate_step", "records", "tolerance",
    "surrogate",
  ]
  private static let startHint =
    "write points = [[...], ...], with momenta = [[...], ...] unless they start from rest, or "
    + "energies = [...] above the minimum of V"

  /// Nil when the scenario has no such section, or one that cannot be had (then reported).
  init?(
    _ table: TableReader, potential: PotentialSection, domain: DomainSection?,
    regression: RegressionSection, networks: SurrogateSection?
  ) {
    guard table.exists, table.allowsComparison(potential, networks: networks) else { return nil }
    start = Self.readStart(table, dimension: potential.dimension, domain: domain)
    time =
      table.real(
        "time", .duration, hint: "it is the length of a trajectory: several periods, such as 20")
      ?? 20
    records =
      table.integer(
        "records", 10...1_000_000, hint: "a period needs some 20 records: 1000 is a good number")
      ?? 1000
    tolerance =
      table.real(
        "tolerance", .positive,
        hint: "it is the difference that does not matter to you, relative to the size of an orbit: "
          + "0.05 is 5 %") ?? 0.05
    surrogate = table.surrogate(
      of: regression, networks: networks, dimension: potential.dimension)
    let interval = time / Double(records)
    step = table.comparisonStep("step", recordInterval: interval)
    surrogateStep = table.comparisonStep("surrogate_step", recordInterval: interval)
  }

  private static func readStart(
    _ table: TableReader, dimension: Int, domain: DomainSection?
  ) -> Start {
    let points = table.points("points", dimension: dimension, hint: startHint)
    let momenta = table.points("momenta", dimension: dimension, hint: startHint)
    let energies = readEnergies(table)
    for key in ["points", "momenta"] where table.keyPosition("energies") != nil {
      guard let position = table.keyPosition(key) else { continue }
      table.report("'\(key)' and 'energies' exclude each other", at: position, hint: startHint)
    }
    if let position = table.keyPosition("momenta"), table.keyPosition("points") == nil {
      table.report("'momenta' without 'points'", at: position, hint: startHint)
    }
    guard let points else { return .energies(energies) }
    table.requireInside(domain, points, "points")
    table.requireCount(points.count, in: 1...mostStarts, "points")
    if let momenta, momenta.count != points.count {
      table.report(
        "'hamiltonian.momenta' must have \(points.count) "
          + "\(points.count == 1 ? "momentum" : "momenta"), one per point, "
          + "found \(momenta.count)", at: table.node("momenta")?.position ?? table.position,
        hint: startHint)
      return .energies(nil)
    }
    let rest = [Double](repeating: 0, count: dimension)
    return .states(
      points.indices.map { PhasePoint(q: points[$0], p: momenta?[$0] ?? rest) })
  }

  private static func readEnergies(_ table: TableReader) -> [Double]? {
    guard !table.isAutomatic("energies"), let node = table.node("energies") else { return nil }
    let hint = "give energies above the minimum of V, such as [0.5, 1.0], or \"auto\""
    if case .string = node.value {
      table.expected("an array of real numbers or \"auto\"", "energies", found: node, hint: hint)
      return nil
    }
    guard let elements = table.array(node, "energies", of: "real numbers", hint: hint) else {
      return nil
    }
    table.requireCount(elements.count, in: 1...mostStarts, "energies")
    return elements.compactMap { table.real($0, "energies", .positive, hint: hint) }
  }
}
