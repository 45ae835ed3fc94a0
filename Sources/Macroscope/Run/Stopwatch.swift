import Foundation

/// Adds up the seconds of each stage, on the clock and of the processors.
struct Stopwatch {
  /// Seconds of the wall clock by the name of the stage.
  private(set) var stages: [String: Double] = [:]
  /// Seconds of processor time, all threads together, by the name of the stage.
  private(set) var processorStages: [String: Double] = [:]
  private let start = Moment.now

  /// Runs `body` and books its time under `stage`.
  mutating func measure<R>(_ stage: RunStage, _ body: () throws -> R) rethrows -> R {
    let begin = Moment.now
    defer {
      let end = Moment.now
      stages[stage.rawValue, default: 0] += begin.clock.duration(to: end.clock) / .seconds(1)
      processorStages[stage.rawValue, default: 0] += end.processor - begin.processor
    }
    return try body()
  }

  /// Seconds of the wall clock since the stopwatch was made.
  var total: Double { start.clock.duration(to: .now) / .seconds(1) }
  /// Seconds of processor time since then.
  var processorTotal: Double { Moment.now.processor - start.processor }

  private struct Moment {
    let clock: ContinuousClock.Instant
    /// User and system time of the process so far.
    let processor: Double

    static var now: Moment {
      var usage = rusage()
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      let seconds = [usage.ru_utime, usage.ru_stime].reduce(0) {
        $0 + Double($1.tv_sec) + 1e-6 * Double($1.tv_usec)
      }
      return Moment(clock: .now, processor: seconds)
    }
  }
}
