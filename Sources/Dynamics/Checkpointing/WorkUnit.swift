import Storage

/// A unit of work with its place in a journal.
public struct WorkUnit: Sendable {
  /// The journal.
  public let journal: WorkJournal
  /// The unit's name in it.
  public let name: String

  /// A unit from its parts.
  public init(_ name: String, in journal: WorkJournal) {
    self.name = name
    self.journal = journal
  }

  /// A unit that this one consists of.
  public func part(_ name: String) -> WorkUnit { WorkUnit("\(self.name).\(name)", in: journal) }

  /// What an earlier run left of the unit.
  public var entry: StateArchive? { journal.entry(name) }

  /// Enters the result of the unit, in place of all that is entered of its parts.
  public func finish(_ result: StateArchive) { journal.finish(name, result) }
}

/// A stretch of work that goes from one safe point to the next, and the objects that it changes.
package struct WorkStretch {
  /// More steps than any run takes, so that counters from a file cannot overflow.
  package static let longest = 1 << 56

  private let unit: WorkUnit?
  private let objects: [any Checkpointable]

  package init(_ unit: WorkUnit?, changing objects: [any Checkpointable]) {
    self.unit = unit
    self.objects = objects
  }

  /// Puts the objects into the state where an earlier run left the stretch.
  ///
  /// - Parameter total: the length of the stretch.
  /// - Returns: how much of it was done; 0 when it is to be begun.
  /// - Throws: a `StorageError` when the state does not fit.
  package func resume(of total: Int) throws(StorageError) -> Int {
    guard let entry = unit?.entry else { return 0 }
    let done = try entry.integers("done", count: 1)[0]
    guard done >= 0, done <= total else {
      throw StateArchive.mismatch("\(done) of \(total) steps are said to be done")
    }
    for (index, object) in objects.enumerated() {
      try object.restore(entry.part("object\(index)"))
    }
    return done
  }

  /// Tells the journal that a safe point is reached.
  package func reached(_ done: Int, of total: Int) {
    guard let unit else { return }
    if done >= total {
      unit.journal.finish(unit.name, archive(done))
    } else {
      unit.journal.offer(unit.name) { archive(done) }
    }
  }

  /// Enters where the stretch stands, for it is to end before its time.
  package func suspend(at done: Int) {
    guard let unit else { return }
    unit.journal.suspend(unit.name, archive(done))
  }

  private func archive(_ done: Int) -> StateArchive {
    var archive = StateArchive()
    archive.put([done], as: "done")
    for (index, object) in objects.enumerated() {
      archive.put(object.state, as: "object\(index)")
    }
    return archive
  }
}
