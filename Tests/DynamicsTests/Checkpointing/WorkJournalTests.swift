import Dynamics
import Foundation
import Storage
import Synchronization
import Testing

@Suite struct WorkJournalTests {
  private func state(_ number: Int) -> StateArchive {
    var state = StateArchive()
    state.put([number], as: "number")
    return state
  }

  private func numbers(_ entries: WorkJournal.Entries) throws -> [String: Int] {
    try entries.mapValues { try $0.integers("number", count: 1)[0] }
  }

  @Test func aFinishedUnitReplacesItsParts() throws {
    let journal = WorkJournal(interval: .seconds(3600)) { _ in }
    for unit in ["sweep.1.burn_in", "sweep.1.recorded", "sweep.10.recorded", "sweep.1x"] {
      journal.finish(unit, state(1))
    }
    journal.finish("sweep.1", state(2))
    #expect(
      try numbers(journal.entries) == ["sweep.1": 2, "sweep.10.recorded": 1, "sweep.1x": 1])
    journal.finishAll(as: "learned")
    #expect(Array(journal.entries.keys) == ["learned"])
  }

  @Test func statesAreMadeWhenItIsTimeAndStoredTogether() throws {
    let stored = Mutex<[[String: Int]]>([])
    let journal = WorkJournal(interval: .milliseconds(50)) { entries in
      let numbers = try self.numbers(entries)
      stored.withLock { $0.append(numbers) }
    }
    var made = 0
    for number in 0..<20 {
      for unit in ["a", "b"] {
        journal.offer(unit) {
          made += 1
          return state(number)
        }
      }
      if number == 0 { #expect(made == 0) }
      Thread.sleep(forTimeInterval: 0.01)
    }
    let all = stored.withLock { $0 }
    #expect((1...6).contains(all.count))
    #expect(made <= 2 * (all.count + 1))
    // Both were asked in one round: neither is an interval older than the other.
    for entries in all { #expect(entries["a"] == entries["b"]) }
  }

  @Test func storingTakesAtMostAHundredthOfTheTime() throws {
    let stored = Mutex(0)
    let journal = WorkJournal(interval: .zero) { _ in
      stored.withLock { $0 += 1 }
      Thread.sleep(forTimeInterval: 0.005)
    }
    let begin = ContinuousClock.now
    while begin.duration(to: .now) < .seconds(1) {
      journal.offer("a") { state(1) }
      Thread.sleep(forTimeInterval: 0.001)
    }
    // 5 ms each: the first at once, then one every half second.
    #expect((1...4).contains(stored.withLock { $0 }))
  }

  @Test func theSizeTellsWhatTheFirstStoringOfMuchWillTake() throws {
    let stored = Mutex(0)
    let journal = WorkJournal(interval: .zero) { _ in stored.withLock { $0 += 1 } }
    var large = StateArchive()
    large.put([Double](repeating: 1, count: 1 << 20), as: "numbers")
    func offer() {
      for _ in 0..<20 {
        journal.offer("a") { large }
        Thread.sleep(forTimeInterval: 0.01)
      }
    }
    // 8 MB are some hundredths of a second to a slow disk, so they are to be stored after some seconds.
    offer()
    #expect(stored.withLock { $0 } == 0)
    try journal.flush()
    offer()
    // It took no time, so it may be done again.
    #expect(stored.withLock { $0 } > 1)
  }

  @Test func aRunGoesOnWhereStoringFails() throws {
    struct Full: Error {}
    let isFull = Mutex(true)
    let journal = WorkJournal(interval: .seconds(3600)) { _ in
      if isFull.withLock({ $0 }) { throw Full() }
    }
    journal.suspend("a", state(1))
    #expect(throws: Full.self) { try journal.flush() }
    #expect(journal.failure is Full)
    isFull.withLock { $0 = false }
    try journal.flush()
    #expect(journal.failure == nil)
    #expect(try journal.entry("a")?.integers("number") == [1])
  }
}
