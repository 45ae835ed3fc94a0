import Statistics

/// The wells of V, how the systems populate them, and how long they take between them.
///
/// Systems are numbered as in ``LangevinResult``.
public struct KineticsResult: Equatable, Sendable {
  /// The wells, the deepest first.
  public var wells: [Well]
  /// The mean first-passage times between all ordered pairs of wells.
  public var passages: [Passage]
  /// The largest difference of a population that counts as equivalent.
  public var populationTolerance: Double
  /// The largest relative difference of a passage time that counts as equivalent.
  public var passageTolerance: Double
  /// Whether surrogate and original agree within the tolerances, errors allowed for.
  public var isEquivalent: Bool

  /// A minimum of V with its basin.
  public struct Well: Equatable, Sendable, Codable {
    /// Where V is lowest.
    public var minimum: [Double]
    /// V there.
    public var energy: Double
    /// How far the lowest way to a deeper well rises above the minimum; infinite for the deepest.
    public var depth: Double
    /// The fraction of the time that each system spends in the basin.
    public var populations: [Estimate]

    public init(minimum: [Double], energy: Double, depth: Double, populations: [Estimate]) {
      self.minimum = minimum
      self.energy = energy
      self.depth = depth
      self.populations = populations
    }
  }

  /// Passages from the core of one well to that of another.
  public struct Passage: Equatable, Sendable, Codable {
    public var from: Int
    public var to: Int
    /// How many were seen, per system.
    public var counts: [Int]
    /// The mean first-passage time of each system; undefined where too few were seen.
    public var times: [Estimate]

    public init(from: Int, to: Int, counts: [Int], times: [Estimate]) {
      self.from = from
      self.to = to
      self.counts = counts
      self.times = times
    }
  }

  public init(
    wells: [Well], passages: [Passage], populationTolerance: Double, passageTolerance: Double,
    isEquivalent: Bool
  ) {
    self.wells = wells
    self.passages = passages
    self.populationTolerance = populationTolerance
    self.passageTolerance = passageTolerance
    self.isEquivalent = isEquivalent
  }
}
