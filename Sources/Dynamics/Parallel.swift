import Dispatch
import Synchronization

/// Calls `body(index, worker)` for every index in `0 ..< count` on up to `threads` threads.
///
/// Each worker goes through a stretch of its own, and when that is done takes from the end of the longest stretch
/// that is left, so uneven work balances itself. Workers are thus far apart: where indices stand for neighbouring pieces of
/// memory, the hardware's prefetching of one does not take lines away from the other. Which worker gets which
/// index is not determined, hence `body` must write only to memory of its own index or worker.
/// `worker` is in `0 ..< threads` and never runs two bodies at once: it may index scratch memory.
/// With one thread the indices run in order on the calling thread.
public func parallelFor(
  _ count: Int, threads: Int, _ body: @Sendable (_ index: Int, _ worker: Int) -> Void
) {
  let workers = min(max(threads, 1), count)
  guard workers > 1 else {
    for index in 0..<count { body(index, 0) }
    return
  }
  let stretches = Mutex((0..<workers).map { $0 * count / workers..<($0 + 1) * count / workers })
  DispatchQueue.concurrentPerform(iterations: workers) { worker in
    while let index = stretches.withLock({ take(from: &$0, worker: worker) }) {
      body(index, worker)
    }
  }
}

/// The next index of a worker; nil when all are taken.
private func take(from stretches: inout [Range<Int>], worker: Int) -> Int? {
  if let first = stretches[worker].first {
    stretches[worker] = first + 1..<stretches[worker].upperBound
    return first
  }
  guard let longest = stretches.indices.max(by: { stretches[$0].count < stretches[$1].count }),
    let last = stretches[longest].last
  else { return nil }
  stretches[longest] = stretches[longest].lowerBound..<last
  return last
}

/// The values of `body` for 0 ..< count, computed on up to `threads` threads.
///
/// - Throws: the error of the lowest index that threw.
public func parallelMap<Value: Sendable, Failure: Error>(
  _ count: Int, threads: Int, _ body: @Sendable (_ index: Int) throws(Failure) -> Value
) throws(Failure) -> [Value] {
  let results = Mutex([Result<Value, Failure>?](repeating: nil, count: count))
  parallelFor(count, threads: threads) { index, _ in
    let result = Result { () throws(Failure) in try body(index) }
    results.withLock { $0[index] = result }
  }
  var values: [Value] = []
  values.reserveCapacity(count)
  for case let result? in results.withLock({ $0 }) { values.append(try result.get()) }
  return values
}

/// A switch that asks a running stage to stop at its next safe point; set once, from any thread
/// (a signal source, say).
public final class Cancellation: Sendable {
  private let flag = Atomic<Bool>(false)

  public init() {}

  /// Asks the stage to stop.
  public func cancel() { flag.store(true, ordering: .relaxed) }

  /// Whether somebody has asked the stage to stop.
  public var isCancelled: Bool { flag.load(ordering: .relaxed) }
}
