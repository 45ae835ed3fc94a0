import Comparison
import Statistics

extension Summary {
  /// The wells of V, how original and surrogate populate them and pass between them.
  public struct Kinetics: Codable, Equatable, Sendable {
    /// The wells, the deepest first.
    public var wells: [Well]
    /// The passages between all ordered pairs of wells.
    public var passages: [Passage]
    /// The largest difference of a population, surrogate less original, the two taken as
    /// independent.
    public var populationDifference: Estimate
    /// The largest relative difference of a passage time, likewise; undefined where none is known.
    public var passageDifference: Estimate
    /// The largest difference of a population that counts as equivalent.
    public var populationTolerance: Double
    /// The largest relative difference of a passage time that counts as equivalent.
    public var passageTolerance: Double
    /// Whether surrogate and original agree within the tolerances.
    public var isEquivalent: Bool

    /// A value of each system.
    public struct Systems<Value: Codable & Equatable & Sendable>: Codable, Equatable, Sendable {
      public var original: Value
      public var surrogate: Value
      /// In the order of the scenario; nil where there are none.
      public var truncations: [Value]?

      /// From a list over the systems, of which there are at least two.
      init(_ values: [Value]) {
        precondition(values.count >= 2, "an original and a surrogate are needed")
        original = values[0]
        surrogate = values[1]
        truncations = values.count > 2 ? Array(values[2...]) : nil
      }
    }

    /// A minimum of V with its basin.
    public struct Well: Codable, Equatable, Sendable {
      /// Where V is lowest.
      public var minimum: [Double]
      /// V there.
      public var energy: Double
      /// How far the lowest way out rises above it; not finite for the deepest well.
      public var depth: Double
      /// The fraction of the time that is spent in the basin.
      public var population: Systems<Estimate>
    }

    /// Passages from the core of one well to that of another.
    public struct Passage: Codable, Equatable, Sendable {
      /// The numbers of the wells in ``Kinetics/wells``.
      public var from: Int
      public var to: Int
      /// How many were seen.
      public var count: Systems<Int>
      /// The mean first-passage time; undefined where too few were seen.
      public var time: Systems<Estimate>
    }

    /// The numbers of a comparison.
    public init(_ result: KineticsResult) {
      wells = result.wells.map {
        Well(
          minimum: $0.minimum, energy: $0.energy, depth: $0.depth,
          population: Systems($0.populations))
      }
      passages = result.passages.map {
        Passage(from: $0.from, to: $0.to, count: Systems($0.counts), time: Systems($0.times))
      }
      populationDifference = Self.largest(
        wells.map { $0.population.surrogate - $0.population.original })
      passageDifference = Self.largest(
        passages.map { $0.time.surrogate.relativeDifference(from: $0.time.original) })
      populationTolerance = result.populationTolerance
      passageTolerance = result.passageTolerance
      isEquivalent = result.isEquivalent
    }

    private enum CodingKeys: String, CodingKey {
      case wells
      case passages
      case populationDifference = "population_difference"
      case passageDifference = "passage_time_difference"
      case populationTolerance = "population_tolerance"
      case passageTolerance = "passage_time_tolerance"
      case isEquivalent = "equivalent"
    }

    /// The estimate largest in magnitude among those that are defined.
    private static func largest(_ estimates: [Estimate]) -> Estimate {
      estimates.filter { $0.value.isFinite }.max { abs($0.value) < abs($1.value) } ?? .undefined
    }
  }
}
