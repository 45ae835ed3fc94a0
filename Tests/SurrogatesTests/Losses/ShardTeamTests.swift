import Foundation
import Surrogates
import Synchronization
import Testing

@Suite("Shard teams")
struct ShardTeamTests {
  /// Counts calls, and workers that did two pieces at once.
  private final class Tally: Sendable {
    let calls: Mutex<[Int]>
    let busy: Mutex<Set<Int>> = Mutex([])
    let collisions = Atomic<Int>(0)

    init(_ count: Int) { calls = Mutex([Int](repeating: 0, count: count)) }

    func enter(_ index: Int, _ worker: Int, threads: Int) {
      let isNew = busy.withLock { $0.insert(worker).inserted }
      if !isNew || worker < 0 || worker >= threads {
        collisions.wrappingAdd(1, ordering: .relaxed)
      }
      calls.withLock { $0[index] += 1 }
    }

    func leave(_ worker: Int) { busy.withLock { _ = $0.remove(worker) } }
  }

  @Test("every piece is done once, by one worker at a time", arguments: [1, 2, 3, 8])
  func pieces(_ threads: Int) {
    let team = ShardTeam(threads: threads)
    for round in 0..<400 {
      let count = [0, 1, 2, 7, 40][round % 5]
      let tally = Tally(count)
      team.run(count) { index, worker in
        tally.enter(index, worker, threads: threads)
        if (index + round) % 9 == 0 { usleep(100) }
        tally.leave(worker)
      }
      #expect(tally.calls.withLock { $0.allSatisfy { $0 == 1 } })
      #expect(tally.collisions.load(ordering: .relaxed) == 0)
      // Now and then long enough for helpers to fall asleep.
      if round % 50 == 0 { usleep(3000) }
    }
  }

  @Test("memory written by helpers is there when the work is done")
  func visibility() {
    let team = ShardTeam(threads: 3)
    let memory = UnsafeMutablePointer<Int>.allocate(capacity: 1000)
    memory.initialize(repeating: 0, count: 1000)
    defer { memory.deallocate() }
    nonisolated(unsafe) let shared = memory
    for round in 1...2000 {
      team.run(10) { index, _ in
        for n in (index * 100)..<(index * 100 + 100) { shared[n] += n * round }
      }
    }
    let factor = 2000 * 2001 / 2
    #expect((0..<1000).allSatisfy { memory[$0] == $0 * factor })
  }

  @Test("teams come and go, with and without work")
  func lifetimes() {
    final class Sum: Sendable { let value = Atomic<Int>(0) }
    let sum = Sum()
    for n in 0..<60 {
      let team = ShardTeam(threads: 1 + n % 4)
      if n % 2 == 0 { usleep(500) }
      if n % 3 == 0 { continue }
      team.run(20) { index, _ in sum.value.wrappingAdd(index, ordering: .relaxed) }
    }
    #expect(sum.value.load(ordering: .relaxed) == 40 * 190)
  }
}
