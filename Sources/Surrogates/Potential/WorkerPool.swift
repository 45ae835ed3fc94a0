import Synchronization

/// Workers that threads borrow: as many are made as were ever in use at one time.
final class WorkerPool: Sendable {
  /// A worker that nobody uses.
  private struct Idle: @unchecked Sendable {
    let worker: NetworkWorker
  }

  private let header: SurrogateModel.Header
  private let scale: Int
  private let idle = Mutex<[Idle]>([])

  init(_ header: SurrogateModel.Header, scale: Int) {
    self.header = header
    self.scale = scale
  }

  /// Lends a worker. Nothing is allocated where one is idle.
  func withWorker<Result>(_ body: (NetworkWorker) -> Result) -> Result {
    let idle = idle.withLock { $0.popLast() }
    let worker = idle?.worker ?? NetworkWorker(header, scale: scale)
    defer { self.idle.withLock { $0.append(Idle(worker: worker)) } }
    return body(worker)
  }
}
