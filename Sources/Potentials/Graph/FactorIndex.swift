/// The terms of a sum, by the factors that they have in common.
///
/// Taking out one factor after the other takes time in proportion to the terms that have it and to the number of
/// different factors, not to the length of the sum.
struct FactorIndex {
  private var entries: [Entry] = []
  /// The entries that have had the base as a factor, those that were removed among them.
  private var places: [Graph.ID: [Int]] = [:]
  /// How many there are now.
  private var counts: [Graph.ID: Int] = [:]

  private struct Entry {
    let term: Graph.Term
    let factors: [Graph.Factor]
    var isRemoved = false
  }

  /// What is left, in the order in which it was put in.
  var terms: [Graph.Term] { entries.filter { !$0.isRemoved }.map(\.term) }

  /// Adds a term with its factors of positive power.
  mutating func insert(_ term: Graph.Term, _ factors: [Graph.Factor]) {
    for factor in factors {
      places[factor.id, default: []].append(entries.count)
      counts[factor.id, default: 0] += 1
    }
    entries.append(Entry(term: term, factors: factors))
  }

  /// The base that most terms have, of several the newest, and the least power that they have of it; nil when no two
  /// have one in common.
  var mostCommon: (base: Graph.ID, exponent: Int)? {
    let best = counts.max { ($0.value, $0.key) < ($1.value, $1.key) }
    guard let best, best.value >= 2 else { return nil }
    let exponents = alive(best.key).compactMap { place in
      entries[place].factors.first { $0.id == best.key }?.exponent
    }
    return exponents.min().map { (best.key, $0) }
  }

  /// Takes out the terms that have the base as a factor.
  mutating func remove(with base: Graph.ID) -> [Graph.Term] {
    let found = alive(base)
    for place in found {
      entries[place].isRemoved = true
      for factor in entries[place].factors { counts[factor.id, default: 0] -= 1 }
    }
    return found.map { entries[$0].term }
  }

  private func alive(_ base: Graph.ID) -> [Int] {
    (places[base] ?? []).filter { !entries[$0].isRemoved }
  }
}
