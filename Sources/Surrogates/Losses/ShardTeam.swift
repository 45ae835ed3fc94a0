import CKernels
import Dispatch
import Foundation
import Synchronization

/// Threads that share pieces of work of a tenth of a millisecond, batch after batch.
///
/// Waking a sleeping thread takes some 20 µs, a sixth of what two threads need for a batch of 1024 samples. So helpers
/// look for work for a while before they go to sleep, as does the caller for the end of the work. The
/// threads end when the team is released.
package final class ShardTeam: Sendable {
  /// The number of threads, the caller's included.
  package let threads: Int
  private let state: State

  /// A team; without helpers (one thread) it is free of cost.
  package init(threads: Int) {
    self.threads = max(threads, 1)
    state = State(helpers: self.threads - 1)
    for worker in 1..<self.threads {
      let helper = Thread { [state] in state.serve(worker) }
      helper.name = "shards \(worker)"
      helper.start()
    }
  }

  deinit { state.stop() }

  /// Calls `body(index, worker)` once for every index in 0 ..< count and returns when all are done. A worker, a
  /// number in 0 ..< threads, does one at a time. One call runs at a time.
  package func run(_ count: Int, _ body: @escaping @Sendable (_ index: Int, _ worker: Int) -> Void)
  {
    guard threads > 1, count > 1 else {
      for index in 0..<count { body(index, 0) }
      return
    }
    state.run(count, body)
  }
}

/// What caller and helpers share.
private final class State: Sendable {
  private let helpers: Int
  /// Number of the work, number of pieces, next piece: one word, so that no piece of an earlier work can be
  /// taken for one of a later.
  private let ticket = Atomic<UInt64>(0)
  private let completed = Atomic<Int>(0)
  private let isWaiting = Atomic<Bool>(false)
  private let sleepers = Atomic<Int>(0)
  private let isStopped = Atomic<Bool>(false)
  private let wake = DispatchSemaphore(value: 0)
  private let finished = DispatchSemaphore(value: 0)
  /// Written before the ticket is, and read by those only who hold a piece of the ticket's work.
  private nonisolated(unsafe) var body: (@Sendable (Int, Int) -> Void)?

  private static let field: UInt64 = 1 << 20
  /// Some 20 to 100 µs of looking.
  private static let patience = 2000

  init(helpers: Int) { self.helpers = helpers }

  func run(_ count: Int, _ body: @escaping @Sendable (Int, Int) -> Void) {
    precondition(count < Self.field, "fewer than a million pieces")
    self.body = body
    completed.store(0, ordering: .relaxed)
    let number = ticket.load(ordering: .relaxed) / (Self.field * Self.field) &+ 1
    ticket.store(
      (number &* Self.field &+ UInt64(count)) &* Self.field,
      ordering: .sequentiallyConsistent)
    // More than there are helpers only where a helper has been woken for nothing.
    let asleep = min(sleepers.exchange(0, ordering: .sequentiallyConsistent), helpers)
    for _ in 0..<asleep { wake.signal() }
    work(0)
    var looks = 0
    while completed.load(ordering: .sequentiallyConsistent) < count {
      looks += 1
      if looks < Self.patience {
        ck_spin_hint()
      } else {
        isWaiting.store(true, ordering: .sequentiallyConsistent)
        // Signals may be left over from works that ended in between, hence the loop.
        if completed.load(ordering: .sequentiallyConsistent) < count { finished.wait() }
      }
    }
    isWaiting.store(false, ordering: .sequentiallyConsistent)
    self.body = nil
  }

  /// Does pieces until none is left.
  private func work(_ worker: Int) {
    while hasWork {
      let old = ticket.wrappingAdd(1, ordering: .acquiringAndReleasing).oldValue
      let count = old / Self.field % Self.field
      let index = old % Self.field
      guard index < count, let body else { return }
      body(Int(index), worker)
      let done = completed.wrappingAdd(1, ordering: .sequentiallyConsistent).newValue
      if done == count, isWaiting.exchange(false, ordering: .sequentiallyConsistent) {
        finished.signal()
      }
    }
  }

  private var hasWork: Bool {
    let now = ticket.load(ordering: .sequentiallyConsistent)
    return now % Self.field < now / Self.field % Self.field
  }

  private var isNeeded: Bool { hasWork || isStopped.load(ordering: .sequentiallyConsistent) }

  /// A helper's life.
  func serve(_ worker: Int) {
    while !isStopped.load(ordering: .sequentiallyConsistent) {
      work(worker)
      var looks = 0
      while !isNeeded && looks < Self.patience {
        ck_spin_hint()
        looks += 1
      }
      if isNeeded { continue }
      sleepers.wrappingAdd(1, ordering: .sequentiallyConsistent)
      // Work that came in between has either seen the sleeper, or is seen here; a signal too many only makes
      // a helper look once more.
      if !isNeeded { wake.wait() } else { withdraw() }
    }
  }

  private func withdraw() {
    var count = sleepers.load(ordering: .sequentiallyConsistent)
    while count > 0 {
      let (exchanged, original) = sleepers.compareExchange(
        expected: count, desired: count - 1, ordering: .sequentiallyConsistent)
      if exchanged { return }
      count = original
    }
  }

  func stop() {
    isStopped.store(true, ordering: .sequentiallyConsistent)
    for _ in 0..<helpers { wake.signal() }
  }
}
