import Dispatch
import Synchronization

/// Calls `body(index, worker)` for every index in `0 ..< count` on up to `threads` threads.
///
/// Indices are handed out one at a time, so uneven work balances itself; which worker gets which
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
  let next = Atomic<Int>(0)
  DispatchQueue.concurrentPerform(iterations: workers) { worker in
    while true {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      if index >= count { return }
      body(index, worker)
    }
  }
}

/// The values of `body` for 0 ..< count, computed on up to `threads` threads.
///
/// - Throws: the error of the lowest index that threw.
public func parallelMap<Value: Sendable>(
  _ count: Int, threads: Int, _ body: @Sendable (_ index: Int) throws -> Value
) throws -> [Value] {
  let results = Mutex([Result<Value, any Error>?](repeating: nil, count: count))
  parallelFor(count, threads: threads) { index, _ in
    let result = Result { try body(index) }
    results.withLock { $0[index] = result }
  }
  return try results.withLock { $0 }.compactMap { try $0?.get() }
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
