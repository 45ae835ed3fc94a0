import Statistics

/// Populations of the wells and mean first-passage times of several systems, with their errors, and
/// how the systems differ from the original.
///
/// Systems are numbered as in ``LangevinResult``: 0 the original, 1 the surrogate, then others. The
/// walkers of a system are independent; walker w of every system starts from the same state, so errors
/// of differences are taken over pairs of walkers where the systems have equally many, which counts
/// whatever correlation the common start leaves. See docs/kinetics.md.
public struct Kinetics: Sendable {
  /// With fewer completed passages the time is undefined: below ten neither the value (biased by one
  /// part in their number) nor the error (from their scatter) can be relied on.
  public static let minimumPassages = 10
  /// Half the width of a 95 % interval, in standard errors.
  static let quantile = 1.96

  public let partition: WellPartition
  public let systems: [CoreSetTallies]
  /// Per pair of wells, from · wells + to, and system.
  private let times: [[Influenced]]

  /// The kinetics of at least two systems that were followed with the same wells.
  ///
  /// O(systems · wells² · walkers).
  public init(partition: WellPartition, systems: [CoreSetTallies]) {
    precondition(systems.count >= 2, "an original and a surrogate are needed")
    let wells = partition.wells.count
    precondition(systems.allSatisfy { $0.wells == wells }, "the wells of all systems must agree")
    self.partition = partition
    self.systems = systems
    times = (0..<(wells * wells)).map { pair in
      let (from, to) = (pair / wells, pair % wells)
      return systems.map { from == to ? .undefined : Self.passageTime($0, from: from, to: to) }
    }
  }

  /// The kinetics of systems from their trackers, which must share the partition.
  public init(trackers: [CoreSetTracker]) {
    precondition(trackers.count >= 2, "an original and a surrogate are needed")
    let partition = trackers[0].partition
    precondition(trackers.allSatisfy { $0.partition == partition }, "one partition for all systems")
    self.init(partition: partition, systems: trackers.map(\.tallies))
  }

  /// The fraction of the time that a system spends in a basin, with the standard error from the
  /// scatter between its walkers.
  public func population(of well: Int, system: Int) -> Estimate {
    mean(ofIndependent: Array(systems[system].occupation(of: well)))
  }

  /// The completed passages of a system.
  public func passageCount(from: Int, to: Int, system: Int) -> Int {
    systems[system].passages(from: from, to: to).reduce(0, +)
  }

  /// The mean first-passage time between two cores, with its jackknife error over the walkers;
  /// undefined below ``minimumPassages``.
  public func passageTime(from: Int, to: Int, system: Int) -> Estimate {
    time(from, to, system).estimate
  }

  /// The population in a system minus that in the original.
  public func populationDifference(of well: Int, system: Int) -> Estimate {
    let original = systems[0].occupation(of: well)
    let other = systems[system].occupation(of: well)
    guard original.count == other.count else {
      return population(of: well, system: system) - population(of: well, system: 0)
    }
    return mean(ofIndependent: zip(other, original).map { $0 - $1 })
  }

  /// The passage time of a system relative to that of the original, minus one; undefined where either
  /// is.
  public func relativeTimeDifference(from: Int, to: Int, system: Int) -> Estimate {
    time(from, to, system).relativeDifference(from: time(from, to, 0))
  }

  private func time(_ from: Int, _ to: Int, _ system: Int) -> Influenced {
    times[from * partition.wells.count + to][system]
  }

  /// Clock time over completed passages.
  private static func passageTime(_ tallies: CoreSetTallies, from: Int, to: Int) -> Influenced {
    let counts = tallies.passages(from: from, to: to)
    guard counts.reduce(0, +) >= minimumPassages else { return .undefined }
    let walkers = zip(tallies.exposure(from: from, to: to), counts).map { [$0, Double($1)] }
    guard let ratio = try? Jackknife(means: walkers, function: { $0[0] / $0[1] }) else {
      return .undefined
    }
    return Influenced(value: ratio.value, influences: ratio.influences)
  }
}

/// A value with the influence of each walker on it: SE² = Σ influence².
private struct Influenced: Sendable {
  var value: Double
  var influences: [Double]

  static let undefined = Influenced(value: .nan, influences: [])

  var estimate: Estimate {
    let variance = influences.count > 1 ? influences.reduce(0) { $0 + $1 * $1 } : .nan
    return Estimate(value: value, standardError: variance.squareRoot())
  }

  /// self/reference − 1, to first order in the errors of both.
  func relativeDifference(from reference: Influenced) -> Estimate {
    guard value.isFinite, reference.value > 0 else { return .undefined }
    let ratio = value / reference.value
    if influences.count == reference.influences.count {
      let change = zip(influences, reference.influences).map {
        ($0 - ratio * $1) / reference.value
      }
      return Influenced(value: ratio - 1, influences: change).estimate
    }
    return estimate.relativeDifference(from: reference.estimate)
  }
}
