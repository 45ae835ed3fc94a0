import Dynamics
import Storage

extension SeriesRecorder: Checkpointable {
  package var state: StateArchive {
    var state = StateArchive()
    for (index, values) in series.enumerated() { state.put(values, as: "series\(index)") }
    return state
  }

  package func restore(_ state: StateArchive) throws(StorageError) {
    for (index, series) in storage.enumerated() {
      try restoreReals(series, from: state, "series\(index)")
    }
  }
}

extension OrbitRecorder: Checkpointable {
  var state: StateArchive {
    var state = StateArchive()
    state.put(Array(storage), as: "orbits")
    return state
  }

  func restore(_ state: StateArchive) throws(StorageError) {
    try restoreReals(storage, from: state, "orbits")
  }
}

extension SupportMonitor: Checkpointable {
  var state: StateArchive {
    var state = StateArchive()
    state.put(counts.flatMap { [$0.path, $0.equilibrium] }, as: "counts")
    return state
  }

  func restore(_ state: StateArchive) throws(StorageError) {
    let values = try state.integers("counts", count: 2 * counts.count)
    try requireCounts(values)
    for walker in counts.indices {
      counts[walker] = (values[2 * walker], values[2 * walker + 1])
    }
  }
}

extension CoreSetTracker: Checkpointable {
  public var state: StateArchive {
    var state = StateArchive()
    for (name, array) in book.arrays { state.put(array.map { Int($0) }, as: name) }
    state.put(Array(book.exposures), as: "exposures")
    return state
  }

  public func restore(_ state: StateArchive) throws(StorageError) {
    for (name, array) in book.arrays {
      let values = try state.integers(name, count: array.count)
      for (index, value) in values.enumerated() {
        guard (-1...1 << 30).contains(value), let narrow = Int32(exactly: value) else {
          throw StateArchive.mismatch("'\(name)' holds \(value)")
        }
        array[index] = narrow
      }
    }
    let exposures = try state.integers("exposures", count: book.exposures.count)
    try requireCounts(exposures)
    for (index, value) in exposures.enumerated() { book.exposures[index] = value }
  }
}

extension PassageBook {
  /// The arrays of short integers with their names.
  fileprivate var arrays: [(String, UnsafeMutableBufferPointer<Int32>)] {
    [
      ("visits", visits), ("starts", starts), ("passages", passages), ("last_cores", lastCores),
      ("records", records), ("last_records", lastRecords),
    ]
  }
}

private func restoreReals(
  _ buffer: UnsafeMutableBufferPointer<Double>, from state: StateArchive, _ name: String
) throws(StorageError) {
  _ = buffer.update(from: try state.reals(name, count: buffer.count))
}

/// Refuses numbers that cannot have been counted, and would overflow.
private func requireCounts(_ values: [Int]) throws(StorageError) {
  guard values.allSatisfy((0...WorkStretch.longest).contains) else {
    throw StateArchive.mismatch("some counts are impossible")
  }
}
