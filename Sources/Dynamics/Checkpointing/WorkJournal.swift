import Storage
import Synchronization

/// What is done of a run: the results of finished units of work and the states of those under way.
///
/// A unit has a name; names of its parts begin with it and a dot. Units hand over states at safe points of their
/// own, when the journal asks for them, and the journal stores all entries together, never more often than the
/// interval says, nor so often that storing takes more than a hundredth of the time. Units do not depend on one
/// another, so their states need not be of one moment. A run that finds an entry of a unit takes it up from
/// there. See docs/checkpoints.md.
public final class WorkJournal: Sendable {
  /// The states and results of units by their names.
  public typealias Entries = [String: StateArchive]

  /// Storing takes at most this part of the time.
  static let share = 0.01
  /// Bytes per second that storing is taken to manage before it is known.
  private static let expectedRate = 2e8

  private struct State {
    var entries: Entries
    /// The last round that each unit under way has handed over a state in.
    var rounds: [String: Int] = [:]
    /// Counts the rounds of collecting states; one is open between its begin and its storing.
    var round = 0
    var isOpen = false
    var opened = ContinuousClock.now
    /// When the next round begins.
    var due: ContinuousClock.Instant
    var lastStored = ContinuousClock.now
    /// What the last storing took, and making the states for it.
    var cost = Duration.zero
    /// The size of what it stored.
    var storedBytes = 0
    var copying = Duration.zero
    var isStoring = false
    var hasChanged = false
    var failure: (any Error)?

    var byteCount: Int { entries.values.reduce(0) { $0 + $1.byteCount } }
  }

  /// The time between two storings.
  public let interval: Duration
  private let store: @Sendable (Entries) throws -> Void
  private let state: Mutex<State>

  /// A journal.
  ///
  /// - Parameters:
  ///   - entries: of an earlier run that is to be gone on with.
  ///   - interval: between two storings.
  ///   - store: keeps all entries, in place of those kept before; called from any thread, one at a time. A run goes
  ///     on where it throws.
  public init(
    _ entries: Entries = [:], interval: Duration = .seconds(60),
    store: @escaping @Sendable (Entries) throws -> Void
  ) {
    self.interval = interval
    self.store = store
    state = Mutex(State(entries: entries, due: .now + interval))
  }

  /// The entry of a unit.
  public func entry(_ unit: String) -> StateArchive? { state.withLock { $0.entries[unit] } }

  /// All entries as they stand.
  public var entries: Entries { state.withLock { $0.entries } }

  /// Whether nothing has been entered.
  public var isEmpty: Bool { state.withLock { $0.entries.isEmpty } }

  /// Why the last storing failed; nil when it did not.
  public var failure: (any Error)? { state.withLock { $0.failure } }

  // MARK: - Entering

  /// Tells that a unit is at a safe point; its state is asked for when it is time.
  ///
  /// - Throws: what making the state throws.
  public func offer<E>(_ unit: String, _ make: () throws(E) -> StateArchive) throws(E) {
    let now = ContinuousClock.now
    let isWanted = state.withLock { state in
      if now >= state.due, !state.isOpen, !state.isStoring {
        state.round += 1
        state.isOpen = true
        state.opened = now
      }
      let last = state.rounds[unit] ?? (state.isOpen ? state.round - 1 : state.round)
      state.rounds[unit] = last
      return state.isOpen && last < state.round
    }
    if isWanted { try enter(unit, make) }
    storeIfComplete()
  }

  /// Enters the state of a unit that stops at a safe point before its end.
  public func suspend(_ unit: String, _ archive: StateArchive) {
    enter(unit) { archive }
  }

  /// Enters the end of a unit; what is entered of its parts is dropped.
  public func finish(_ unit: String, _ archive: StateArchive) {
    let prefix = unit + "."
    state.withLock { state in
      state.entries = state.entries.filter { !$0.key.hasPrefix(prefix) }
      state.rounds = state.rounds.filter { $0.key != unit && !$0.key.hasPrefix(prefix) }
      state.entries[unit] = archive
      state.hasChanged = true
      // The end of something is worth more than a point on the way.
      state.due = min(state.due, earliest(state, interval / 10))
    }
    storeIfComplete()
  }

  /// Drops all entries but that of one unit, which tells that they are no longer needed.
  public func finishAll(as unit: String) {
    state.withLock { state in
      state.entries = [unit: StateArchive()]
      state.rounds = [:]
      state.hasChanged = true
      state.due = min(state.due, earliest(state, .zero))
    }
    storeIfComplete()
  }

  /// Stores the entries now, unless that is done already.
  ///
  /// - Throws: what storing throws.
  public func flush() throws {
    guard state.withLock({ $0.hasChanged }) else { return }
    storeNow()
    if let failure { throw failure }
  }

  private func enter<E>(_ unit: String, _ make: () throws(E) -> StateArchive) throws(E) {
    let begin = ContinuousClock.now
    let archive = try make()
    let copying = begin.duration(to: .now)
    state.withLock { state in
      state.entries[unit] = archive
      state.rounds[unit] = state.round
      state.copying += copying
      state.hasChanged = true
    }
  }

  // MARK: - Storing

  /// Stores when all units under way have handed over their states, or do not come to it for long.
  private func storeIfComplete() {
    let now = ContinuousClock.now
    let patience = min(.seconds(1), interval / 10)
    let isReady = state.withLock { state in
      guard !state.isStoring, state.hasChanged, now >= state.due else { return false }
      let isComplete = state.rounds.values.allSatisfy { $0 >= state.round }
      guard !state.isOpen || isComplete || state.opened.duration(to: now) >= patience else {
        return false
      }
      state.isOpen = false
      // What the last storing took is in `due`; of much more only the size tells what it will take.
      let bytes = state.byteCount
      guard bytes > 2 * state.storedBytes else { return true }
      let expected = Double(bytes) / Self.expectedRate / Self.share
      state.due = max(state.due, state.lastStored + .seconds(min(expected, 1e6)))
      return now >= state.due
    }
    if isReady { storeNow() }
  }

  private func storeNow() {
    let entries = state.withLock { state -> Entries? in
      guard !state.isStoring else { return nil }
      state.isStoring = true
      state.storedBytes = state.byteCount
      state.hasChanged = false
      return state.entries
    }
    guard let entries else { return }
    let begin = ContinuousClock.now
    let result = Result { try store(entries) }
    let now = ContinuousClock.now
    state.withLock { state in
      state.isStoring = false
      state.lastStored = now
      state.cost = begin.duration(to: now) + state.copying
      state.copying = .zero
      state.due = earliest(state, interval)
      state.failure = nil
      if case .failure(let error) = result {
        state.failure = error
        state.hasChanged = true
      }
    }
  }

  /// When storing may begin: an interval after the last, or later where it is expensive.
  private func earliest(
    _ state: State, _ interval: Duration
  ) -> ContinuousClock.Instant {
    state.lastStored + max(interval, state.cost / Self.share)
  }
}
