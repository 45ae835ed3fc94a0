import Dynamics
import Foundation
import Synchronization
import Testing

@Suite("Work on several threads")
struct ParallelTests {
  @Test(
    "every index has its turn once, whatever the threads",
    arguments: [0, 1, 2, 7, 100], [1, 2, 3, 16])
  func once(count: Int, threads: Int) {
    let turns = Mutex([Int](repeating: 0, count: count))
    let workers = Mutex(Set<Int>())
    parallelFor(count, threads: threads) { index, worker in
      turns.withLock { $0[index] += 1 }
      workers.withLock { _ = $0.insert(worker) }
    }
    #expect(turns.withLock { $0 }.allSatisfy { $0 == 1 })
    #expect(workers.withLock { $0 }.allSatisfy { (0..<max(threads, 1)).contains($0) })
  }

  @Test("no worker does two things at once, however uneven the work")
  func uneven() {
    let (count, threads) = (64, 4)
    let doing = Mutex([Int](repeating: 0, count: threads))
    let done = Mutex(0)
    // All the work lies in the first stretch.
    parallelFor(count, threads: threads) { index, worker in
      let tasks = doing.withLock { doing in
        doing[worker] += 1
        return doing[worker]
      }
      #expect(tasks == 1)
      if index < count / threads { Thread.sleep(forTimeInterval: 0.002) }
      doing.withLock { $0[worker] -= 1 }
      done.withLock { $0 += 1 }
    }
    #expect(done.withLock { $0 } == count)
  }

  @Test("one thread takes indices in order")
  func order() {
    let seen = Mutex([Int]())
    parallelFor(10, threads: 1) { index, _ in seen.withLock { $0.append(index) } }
    #expect(seen.withLock { $0 } == Array(0..<10))
  }

  private struct Failure: Error, Equatable { let index: Int }

  @Test("values come in order, and of several errors that of the lowest index")
  func values() {
    #expect(parallelMap(20, threads: 3) { $0 * $0 } == (0..<20).map { $0 * $0 })
    #expect(throws: Failure(index: 4)) {
      try parallelMap(20, threads: 3) { index -> Int in
        if index >= 4 { throw Failure(index: index) }
        return index
      }
    }
  }
}
