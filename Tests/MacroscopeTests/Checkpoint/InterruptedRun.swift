import Dynamics
import Macroscope
import Synchronization
import Testing

/// Runs that are stopped again and again, and taken up by another number of threads each time.
enum InterruptedRun {
  /// Goes on until the run comes to its end, which it must within so many attempts.
  ///
  /// - Parameters:
  ///   - attempts: how often it may be taken up.
  ///   - reports: how many reports of progress each attempt is let go.
  ///   - run: runs under the given options.
  /// - Returns: the results, and how often it was stopped.
  /// - Throws: what `run` throws, but for the stops; and where the run does not come to its end.
  static func results(
    attempts: Int, reports: (_ attempt: Int) -> Int, _ run: (RunOptions) throws -> RunResults
  ) throws -> (results: RunResults, stops: Int) {
    var entries: WorkJournal.Entries = [:]
    for attempt in 0..<attempts {
      let journal = WorkJournal(entries, interval: .seconds(3600)) { _ in }
      let cancellation = Cancellation()
      let seen = Atomic<Int>(0)
      let allowed = reports(attempt)
      let options = RunOptions(
        threads: 1 + attempt % 3, cancellation: cancellation, journal: journal
      ) { _ in
        if seen.add(1, ordering: .relaxed).newValue > allowed { cancellation.cancel() }
      }
      do {
        return (try run(options), attempt)
      } catch DynamicsError.cancelled {
        entries = journal.entries
      }
    }
    let end: (RunResults, Int)? = nil
    return try #require(end, "the run does not come to its end")
  }
}
