import Dynamics

/// Several networks at the same time.
extension NetworkTraining {
  /// Calls `body` once for each of `count` networks, with the training that it is to use.
  ///
  /// Threads that share a batch wait for one another thousands of times a second; threads with a network each never do.
  /// So there are as many trainings at a time as threads and memory allow, and threads share one only where there
  /// are more than networks. What comes of a network does not depend on it.
  ///
  /// - Returns: what `body` returns, in the order of the networks.
  /// - Throws: what `body` throws, of the first network that fails.
  /// - Complexity: holds the rows of as many networks in memory as are trained at a time.
  func parallelMap<Value: Sendable>(
    _ count: Int, _ body: @Sendable (_ network: Int, _ training: NetworkTraining) throws -> Value
  ) throws -> [Value] {
    var values: [Value] = []
    while values.count < count {
      let first = values.count
      let groups = simultaneous(count - first)
      var training = self
      training.threads = threads / groups
      // Those that are left over in the end share all threads.
      values += try Dynamics.parallelMap((count - first) / groups * groups, threads: groups) {
        [training] in
        try body(first + $0, training)
      }
    }
    return values
  }

  /// How many of `count` networks are trained at a time; with streamed data one, as its windows take all memory that
  /// there is to be.
  private func simultaneous(_ count: Int) -> Int {
    let memory = SampleMemory(section)
    let copies = windowRows == nil ? memory.copies(data.count, dimension: data.dimension) : 1
    return max(1, min(count, threads, copies))
  }
}
