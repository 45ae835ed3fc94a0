import Dynamics
import Macroscope
import Storage

/// What a checkpoint holds, once its file is read: a small run goes on from a checkpoint of its own that the input
/// changes. Bytes of the input choose run, checkpoint, entry and array in turn, and what is done to it.
package struct JournalTarget: FuzzTarget {
  package static let name = "journal"
  private let runs: [SmallRun]

  package init() throws { runs = try SmallRun.all() }

  package func check(_ input: [UInt8]) throws(BrokenPromise) {
    var edits = Bytes(input)
    let run = runs[edits.index(runs.count)]
    var entries = run.checkpoints[edits.index(run.checkpoints.count)]
    for _ in 0..<8 where !edits.isAtEnd {
      let names = entries.keys.sorted()
      guard !names.isEmpty else { break }
      let name = names[edits.index(names.count)]
      guard let entry = entries[name] else { break }
      entries[name] = edited(entry, &edits)
      if edits.index(16) == 0 { entries[names[edits.index(names.count)]] = entry }
      if edits.index(16) == 0 { entries[name] = nil }
    }
    run.resume(entries)
  }

  private func edited(_ entry: StateArchive, _ edits: inout Bytes) -> StateArchive {
    var entry = entry
    let integers = entry.integers.keys.sorted()
    let reals = entry.reals.keys.sorted()
    let texts = entry.texts.keys.sorted()
    let choice = edits.index(max(1, integers.count + reals.count + texts.count))
    if choice < integers.count {
      let name = integers[choice]
      entry.put(edits.changed(entry.integers[name] ?? []) { $0.integer() }, as: name)
    } else if choice < integers.count + reals.count {
      let name = reals[choice - integers.count]
      entry.put(edits.changed(entry.reals[name] ?? []) { $0.real() }, as: name)
    } else if !texts.isEmpty {
      let name = texts[(choice - integers.count - reals.count) % texts.count]
      entry.put(edits.changed(entry.texts[name] ?? []) { $0.text() }, as: name)
    }
    return entry
  }
}

/// An input as a source of choices; zeros follow its end.
struct Bytes {
  private let bytes: [UInt8]
  private var next = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { next >= bytes.count }

  mutating func byte() -> UInt8 {
    defer { next += 1 }
    return next < bytes.count ? bytes[next] : 0
  }

  /// A number below `count`.
  mutating func index(_ count: Int) -> Int {
    (Int(byte()) | (count > 256 ? Int(byte()) << 8 : 0)) % max(1, count)
  }

  private mutating func word() -> UInt64 {
    (0..<8).reduce(0) { word, _ in word << 8 | UInt64(byte()) }
  }

  mutating func integer() -> Int {
    switch index(6) {
    case 0: Int(truncatingIfNeeded: word())
    case 1: .max
    case 2: .min
    case 3: -1
    default: Int(byte())
    }
  }

  mutating func real() -> Double {
    switch index(8) {
    case 0: Double(bitPattern: word())
    case 1: .nan
    case 2: .infinity
    case 3: -.infinity
    case 4: 1e308
    case 5: -1
    case 6: .leastNonzeroMagnitude
    default: Double(byte())
    }
  }

  mutating func text() -> String {
    String(decoding: (0..<index(8)).map { _ in byte() }, as: UTF8.self)
  }

  /// A list with an element replaced, put in or taken out, or all of them.
  mutating func changed<T>(_ values: [T], _ make: (inout Bytes) -> T) -> [T] {
    var values = values
    let place = index(max(1, values.count))
    switch index(5) {
    case 0, 1: if values.indices.contains(place) { values[place] = make(&self) }
    case 2: values.insert(make(&self), at: place)
    case 3: if values.indices.contains(place) { values.remove(at: place) }
    default:
      let value = make(&self)
      values = values.map { _ in value }
    }
    return values
  }
}
