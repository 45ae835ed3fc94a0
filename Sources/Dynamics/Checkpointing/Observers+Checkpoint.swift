import Potentials
import Storage

extension AlignedBuffer {
  /// Takes on numbers of an archive, as many as there are here.
  func restore(_ state: StateArchive, _ name: String) throws(StorageError) {
    update(from: try state.finiteReals(name, count: count))
  }
}

extension StateArchive {
  /// Real numbers that come of walkers, which are never at infinity: squares and sums of others would be of no use.
  func finiteReals(_ name: String, count: Int) throws(StorageError) -> [Double] {
    let values = try reals(name, count: count)
    guard values.allSatisfy({ $0.magnitude < 1e200 }) else {
      throw Self.mismatch("'\(name)' holds numbers that no run gives")
    }
    return values
  }
}

extension MomentAccumulator: Checkpointable {
  public var state: StateArchive {
    var state = StateArchive()
    state.put(sums.contents, as: "sums")
    state.put((0..<layout.blocks).map(records.count(ofBlock:)), as: "records")
    return state
  }

  public func restore(_ state: StateArchive) throws(StorageError) {
    try sums.restore(state, "sums")
    records.set(try state.counts("records", count: layout.blocks))
  }
}

extension SampleStore: Checkpointable {
  public var state: StateArchive {
    var state = StateArchive()
    for (name, buffer) in buffers { state.put(buffer.contents, as: name) }
    state.put([interval], as: "interval")
    return state
  }

  public func restore(_ state: StateArchive) throws(StorageError) {
    for (name, buffer) in buffers { try buffer.restore(state, name) }
    interval = try state.interval(atLeast: interval)
  }

  private var buffers: [(String, AlignedBuffer)] {
    [
      ("positions", positions), ("momenta", momenta), ("midpoints", midpoints),
      ("gradients", gradients),
    ]
  }
}

extension TraceRecorder: Checkpointable {
  public var state: StateArchive {
    var state = StateArchive()
    state.put(buffer.contents, as: "series")
    state.put([interval], as: "interval")
    return state
  }

  public func restore(_ state: StateArchive) throws(StorageError) {
    try buffer.restore(state, "series")
    interval = try state.interval(atLeast: interval)
  }
}

extension StateArchive {
  /// Records between two that are kept: as at the start of the run, or twice as many time and again.
  fileprivate func interval(atLeast first: Int) throws(StorageError) -> Int {
    let interval = try integers("interval", count: 1)[0]
    guard interval >= first, interval <= WorkStretch.longest, interval % first == 0,
      (interval / first).nonzeroBitCount == 1
    else { throw Self.mismatch("every \(interval)th record cannot have been kept") }
    return interval
  }
}

extension WalkerMoments {
  /// The sums as numbers.
  package var state: StateArchive {
    var state = StateArchive()
    state.put(sums, as: "sums")
    state.put([records], as: "records")
    return state
  }

  /// The sums from their numbers.
  package init(
    _ state: StateArchive, layout: EnsembleLayout, index: MomentAccumulator.Index
  ) throws(StorageError) {
    self.init(
      layout: layout, index: index, records: try state.counts("records", count: 1)[0],
      sums: try state.finiteReals("sums", count: index.count * layout.walkers))
  }
}
