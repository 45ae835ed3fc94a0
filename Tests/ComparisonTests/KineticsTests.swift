import CoarseGraining
import Comparison
import Foundation
import LinearAlgebra
import Statistics
import Testing

@Suite struct KineticsTests {
  /// Three wells (states 1, 3 and 5, each its own core) with transit states between and beside them.
  /// `speed` scales the rates of leaving the wells.
  static func chain(speed: Double = 1) -> Chain {
    var p = Matrix(rows: 7, columns: 7)
    func set(_ state: Int, _ targets: [Int: Double]) {
      p[state, state] = 1 - targets.values.reduce(0, +)
      for (target, probability) in targets { p[state, target] = probability }
    }
    set(0, [1: 0.5])
    set(1, [2: 0.07 * speed, 0: 0.03 * speed])
    set(2, [1: 0.45, 3: 0.45])
    set(3, [2: 0.1 * speed, 4: 0.1 * speed])
    set(4, [3: 0.4, 5: 0.4])
    set(5, [4: 0.1 * speed, 6: 0.05 * speed])
    set(6, [5: 1])
    return Chain(transitions: p, levels: [9, 0, 3, 0.5, 3, 1, 9])
  }

  static let core = [1, 3, 5]
  static let pairs = [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)]

  /// The exact populations of the basins.
  static func populations(_ chain: Chain) -> [Double] {
    let law = chain.stationaryLaw()
    return (0..<3).map { well in
      law.indices.reduce(0) { $0 + (chain.partition.basins[$1] == Int32(well) ? law[$1] : 0) }
    }
  }

  /// The exact passage time of a pair of wells.
  static func passageTime(_ chain: Chain, _ from: Int, _ to: Int) throws -> Double {
    try chain.meanPassageTimes(to: core[to])[core[from]]
  }

  /// Independent states from the stationary law.
  static func stationaryStates(_ chain: Chain, count: Int, _ draws: inout Draws) -> [Int] {
    let law = chain.stationaryLaw()
    return (0..<count).map { _ in
      var u = draws.uniform()
      for (state, p) in law.enumerated() {
        u -= p
        if u < 0 { return state }
      }
      return 1
    }
  }

  static func chainKinetics(
    speeds: [Double], walkers: Int, records: Int, seed: UInt64, stream: UInt64 = 0
  ) -> Kinetics {
    let chains = speeds.map { chain(speed: $0) }
    var draws = Draws(seed: seed, stream: stream)
    let states = stationaryStates(chains[0], count: walkers, &draws)
    return Kinetics(
      partition: chains[0].partition,
      systems: chains.map { $0.follow(from: states, records: records, draws: &draws) })
  }

  @Test func chainAgreesWithLinearAlgebra() throws {
    let kinetics = Self.chainKinetics(speeds: [1, 1], walkers: 64, records: 8000, seed: 1)
    let chain = Self.chain()
    #expect(kinetics.partition.wells.count == 3)
    for system in 0...1 {
      for (well, exact) in Self.populations(chain).enumerated() {
        let estimate = kinetics.population(of: well, system: system)
        #expect(abs(estimate.deviation(from: exact)) < 5)
        #expect(estimate.relativeError < 0.05)
      }
      for (from, to) in Self.pairs {
        let estimate = kinetics.passageTime(from: from, to: to, system: system)
        #expect(abs(estimate.deviation(from: try Self.passageTime(chain, from, to))) < 5)
        #expect(estimate.relativeError < 0.05)
      }
    }
  }

  @Test func standardErrorsAreHonest() throws {
    let speeds = [1.0, 1.2]
    let chains = speeds.map { Self.chain(speed: $0) }
    let replicas = 200
    let populations = Self.populations(chains[0])
    let times = try Self.pairs.map { pair in
      try chains.map { try Self.passageTime($0, pair.0, pair.1) }
    }
    var deviations: [String: [Double]] = [:]
    for replica in 0..<replicas {
      let kinetics = Self.chainKinetics(
        speeds: speeds, walkers: 24, records: 2400, seed: 2, stream: UInt64(replica))
      func note(_ key: String, _ estimate: Estimate, _ exact: Double) {
        deviations[key, default: []].append(estimate.deviation(from: exact))
      }
      for (well, exact) in populations.enumerated() {
        note("population \(well)", kinetics.population(of: well, system: 0), exact)
      }
      for ((from, to), exact) in zip(Self.pairs, times) {
        note("time \(from) \(to)", kinetics.passageTime(from: from, to: to, system: 0), exact[0])
        note(
          "difference \(from) \(to)",
          kinetics.relativeTimeDifference(from: from, to: to, system: 1), exact[1] / exact[0] - 1)
      }
    }
    #expect(deviations.count == 15)
    for (key, z) in deviations {
      // Student's t of 23 degrees of freedom covers 93.8 % and has variance 1.095; five standard
      // deviations of either over 200 replicas. Passage times are somewhat skewed.
      let covered = Double(z.count { abs($0) < 1.96 }) / Double(replicas)
      let square = z.reduce(0) { $0 + $1 * $1 } / Double(replicas)
      #expect(covered > 0.82, "\(key)")
      #expect(abs(square - 1.095) < 0.7, "\(key)")
    }
  }

  @Test func runningClocksBiasByTheTimeThatRemains() throws {
    // E[exposure − τ · passages] = Σ (τ − mean time from where the walker is at the end), over the
    // clocks that still run. In a short run the third well makes this large for 1 → 2.
    let chain = Self.chain()
    let (walkers, records) = (4000, 150)
    var draws = Draws(seed: 3)
    let source = FrameSource(walkers: walkers, dimension: 1)
    let tracker = CoreSetTracker(
      partition: chain.partition, layout: source.layout, interval: 1, fromRecord: 0)
    var states = (0..<walkers).map { _ in 3 }
    var isRunning = [Bool](repeating: false, count: walkers)
    for record in 0...records {
      for w in 0..<walkers {
        if record > 0 { states[w] = chain.next(states[w], &draws) }
        if states[w] == 3 { isRunning[w] = true }
        if states[w] == 5 { isRunning[w] = false }
      }
      source.show(tracker, record: record) { walker, _ in Double(states[walker]) }
    }
    let remaining = try chain.meanPassageTimes(to: 5)
    let tallies = tracker.tallies
    let excess = zip(tallies.exposure(from: 1, to: 2), tallies.passages(from: 1, to: 2)).map {
      $0 - remaining[3] * Double($1)
    }
    let predicted = (0..<walkers).map { isRunning[$0] ? remaining[3] - remaining[states[$0]] : 0 }
    let difference = mean(ofIndependent: zip(excess, predicted).map { $0 - $1 })
    #expect(abs(difference.deviation(from: 0)) < 5)
    // Some eight standard errors.
    #expect(abs(mean(ofIndependent: excess).deviation(from: 0)) > 3)
  }

  /// The Smoluchowski equation with V = (x² − 1)² + x/10 on a lattice, T = 1/2 and D = 1: symmetric
  /// rates obey detailed balance, and the passage times are those of the continuum to O(dx²).
  @Test func latticeDoubleWellAgreesWithTheExactIntegral() throws {
    let axis = UniformAxis(lower: -2.025, upper: 2.025, count: 81)
    let sites = axis.centers
    let (temperature, attempt) = (0.5, 0.25)
    let v = sites.map(WellPartitionTests.doubleWell)
    let partition = WellPartition(
      values: v, axes: [axis], supported: v.map { _ in true }, minimumDepth: 0.25)
    func rate(_ i: Int, _ j: Int) -> Double {
      v.indices.contains(j) ? attempt * exp(-(v[j] - v[i]) / (2 * temperature)) : 0
    }
    let (down, up) = (v.indices.map { rate($0, $0 - 1) }, v.indices.map { rate($0, $0 + 1) })
    #expect(zip(down, up).allSatisfy { $0 + $1 <= 1 })
    let step = attempt * axis.width * axis.width

    // Passages end at the inner edges of the cores, and start there too after the first.
    let edges = [
      partition.cores.lastIndex(of: 0) ?? 0, partition.cores.firstIndex(of: 1) ?? 0,
    ]
    let walkers = 256
    let source = FrameSource(walkers: walkers, dimension: 1)
    let tracker = CoreSetTracker(partition: partition, layout: source.layout, interval: 4 * step)
    var state = (0..<walkers).map { edges[$0 % 2] }
    var draws = Draws(seed: 4)
    for record in 0...10_000 {
      if record > 0 {
        for w in 0..<walkers {
          for _ in 0..<4 {
            let u = draws.uniform()
            let i = state[w]
            state[w] = u < down[i] ? i - 1 : u < down[i] + up[i] ? i + 1 : i
          }
        }
      }
      source.show(tracker, record: record) { walker, _ in sites[state[walker]] }
    }
    let kinetics = Kinetics(partition: partition, systems: [tracker.tallies, tracker.tallies])
    // τ(a → b) = ∫_a^b dy exp(V(y)/T) ∫_−∞^y exp(−V/T) dz / D (Gardiner, Handbook of Stochastic
    // Methods, §5.2.7), and mirrored.
    func exact(from a: Double, to b: Double, sign: Double) -> Double {
      let n = 20_000
      let h = (sign * b + 2.5) / Double(n)
      var (inner, outer) = (0.0, 0.0)
      for k in 0..<n {
        let y = -2.5 + (Double(k) + 0.5) * h
        let weight = exp(-WellPartitionTests.doubleWell(sign * y) / temperature)
        if y > sign * a { outer += (inner + 0.5 * weight * h) / weight * h }
        inner += weight * h
      }
      return outer
    }
    let (left, right) = (sites[edges[0]], sites[edges[1]])
    for (from, to, time) in [
      (0, 1, exact(from: left, to: right, sign: 1)), (1, 0, exact(from: right, to: left, sign: -1)),
    ] {
      let estimate = kinetics.passageTime(from: from, to: to, system: 0)
      #expect(estimate.relativeError < 0.06)
      // Four standard errors, and one per cent for the lattice and the steps between records.
      #expect(abs(estimate.value - time) < 5 * estimate.standardError + 0.01 * time)
    }
  }

  @Test func equalSystemsAreEquivalentAndFasterOnesAreNot() {
    let equal = Self.chainKinetics(speeds: [1, 1], walkers: 300, records: 1500, seed: 5)
    #expect(equal.isEquivalent(populationTolerance: 0.05, passageTolerance: 0.25))
    // Not when the tolerance is below the errors.
    #expect(!equal.isEquivalent(populationTolerance: 0.05, passageTolerance: 0.01))
    #expect(!equal.isEquivalent(populationTolerance: 0.0005, passageTolerance: 0.25))
    // Leaving all wells 1.5 times as fast changes times, though populations hardly.
    let faster = Self.chainKinetics(speeds: [1, 1.5], walkers: 300, records: 1500, seed: 5)
    #expect(!faster.isEquivalent(populationTolerance: 0.1, passageTolerance: 0.25))
    let difference = faster.relativeTimeDifference(from: 0, to: 1, system: 1)
    #expect(difference.value < -0.2 && difference.standardError < 0.05)
  }

  @Test func resultHoldsAllSystems() {
    let kinetics = Self.chainKinetics(speeds: [1, 1, 1.5], walkers: 300, records: 1500, seed: 6)
    let result = kinetics.result(populationTolerance: 0.05, passageTolerance: 0.25)
    #expect(result.isEquivalent)
    #expect(result.wells.count == 3 && result.passages.count == 6)
    #expect(result.wells.map(\.depth) == kinetics.partition.wells.map(\.depth))
    #expect(result.wells.allSatisfy { $0.populations.count == 3 })
    for system in 0..<3 {
      let total = result.wells.reduce(0) { $0 + $1.populations[system].value }
      #expect(abs(total - 1) < 1e-12)
    }
    for (passage, pair) in zip(result.passages, Self.pairs) {
      #expect(passage.from == pair.0 && passage.to == pair.1)
      #expect(passage.counts.count == 3 && passage.times.count == 3)
      #expect(passage.times[2].value < passage.times[0].value)
    }
  }

  @Test func commonStartsTightenDifferences() {
    // Half of the walkers start in each of two wells and leave rarely: the population is the common
    // start, and its scatter cancels in the pairs.
    let chain = Self.chain(speed: 0.01)
    var draws = Draws(seed: 7)
    let states = (0..<200).map { Self.core[$0 % 2] }
    let systems = (0..<2).map { _ in chain.follow(from: states, records: 300, draws: &draws) }
    let kinetics = Kinetics(partition: chain.partition, systems: systems)
    let difference = kinetics.populationDifference(of: 0, system: 1)
    let unpaired = kinetics.population(of: 0, system: 1) - kinetics.population(of: 0, system: 0)
    #expect(difference.value == unpaired.value || abs(difference.value - unpaired.value) < 1e-12)
    #expect(difference.standardError < 0.5 * unpaired.standardError)
    #expect(abs(difference.deviation(from: 0)) < 5)
    // Systems of different size are compared as independent.
    let smaller = chain.follow(from: Array(states.prefix(100)), records: 300, draws: &draws)
    let mixed = Kinetics(partition: chain.partition, systems: [systems[0], smaller])
    let independent = mixed.population(of: 0, system: 1) - mixed.population(of: 0, system: 0)
    #expect(mixed.populationDifference(of: 0, system: 1) == independent)
  }

  @Test func differentSizesGiveIndependentErrors() {
    let chain = Self.chain()
    var draws = Draws(seed: 9)
    let systems = [200, 100].map { count in
      chain.follow(
        from: Self.stationaryStates(chain, count: count, &draws), records: 800, draws: &draws)
    }
    let kinetics = Kinetics(partition: chain.partition, systems: systems)
    let difference = kinetics.relativeTimeDifference(from: 0, to: 1, system: 1)
    let (a, b) = (
      kinetics.passageTime(from: 0, to: 1, system: 0),
      kinetics.passageTime(from: 0, to: 1, system: 1)
    )
    let expected =
      (b.value / a.value)
      * (a.relativeError * a.relativeError + b.relativeError * b.relativeError).squareRoot()
    #expect(abs(difference.value - (b.value / a.value - 1)) < 1e-12)
    #expect(abs(difference.standardError - expected) < 1e-9)
  }

  @Test func tooFewPassagesAreUndefined() {
    let chain = Self.chain(speed: 0.005)
    var draws = Draws(seed: 10)
    // One walker in each well of a chain that takes thousands of steps: a passage or none.
    let systems = (0..<2).map { _ in
      chain.follow(from: Self.core, records: 400, draws: &draws)
    }
    let kinetics = Kinetics(partition: chain.partition, systems: systems)
    for (from, to) in Self.pairs {
      #expect(
        kinetics.passageCount(from: from, to: to, system: 0) < Kinetics.minimumPassages)
      #expect(kinetics.passageTime(from: from, to: to, system: 0).value.isNaN)
      #expect(kinetics.relativeTimeDifference(from: from, to: to, system: 1).value.isNaN)
    }
    // Only one of the systems passes: not equivalent, whatever the populations.
    let lively = Self.chain().follow(from: Self.core, records: 3000, draws: &draws)
    let mixed = Kinetics(partition: chain.partition, systems: [systems[0], lively])
    #expect(!mixed.isEquivalent(populationTolerance: 10, passageTolerance: 10))
  }

  @Test func trajectoriesThatNeverLeaveAreJudgedByPopulations() {
    let frozen = Chain(transitions: .identity(7), levels: [9, 0, 3, 0.5, 3, 1, 9])
    var draws = Draws(seed: 11)
    func follow(_ states: [Int]) -> CoreSetTallies {
      frozen.follow(from: states, records: 50, draws: &draws)
    }
    let here = follow([1, 1, 3, 3, 5, 5])
    let same = Kinetics(partition: frozen.partition, systems: [here, follow([1, 1, 3, 3, 5, 5])])
    #expect(same.isEquivalent(populationTolerance: 0.05, passageTolerance: 0.25))
    #expect(same.result(populationTolerance: 0.05, passageTolerance: 0.25).passages.count == 6)
    let other = Kinetics(partition: frozen.partition, systems: [here, follow([1, 1, 3, 3, 3, 3])])
    #expect(!other.isEquivalent(populationTolerance: 0.05, passageTolerance: 0.25))
    // A single walker has no error, hence no verdict in its favour.
    let single = Kinetics(partition: frozen.partition, systems: [follow([1]), follow([1])])
    #expect(!single.isEquivalent(populationTolerance: 0.05, passageTolerance: 0.25))
  }

  @Test func oneWellHasNoPassages() {
    let chain = Chain(
      transitions: Matrix(rows: 3, columns: 3, elements: [Double](repeating: 1.0 / 3, count: 9)),
      levels: [4, 0, 4])
    var draws = Draws(seed: 12)
    let systems = (0..<2).map { _ in
      chain.follow(from: [0, 1, 2, 1], records: 100, draws: &draws)
    }
    let result = Kinetics(partition: chain.partition, systems: systems).result(
      populationTolerance: 0.05, passageTolerance: 0.25)
    #expect(result.wells.count == 1 && result.passages.isEmpty && result.isEquivalent)
    #expect(result.wells.first?.populations.first == .exact(1))
  }

  @Test func noWellsNothingToJudge() {
    let axis = UniformAxis(lower: 0, upper: 1, count: 3)
    let partition = WellPartition(
      values: [0, 0, 0], axes: [axis], supported: [false, false, false], minimumDepth: 1)
    let source = FrameSource(walkers: 4, dimension: 1)
    let trackers = (0..<2).map { _ in
      CoreSetTracker(partition: partition, layout: source.layout, interval: 1)
    }
    for tracker in trackers { source.show(tracker, record: 0) { _, _ in 0.5 } }
    let result = Kinetics(trackers: trackers).result(
      populationTolerance: 0.05, passageTolerance: 0.25)
    #expect(result.wells.isEmpty && result.passages.isEmpty && result.isEquivalent)
  }
}
